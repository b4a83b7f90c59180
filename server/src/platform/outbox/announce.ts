import { sql } from 'kysely';
import type { Db, TenantId } from '../database/tables.ts';
import { currentTraceParent } from '../telemetry/telemetry.ts';
import { type EventPayloads, type EventType, laneOf, unorderedEvents } from './events.ts';

export type Announcement = {
  [Type in EventType]: { readonly shopId: string | null; readonly type: Type; readonly payload: EventPayloads[Type] };
}[EventType];

/**
 * Name of the advisory lock under which a shop's events take their ids; a tenant-wide event has the tenant's own. The statement that
 * writes a sale (server/src/sales) takes the same one.
 */
const eventLock = (tenantId: TenantId, shopId: string | null): string => `events:${laneOf({ tenantId, shopId })}`;

/**
 * Puts an event into the outbox, in the transaction of what it tells of. Call it last: the lock that it takes is held until commit, so
 * that within a shop the order of ids is the order of commits.
 */
export async function announce(tx: Db, tenantId: TenantId, ...events: readonly [Announcement, ...Announcement[]]): Promise<void> {
  const ordered = events.filter(({ type }) => !unorderedEvents.has(type)).map(({ shopId }) => shopId);
  const shops = [...new Set(ordered)].toSorted((a, b) => (a ?? '').localeCompare(b ?? ''));
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
        trace_parent: currentTraceParent() ?? null,
      })),
    )
    .execute();
}
