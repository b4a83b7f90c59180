'use client';
import type { Sellable } from '@zakpos/contracts';
import { useEffect, useState } from 'react';
import { useSettled } from '../../shell/use-settled.ts';
import type { TillServer } from '../till-server.ts';

export interface Found {
  /** The text that was searched for; differs from what is typed while the answer is awaited. */
  text: string;
  items: Sellable[];
  error: unknown;
}

/** Searches as the cashier types; the answer to an older text never replaces that to a newer one. */
export const useSearch = (server: TillServer, text: string): Found | null => {
  const wanted = useSettled(text.trim());
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    if (wanted.length < 2) {
      setFound(null);
      return undefined;
    }
    const controller = new AbortController();
    server.search(wanted, controller.signal).then(
      (items) => setFound({ text: wanted, items, error: null }),
      (error: unknown) => {
        if (!controller.signal.aborted) setFound({ text: wanted, items: [], error });
      },
    );
    return () => controller.abort();
  }, [server, wanted]);
  return text.trim().length < 2 ? null : found;
};
