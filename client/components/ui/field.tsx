import { useId, type ComponentProps, type ReactNode } from 'react';
import { classNames } from '../class-names.ts';

export const inputStyle =
  'w-full rounded border border-line bg-surface px-3 text-body text-text placeholder:text-muted aria-invalid:border-danger min-h-12';

type FieldProps = ComponentProps<'input'> & { label: ReactNode; hint?: ReactNode; error?: string | undefined };

/** A labelled input whose hint and error a screen reader reads with it. */
export const Field = ({ label, hint, error, className, ...rest }: FieldProps) => {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      <input
        id={id}
        className={classNames(inputStyle, className)}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        {...rest}
      />
      {hint ? (
        <p id={`${id}-hint`} className="text-small text-muted">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="text-small text-danger">
          {error}
        </p>
      ) : null}
    </div>
  );
};

type SelectProps = ComponentProps<'select'> & { label: ReactNode };

export const Select = ({ label, className, children, ...rest }: SelectProps) => {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      <select id={id} className={classNames(inputStyle, className)} {...rest}>
        {children}
      </select>
    </div>
  );
};
