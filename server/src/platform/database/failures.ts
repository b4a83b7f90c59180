import { AppError } from '../errors/app-error.ts';

/** The five-character SQLSTATE of an error that PostgreSQL answered with. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** The constraint that refused, for turning a violation into a refusal of the closed list. */
export const violatedConstraint = (error: unknown): string | undefined =>
  error instanceof Error && 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined;

export const isUniqueViolation = (error: unknown, constraint?: string): boolean =>
  sqlState(error) === '23505' && (constraint === undefined || violatedConstraint(error) === constraint);

export const isForeignKeyViolation = (error: unknown, constraint?: string): boolean =>
  sqlState(error) === '23503' && (constraint === undefined || violatedConstraint(error) === constraint);

/** Serialization failure and deadlock: the same work, tried again, can succeed. */
export const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(sqlState(error) ?? '');

// lock_not_available, query_canceled (a time-out), the server shutting down or starting, out of connections or memory or disk
// Or the login: a pooler that cannot ask PostgreSQL for a verifier calls the password wrong, and one that is being rotated is so for a moment.
const unavailableStates = /^(55P03|57014|57P0[1-5]|25P0[34]|53...|08...|28...)$/;
const lostConnection =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;
const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

const isUnavailable = (error: unknown): boolean => {
  const code = sqlState(error) ?? '';
  return unavailableStates.test(code) || networkCodes.has(code) || (error instanceof Error && lostConnection.test(error.message));
};

/** What the database cannot do just now becomes `unavailable` (503), to be repeated with the same Idempotency-Key; a bug stays one. */
export function databaseFailure(error: unknown): unknown {
  if (error instanceof AppError || !(isRetryable(error) || isUnavailable(error))) return error;
  return new AppError('unavailable', undefined, undefined, { retryAfterSeconds: 1, cause: error });
}
