import { isUniqueViolation } from '../database/failures.ts';
import { AppError } from '../errors/app-error.ts';
import { Answer } from '../http/input.ts';
import { statement } from '../database/statement.ts';
import { type KeyedRequest, replayedHeader } from './idempotency.ts';

/**
 * An idempotency key on a hot path: the first trip of the pipeline locks and looks the key up (`lockKey`, `storedKey`, then `replayOf`), the
 * last one stores it together with what it stands for, so that no row is written twice.
 */
export const lockKey = statement<(key: string) => unknown>(
  'key_lock',
  `select pg_advisory_xact_lock(hashtextextended('key:' || app.tenant_id() || $1::text, 0))`,
);

export interface StoredKey {
  readonly route: string;
  readonly request_hash: Buffer;
  readonly response_status: number;
  readonly response_body: unknown;
}

export const storedKey = statement<(key: string) => StoredKey>(
  'key_stored',
  `select route, request_hash, response_status, response_body from app.idempotency_keys
   where tenant_id = app.tenant_id() and key = $1`,
);

/** Stores the key with its answer as a CTE named `keyed`; `first` is the number of the first of its five parameters. */
export const keyedInsert = (first: number): string => `keyed as (
  insert into app.idempotency_keys (tenant_id, key, route, request_hash, response_status, response_body)
  values (app.tenant_id(), $${first}, $${first + 1}, $${first + 2}, $${first + 3}, $${first + 4}::jsonb)
)`;

export type KeyValues = [key: string, route: string, requestHash: Buffer, status: number, body: string];

export const keyValues = (request: KeyedRequest, status: number, body: unknown): KeyValues => [
  request.key,
  request.route,
  request.requestHash,
  status,
  JSON.stringify(body),
];

/**
 * Whether the request was answered before.
 * @throws AppError `idempotency_key_reused` when the key belongs to another request.
 */
export function isReplay(stored: StoredKey | undefined, request: KeyedRequest): stored is StoredKey {
  if (!stored) return false;
  if (stored.route !== request.route || !stored.request_hash.equals(request.requestHash)) {
    throw new AppError('idempotency_key_reused');
  }
  return true;
}

/** The answer that was given before, or undefined for a new key. */
export function replayOf<T>(stored: StoredKey | undefined, request: KeyedRequest): Answer<T> | undefined {
  if (!isReplay(stored, request)) return undefined;
  // What was stored is what the same code answered to the same request.
  return new Answer(stored.response_body as T, { status: stored.response_status, headers: replayedHeader });
}

/** Another route took the same key between look-up and commit: a refusal, where the violated key is what failed. */
export const keyRefusal = (error: unknown): unknown =>
  isUniqueViolation(error, 'idempotency_keys_pkey')
    ? new AppError('idempotency_key_reused', undefined, undefined, { cause: error })
    : error;
