import { sql } from 'kysely';
import type { Db, TenantId } from '../database/tables.ts';

/** What an event carries; consumers switch on the type. */
export interface EventPayloads {
  sale_committed: { saleId: string; invoiceNumber: string };
  sale_voided: { saleId: string };
  sale_returned: { returnId: string };
  stock_changed: { variantIds: string[] };
  price_changed: { variantIds: string[] };
  cart_changed: { cartId: string; version: number };
}
export type EventType = keyof EventPayloads;

export type Announcement = {
  [Type in EventType]: { readonly shopId: string | null; readonly type: Type; readonly payload: EventPayloads[Type] };
}[EventType];

/** Name of the advisory lock under which a shop's events take their ids; a tenant-wide event has the tenant's own. */
export const eventLock = (tenantId: TenantId, shopId: string | null): string => `events:${tenantId}:${shopId ?? ''}`;

/**
 * Puts an event into the outbox, in the transaction of what it tells of. Call it last: the lock that it takes is held until commit, so
 * that within a shop the order of ids is the order of commits.
 */
export async function announce(tx: Db, tenantId: TenantId, ...events: readonly [Announcement, ...Announcement[]]): Promise<void> {
  const shops = [...new Set(events.map(({ shopId }) => shopId))].toSorted((a, b) => (a ?? '').localeCompare(b ?? ''));
  for (const shopId of shops) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${eventLock(tenantId, shopId)}, 0))`.execute(tx);
  }
  await tx
    .insertInto('outbox')
    .values(
      events.map(({ shopId, type, payload }) => ({
        tenant_id: tenantId,
        shop_id: shopId,
        type,
        payload: JSON.stringify(payload),
      })),
    )
    .execute();
}
