import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';
import type { RevocationReason } from './identity.tables.ts';

export interface NewSession {
  readonly id: string;
  readonly memberId: string;
  readonly deviceId: string | null;
  readonly refreshHash: Buffer;
  readonly expiresAt: Date;
}

export const insertSession = (db: Db, tenantId: TenantId, session: NewSession) =>
  db
    .insertInto('sessions')
    .values({
      tenant_id: tenantId,
      id: session.id,
      membership_id: session.memberId,
      device_id: session.deviceId,
      refresh_hash: session.refreshHash,
      expires_at: session.expiresAt,
    })
    .execute();

/** Rotations of one session happen one after the other. `rotated_ms_ago` is by the clock of the database, the one that wrote it. */
export const sessionForUpdate = (db: Db, tenantId: TenantId, sessionId: string) =>
  db
    .selectFrom('sessions as s')
    .innerJoin('memberships as m', (join) => join.onRef('m.tenant_id', '=', 's.tenant_id').onRef('m.id', '=', 's.membership_id'))
    .select([
      's.id',
      's.membership_id',
      's.device_id',
      's.refresh_hash',
      's.previous_hash',
      's.expires_at',
      's.revoked_because',
      'm.enabled',
      sql<number | null>`(extract(epoch from clock_timestamp() - s.rotated_at) * 1000)::int8`.as('rotated_ms_ago'),
    ])
    .where('s.tenant_id', '=', tenantId)
    .where('s.id', '=', sessionId)
    .forUpdate('s')
    .executeTakeFirst();

export const rotateSession = (
  db: Db,
  tenantId: TenantId,
  sessionId: string,
  next: { hash: Buffer; previous: Buffer; expiresAt: Date },
) =>
  db
    .updateTable('sessions')
    .set({
      refresh_hash: next.hash,
      previous_hash: next.previous,
      rotated_at: sql`clock_timestamp()`,
      expires_at: next.expiresAt,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sessionId)
    .execute();

type Whose = { sessionId: string } | { memberId: string } | { deviceId: string };

export const revokeSessions = (db: Db, tenantId: TenantId, whose: Whose, because: RevocationReason) => {
  const update = db
    .updateTable('sessions')
    .set({ revoked_at: sql`now()`, revoked_because: because })
    .where('tenant_id', '=', tenantId)
    .where('revoked_at', 'is', null);
  if ('sessionId' in whose) return update.where('id', '=', whose.sessionId).execute();
  if ('memberId' in whose) return update.where('membership_id', '=', whose.memberId).execute();
  return update.where('device_id', '=', whose.deviceId).execute();
};
