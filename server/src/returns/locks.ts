import { sql } from 'kysely';
import type { Db } from '../platform/database/tables.ts';

/**
 * Whatever undoes a sale, wholly or in part, holds the sale alone: a void and a return, or two returns, cannot overtake each other.
 * A sale's rows are append-only, so there is none to lock. Held until the transaction ends.
 */
export const ownSale = (tx: Db, saleId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended('sale:' || app.tenant_id() || ${saleId}::uuid, 0))`.execute(tx);
