import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';

export const registerById = (db: Db, tenantId: TenantId, registerId: string) =>
  db
    .selectFrom('registers as r')
    .innerJoin('shops as s', (join) => join.onRef('s.tenant_id', '=', 'r.tenant_id').onRef('s.id', '=', 'r.shop_id'))
    .innerJoin('tenant_settings as t', 't.tenant_id', 'r.tenant_id')
    .select(['r.id', 'r.name', 'r.shop_id', 's.name as shop_name', 's.time_zone', 't.bin', 't.variance_tolerance_paisa'])
    .where('r.tenant_id', '=', tenantId)
    .where('r.id', '=', registerId)
    .executeTakeFirst();
export type RegisterRow = NonNullable<Awaited<ReturnType<typeof registerById>>>;

const sessions = (db: Db, tenantId: TenantId) =>
  db
    .selectFrom('cash_sessions as c')
    .innerJoin('memberships as m', (join) => join.onRef('m.tenant_id', '=', 'c.tenant_id').onRef('m.id', '=', 'c.opened_by'))
    .leftJoin('z_reports as z', (join) => join.onRef('z.tenant_id', '=', 'c.tenant_id').onRef('z.session_id', '=', 'c.id'))
    .selectAll('c')
    .select((eb) => [
      'm.name as opened_by_name',
      'z.id as z_report_id',
      eb
        .selectFrom('cash_counts as n')
        .select((count) => count.fn.countAll<number>().as('counts'))
        .whereRef('n.tenant_id', '=', 'c.tenant_id')
        .whereRef('n.session_id', '=', 'c.id')
        .as('counts_taken'),
    ])
    .where('c.tenant_id', '=', tenantId);

export const sessionById = (db: Db, tenantId: TenantId, sessionId: string) =>
  sessions(db, tenantId).where('c.id', '=', sessionId).executeTakeFirst();
export type SessionRow = NonNullable<Awaited<ReturnType<typeof sessionById>>>;

export const openSessionOf = (db: Db, tenantId: TenantId, registerId: string) =>
  sessions(db, tenantId).where('c.register_id', '=', registerId).where('c.status', '=', 'open').executeTakeFirst();

/** Newest first: identifiers are ordered by time. One more than `limit`, to tell whether there is a next page. */
export const listSessions = (
  db: Db,
  tenantId: TenantId,
  filter: { registerId?: string | undefined; status?: 'open' | 'closed' | undefined; before?: string | undefined; limit: number },
) =>
  sessions(db, tenantId)
    .$if(filter.registerId !== undefined, (query) => query.where('c.register_id', '=', filter.registerId ?? ''))
    .$if(filter.status !== undefined, (query) => query.where('c.status', '=', filter.status ?? 'open'))
    .$if(filter.before !== undefined, (query) => query.where('c.id', '<', filter.before ?? ''))
    .orderBy('c.id', 'desc')
    .limit(filter.limit + 1)
    .execute();

export const lastSessionNumber = (db: Db, tenantId: TenantId, registerId: string) =>
  db
    .selectFrom('cash_sessions')
    .select((eb) => eb.fn.coalesce(eb.fn.max('session_number'), sql<number>`0`).as('number'))
    .where('tenant_id', '=', tenantId)
    .where('register_id', '=', registerId)
    .executeTakeFirstOrThrow();

export const insertSession = (
  db: Db,
  tenantId: TenantId,
  session: { id: string; register: RegisterRow; number: number; floatPaisa: number; openedBy: string; openedAt: Date },
) =>
  db
    .insertInto('cash_sessions')
    .values({
      tenant_id: tenantId,
      id: session.id,
      shop_id: session.register.shop_id,
      register_id: session.register.id,
      session_number: session.number,
      float_paisa: session.floatPaisa,
      opened_at: session.openedAt,
      opened_by: session.openedBy,
    })
    .execute();

export const insertMovement = (
  db: Db,
  tenantId: TenantId,
  movement: {
    id: string;
    sessionId: string;
    kind: 'paid_in' | 'paid_out' | 'drop';
    amountPaisa: number;
    reason: string;
    memberId: string;
    at: Date;
  },
) =>
  db
    .insertInto('cash_movements')
    .values({
      tenant_id: tenantId,
      id: movement.id,
      session_id: movement.sessionId,
      kind: movement.kind,
      amount_paisa: movement.amountPaisa,
      reason: movement.reason,
      member_id: movement.memberId,
      at: movement.at,
    })
    .execute();

export const insertDrawerOpen = (
  db: Db,
  tenantId: TenantId,
  opened: { id: string; sessionId: string; reason: string; memberId: string },
) =>
  db
    .insertInto('drawer_opens')
    .values({
      tenant_id: tenantId,
      id: opened.id,
      session_id: opened.sessionId,
      reason: opened.reason,
      member_id: opened.memberId,
    })
    .execute();

/** Carts that would lose their register: they must be sold or abandoned before it is counted or closed. */
export const liveCartsOf = (db: Db, tenantId: TenantId, registerId: string) =>
  db
    .selectFrom('carts')
    .select(['id', 'label', 'status'])
    .where('tenant_id', '=', tenantId)
    .where('register_id', '=', registerId)
    .where('status', 'in', ['open', 'held'])
    .orderBy('id')
    .limit(20)
    .execute();

/** The last count, which is the one that closes. */
export const lastCount = (db: Db, tenantId: TenantId, sessionId: string) =>
  db
    .selectFrom('cash_counts')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('session_id', '=', sessionId)
    .orderBy('standing', 'desc')
    .orderBy('ordinal', 'desc')
    .limit(1)
    .executeTakeFirst();

export const insertCount = (
  db: Db,
  tenantId: TenantId,
  count: {
    id: string;
    sessionId: string;
    standing: number;
    ordinal: number;
    counts: Readonly<Record<string, number>>;
    countedPaisa: number;
    expectedPaisa: number;
    memberId: string;
  },
) =>
  db
    .insertInto('cash_counts')
    .values({
      tenant_id: tenantId,
      id: count.id,
      session_id: count.sessionId,
      standing: count.standing,
      ordinal: count.ordinal,
      counts: JSON.stringify(count.counts),
      counted_paisa: count.countedPaisa,
      expected_paisa: count.expectedPaisa,
      member_id: count.memberId,
    })
    .execute();

export const closeSessionRow = (db: Db, tenantId: TenantId, sessionId: string, closed: { at: Date; by: string }) =>
  db
    .updateTable('cash_sessions')
    .set({ status: 'closed', closed_at: closed.at, closed_by: closed.by })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sessionId)
    .execute();
