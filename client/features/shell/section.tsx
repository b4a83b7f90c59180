import type { ReactNode } from 'react';
import { classNames } from '@/components/class-names.ts';

/** A titled part of an office page. */
export const Section = ({ title, children, className }: { title: ReactNode; children: ReactNode; className?: string }) => (
  <section className={classNames('grid min-w-0 grid-cols-1 content-start gap-3', className)}>
    <h2 className="text-row font-semibold">{title}</h2>
    {children}
  </section>
);

/** A page's heading with its actions beside it. */
export const PageTitle = ({ children, actions }: { children: ReactNode; actions?: ReactNode }) => (
  <div className="flex flex-wrap items-center justify-between gap-3">
    <h1 className="text-title font-semibold">{children}</h1>
    {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
  </div>
);

/** One figure with its name. */
export const Figure = ({ name, children }: { name: ReactNode; children: ReactNode }) => (
  <div className="rounded border border-line bg-surface px-4 py-3">
    <dt className="text-small text-muted">{name}</dt>
    <dd className="text-title font-semibold whitespace-nowrap">{children}</dd>
  </div>
);

/** What will stand here once there is something, with the one thing to do. */
export const Empty = ({ children, action }: { children: ReactNode; action?: ReactNode }) => (
  <div className="grid justify-items-start gap-3 rounded border border-dashed border-line p-4">
    <p className="text-muted">{children}</p>
    {action}
  </div>
);
