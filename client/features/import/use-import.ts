'use client';
import { ApiProblem, LinkLost, readImportProgress } from '@zakpos/api-client';
import { problemDetails, routes, type ImportResult } from '@zakpos/contracts';
import { useReducer, useRef } from 'react';
import { api } from '../api/client.ts';

export interface ImportChoice {
  dryRun: boolean;
  skipBad: boolean;
}

/** A file goes from chosen to checked (a dry run) to imported; either step can run, and either can fail. */
export type ImportState =
  | { step: 'empty' }
  | { step: 'running'; file: File; choice: ImportChoice; rows: number; bytes: number }
  | { step: 'failed'; file: File; choice: ImportChoice; error: unknown }
  | { step: 'checked'; file: File; result: ImportResult }
  | { step: 'imported'; file: File; result: ImportResult };

const asError = (problem: unknown): Error => {
  const parsed = problemDetails.safeParse(problem);
  return parsed.success ? new ApiProblem(parsed.data) : new Error('The import failed without saying why.', { cause: problem });
};

export const useImport = () => {
  const [state, set] = useReducer((_: ImportState, next: ImportState) => next, { step: 'empty' });
  const running = useRef<AbortController | null>(null);

  const run = async (file: File, choice: ImportChoice) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    set({ step: 'running', file, choice, rows: 0, bytes: 0 });
    try {
      const query = { dryRun: choice.dryRun ? 'true' : 'false', skipBad: choice.skipBad ? 'true' : 'false' } as const;
      const answer = await api.raw(routes.importCatalogue, { query, content: file, accept: 'application/x-ndjson', signal });
      for await (const progress of readImportProgress(answer)) {
        if (progress.event === 'failed') throw asError(progress.problem);
        if (progress.event === 'done') {
          set({ step: choice.dryRun ? 'checked' : 'imported', file, result: progress.result });
          return;
        }
        set({ step: 'running', file, choice, rows: progress.rows, bytes: progress.bytes });
      }
      throw new LinkLost('the progress ended before the import did');
    } catch (error) {
      if (!signal.aborted) set({ step: 'failed', file, choice, error });
    }
  };

  return {
    state,
    check: (file: File) => void run(file, { dryRun: true, skipBad: false }),
    store: (file: File, skipBad: boolean) => void run(file, { dryRun: false, skipBad }),
    startOver: () => {
      running.current?.abort();
      set({ step: 'empty' });
    },
  };
};
