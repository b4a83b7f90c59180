import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '../class-names.ts';

/** A table that scrolls inside itself, so that a narrow page never scrolls sideways. */
export const Table = ({ caption, children }: { caption: ReactNode; children: ReactNode }) => (
  // Focusable, so that it scrolls by keyboard too.
  <section
    aria-label={typeof caption === 'string' ? caption : undefined}
    tabIndex={0}
    className="overflow-x-auto rounded border border-line bg-surface"
  >
    <table className="w-full border-collapse">
      <caption className="sr-only">{caption}</caption>
      {children}
    </table>
  </section>
);

export const HeadCell = ({ className, ...rest }: ComponentProps<'th'>) => (
  <th
    scope="col"
    className={classNames('border-b border-line px-3 py-2 text-left text-small font-semibold text-muted', className)}
    {...rest}
  />
);

export const Cell = ({ className, ...rest }: ComponentProps<'td'>) => (
  <td className={classNames('border-b border-line/40 px-3 py-2 align-top', className)} {...rest} />
);

export const amountCell = 'text-right whitespace-nowrap';
