'use client';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { classNames } from '../class-names.ts';

type DialogProps = { open: boolean; onClose: () => void; title: ReactNode; children: ReactNode; className?: string };

/** The browser's own modal dialog: it keeps the focus, closes with Esc and needs no injected style. */
export const Dialog = ({ open, onClose, title, children, className }: DialogProps) => {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = element.current;
    if (open && !dialog?.open) dialog?.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={element}
      aria-labelledby={titleId}
      onClose={onClose}
      className={classNames(
        'max-w-[min(32rem,calc(100vw-1rem))] rounded border border-line bg-surface p-4 backdrop:bg-black/50',
        className,
      )}
    >
      <h2 id={titleId} className="mb-3 text-title font-semibold">
        {title}
      </h2>
      {open ? children : null}
    </dialog>
  );
};
