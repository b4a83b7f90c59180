import { type Locale, type ProblemCode, type ProblemDetails, problems } from '@zakpos/contracts';
import { AppError } from './app-error.ts';

export interface ProblemContext {
  readonly locale: Locale;
  /** The path that was asked for. */
  readonly instance?: string;
  readonly traceId?: string;
}

/** The RFC 9457 document of a refusal; of anything else, `internal_error`, which tells nothing of the inside. */
export function problemOf(error: unknown, { locale, instance, traceId }: ProblemContext): ProblemDetails {
  const known = error instanceof AppError ? error : new AppError('internal_error');
  const { status, [locale]: words } = problems[known.code];
  return {
    type: problemType(known.code),
    title: words[0],
    status,
    code: known.code,
    detail: words[1],
    ...(instance === undefined ? {} : { instance }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(known.fieldErrors === undefined ? {} : { errors: [...known.fieldErrors] }),
    ...(known.details === undefined ? {} : { details: { ...known.details } }),
  };
}

export const problemType = (code: ProblemCode): string => `urn:zakpos:problem:${code}`;
export const problemMedia = 'application/problem+json; charset=utf-8';
