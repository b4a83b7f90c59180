import { sql } from 'kysely';
import type { Db } from '../database/tables.ts';
import type { OutboxEvent } from './events.ts';

/** Only who holds it relays. Held until the transaction ends, which also holds behind a pooler that lends connections by transaction. */
export const tryRelayLock = async (tx: Db): Promise<boolean> => {
  const { rows } = await sql<{
    locked: boolean;
  }>`select pg_try_advisory_xact_lock(hashtextextended('outbox relay', 0)) as locked`.execute(tx);
  return rows[0]?.locked ?? false;
};

interface OutboxRow {
  tenant_id: string;
  id: number;
  shop_id: string | null;
  type: string;
  payload: unknown;
  trace_parent: string | null;
  created_at: Date;
}

/** The oldest events of all tenants, without those of lanes that pause. */
export const nextEvents = async (db: Db, pausedLanes: readonly string[], limit: number): Promise<OutboxEvent[]> => {
  const { rows } = await sql<OutboxRow>`select tenant_id, id, shop_id, type, payload, trace_parent, created_at from outbox
    ${pausedLanes.length === 0 ? sql`` : sql`where tenant_id::text || ':' || coalesce(shop_id::text, '') <> all(${pausedLanes}::text[])`}
    order by id limit ${limit}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    shopId: row.shop_id,
    type: row.type,
    payload: row.payload,
    traceParent: row.trace_parent,
    createdAt: row.created_at,
  }));
};

export const deleteEvents = (db: Db, ids: readonly number[]) =>
  sql`delete from outbox where id = any(${ids}::bigint[])`.execute(db);

/** Notes that the consumer handles the events in this transaction. @returns the ids that it had not handled before. */
export const takeIntoInbox = async (tx: Db, consumer: string, events: readonly OutboxEvent[]): Promise<Set<number>> => {
  const { rows } = await sql<{ event_id: number }>`insert into inbox (tenant_id, consumer, event_id)
    select e.tenant_id, ${consumer}, e.id
    from unnest(${events.map(({ tenantId }) => tenantId)}::uuid[], ${events.map(({ id }) => id)}::bigint[]) as e(tenant_id, id)
    on conflict do nothing returning event_id`.execute(tx);
  return new Set(rows.map(({ event_id }) => event_id));
};

/** Lays an event aside for one consumer, which will not be given it again. */
export async function parkEvent(
  tx: Db,
  parked: { event: OutboxEvent; consumer: string; error: string; attempts: number },
): Promise<void> {
  const { event, consumer, error, attempts } = parked;
  await takeIntoInbox(tx, consumer, [event]);
  await tx
    .insertInto('parked_events')
    .values({
      tenant_id: event.tenantId,
      consumer,
      event_id: event.id,
      shop_id: event.shopId,
      type: event.type,
      payload: JSON.stringify(event.payload),
      error,
      attempts,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
