import { statement } from '../platform/database/statement.ts';

const key = `hashtextextended('session:' || app.tenant_id() || $1::uuid, 0)`;

/**
 * Whatever moves a register's cash, or gives it a cart, holds its session shared, so that sales do not wait for each other. Held until
 * the transaction ends; take it before any row of the session is read.
 */
export const shareSession = statement<(registerId: string) => unknown>(
  'session_share',
  `select pg_advisory_xact_lock_shared(${key})`,
);

/** Opening, counting and closing hold it alone: no sale slips in between what they sum and what they write. */
export const ownSession = statement<(registerId: string) => unknown>('session_own', `select pg_advisory_xact_lock(${key})`);
