import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../class-names.ts';

const looks = {
  danger: { tint: 'bg-danger-tint border-danger', sign: 'text-danger', Icon: CircleAlert },
  warn: { tint: 'bg-warn-tint border-warn', sign: 'text-warn', Icon: TriangleAlert },
  ok: { tint: 'bg-ok-tint border-ok', sign: 'text-ok', Icon: CircleCheck },
  plain: { tint: 'bg-surface border-line', sign: 'text-primary', Icon: Info },
};

type AlertProps = { look: keyof typeof looks; title: ReactNode; children?: ReactNode; actions?: ReactNode; className?: string };

/** A message that stays until it is acted on. Danger interrupts a screen reader, the rest waits its turn. */
export const Alert = ({ look, title, children, actions, className }: AlertProps) => {
  const { tint, sign, Icon } = looks[look];
  return (
    <div role={look === 'danger' ? 'alert' : 'status'} className={classNames('flex gap-3 rounded border p-3', tint, className)}>
      <Icon aria-hidden className={classNames('mt-0.5 size-5 shrink-0', sign)} />
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="font-semibold">{title}</p>
        {children ? <div className="min-w-0 break-words">{children}</div> : null}
        {actions ? <div className="mt-1 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
};
