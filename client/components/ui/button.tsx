import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { classNames } from '../class-names.ts';

export const buttonStyle = cva(
  [
    'inline-flex cursor-pointer select-none items-center justify-center gap-2 rounded border px-4 text-center font-semibold',
    'transition-colors duration-100 active:translate-y-px aria-disabled:cursor-default disabled:cursor-default disabled:opacity-60',
  ],
  {
    variants: {
      look: {
        primary: 'border-primary bg-primary text-on-primary hover:bg-primary/90',
        plain: 'border-line bg-surface text-text hover:bg-bg',
        quiet: 'border-transparent text-primary hover:bg-bg',
        danger: 'border-danger bg-surface text-danger hover:bg-danger-tint',
      },
      size: {
        office: 'min-h-10 text-body',
        till: 'min-h-12 text-body',
        note: 'min-h-14 text-row',
        pay: 'min-h-16 text-title',
      },
    },
    defaultVariants: { look: 'plain', size: 'office' },
  },
);

export type ButtonProps = ComponentProps<'button'> & VariantProps<typeof buttonStyle>;

export const Button = ({ look, size, className, type = 'button', ...rest }: ButtonProps) => (
  <button type={type} className={classNames(buttonStyle({ look, size }), className)} {...rest} />
);

/** The key beside a button's word; hidden from a reader, which announces `aria-keyshortcuts`. */
export const KeyHint = ({ children }: { children: string }) => (
  <kbd aria-hidden className="hidden rounded border border-current px-1 font-sans text-small font-normal lg:inline">
    {children}
  </kbd>
);
