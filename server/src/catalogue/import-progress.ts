import { PassThrough } from 'node:stream';
import type { ImportProgress, ImportResult, Locale } from '@zakpos/contracts';
import { AppError } from '../platform/errors/app-error.ts';
import { problemOf } from '../platform/errors/problem.ts';
import { databaseFailure } from '../platform/database/failures.ts';

const intervalMs = 200;

export interface ProgressContext {
  readonly locale: Locale;
  readonly traceId: string;
  /** For what is no refusal. */
  readonly onBug: (error: unknown) => void;
}

/** The steps of an import as lines of JSON; the last one is `done` or `failed`. */
export function progressLines(
  work: (onProgress: (done: { rows: number; bytes: number }) => void) => Promise<ImportResult>,
  { locale, traceId, onBug }: ProgressContext,
): PassThrough {
  const stream = new PassThrough();
  const send = (step: ImportProgress) => stream.writable && stream.write(`${JSON.stringify(step)}\n`);
  let lastAt = 0;
  const run = async () => {
    try {
      const result = await work(({ rows, bytes }) => {
        const now = Date.now();
        if (now - lastAt < intervalMs) return;
        lastAt = now;
        send({ event: 'progress', rows, bytes });
      });
      send({ event: 'done', result });
    } catch (thrown) {
      const error = databaseFailure(thrown);
      if (!(error instanceof AppError)) onBug(error);
      send({ event: 'failed', problem: problemOf(error, { locale, traceId, instance: '/v1/catalogue/import' }) });
    }
    stream.end();
  };
  void run();
  return stream;
}
