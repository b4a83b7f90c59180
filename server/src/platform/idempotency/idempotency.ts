import type { Db, TenantId } from '../database/tables.ts';
import type { DatabaseService } from '../database/database.service.ts';
import { AppError } from '../errors/app-error.ts';
import { Answer } from '../http/input.ts';
import type { Kysely } from 'kysely';
import type { Database } from '../database/tables.ts';

export interface KeyedRequest {
  readonly tenantId: TenantId;
  readonly key: string;
  /** `POST /sales`: a key belongs to one operation. */
  readonly route: string;
  readonly requestHash: Buffer;
}

export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
}

export const replayedHeader = { 'idempotency-replayed': 'true' } as const;

/**
 * Takes the key for this transaction. A second request with the same key waits here until the first has ended.
 * @returns undefined when the key is new, else the answer that was given before.
 * @throws AppError `idempotency_key_reused` when the key belongs to another request.
 */
export async function claim(tx: Db, request: KeyedRequest): Promise<StoredAnswer | undefined> {
  const { tenantId, key, route, requestHash } = request;
  const made = await tx
    .insertInto('idempotency_keys')
    .values({ tenant_id: tenantId, key, route, request_hash: requestHash, response_status: null, response_body: null })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'key']).doNothing())
    .executeTakeFirst();
  if (made.numInsertedOrUpdatedRows === 1n) return undefined;
  const stored = await tx
    .selectFrom('idempotency_keys')
    .select(['route', 'request_hash', 'response_status', 'response_body'])
    .where('tenant_id', '=', tenantId)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  if (stored.route !== route || !stored.request_hash.equals(requestHash)) throw new AppError('idempotency_key_reused');
  if (stored.response_status === null) throw new Error(`The idempotency key ${key} was committed without its answer`);
  return { status: stored.response_status, body: stored.response_body };
}

/** Keeps the answer with the key, in the same transaction as what it answers. */
export async function store(tx: Db, { tenantId, key }: KeyedRequest, answer: StoredAnswer): Promise<void> {
  await tx
    .updateTable('idempotency_keys')
    .set({ response_status: answer.status, response_body: JSON.stringify(answer.body) })
    .where('tenant_id', '=', tenantId)
    .where('key', '=', key)
    .execute();
}

/**
 * Does `work` once for a key, in one transaction, and answers a repeated request with what was stored. A refusal is not stored:
 * the transaction is rolled back, and the same key may be tried again.
 */
export async function once<T>(
  db: DatabaseService,
  request: KeyedRequest,
  status: number,
  work: (tx: Kysely<Database>) => Promise<T>,
): Promise<Answer<T>> {
  return db.inTenant(request.tenantId, async (tx) => {
    const stored = await claim(tx, request);
    // What was stored is what the same code answered to the same request.
    if (stored) return new Answer(stored.body as T, { status: stored.status, headers: replayedHeader });
    const body = await work(tx);
    await store(tx, request, { status, body });
    return new Answer(body, { status });
  });
}
