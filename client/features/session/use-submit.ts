'use client';
import { useCallback, useRef, useState, type FormEvent } from 'react';

/**
 * Runs one submission of a form at a time and keeps its failure until the next one.
 * `send` gets the form's data and returns when all is done.
 */
export const useSubmit = (send: (form: FormData) => Promise<void>) => {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const submit = useCallback(
    (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      if (running.current) return;
      running.current = true;
      setBusy(true);
      setError(null);
      send(new FormData(event.currentTarget))
        .catch(setError)
        .finally(() => {
          running.current = false;
          setBusy(false);
        });
    },
    [send],
  );
  return { submit, error, busy, dismiss: () => setError(null) };
};

/** A text field of a submitted form. */
export const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};
