import type { Locale, Permission, Role } from '@zakpos/contracts';
import { sql } from 'kysely';
import { statement } from '../platform/database/statement.ts';
import type { Db, TenantId } from '../platform/database/tables.ts';

export interface SignInCandidate {
  readonly user_id: string;
  readonly password_hash: string;
  readonly tenant_id: string;
  readonly membership_id: string;
  readonly enabled: boolean;
}

/** Across tenants, through the one function that may look there. */
export const signInCandidates = (db: Db, email: string) =>
  sql<SignInCandidate>`select * from app.sign_in_candidates(${email})`.execute(db).then(({ rows }) => rows);

export const membershipsOfUser = (db: Db, userId: string) =>
  sql<{ tenant_id: string; membership_id: string }>`select * from app.memberships_of_user(${userId})`
    .execute(db)
    .then(({ rows }) => rows);

export interface NewMember {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly extraPermissions: readonly Permission[];
  readonly pinHash: string | null;
}

export const insertUser = (db: Db, user: { id: string; email: string | null; passwordHash: string | null; locale: Locale }) =>
  db
    .insertInto('users')
    .values({ id: user.id, email: user.email, password_hash: user.passwordHash, locale: user.locale })
    .execute();

export const insertMember = (db: Db, tenantId: TenantId, member: NewMember) =>
  db
    .insertInto('memberships')
    .values({
      tenant_id: tenantId,
      id: member.id,
      user_id: member.userId,
      name: member.name,
      role: member.role,
      extra_permissions: [...member.extraPermissions],
      pin_hash: member.pinHash,
    })
    .execute();

const membersOf = (db: Db, tenantId: TenantId) =>
  db
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .select(['m.id', 'm.user_id', 'm.name', 'u.email', 'm.role', 'm.extra_permissions', 'm.enabled', 'm.pin_hash'])
    .where('m.tenant_id', '=', tenantId);

export const listMembers = (db: Db, tenantId: TenantId) =>
  membersOf(db, tenantId).orderBy('m.created_at').orderBy('m.id').execute();

export const memberById = (db: Db, tenantId: TenantId, memberId: string) =>
  membersOf(db, tenantId).where('m.id', '=', memberId).executeTakeFirst();

export type MemberRow = NonNullable<Awaited<ReturnType<typeof memberById>>>;

/** The enabled owners, locked in one order: two requests cannot each remove "another" last owner. */
export const lockOwners = (db: Db, tenantId: TenantId) =>
  db
    .selectFrom('memberships')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('role', '=', 'owner')
    .where('enabled', '=', true)
    .orderBy('id')
    .forUpdate()
    .execute();

export interface MemberChange {
  name?: string;
  role?: Role;
  extra_permissions?: Permission[];
  enabled?: boolean;
  pin_hash?: string | null;
}

export const changeMember = (db: Db, tenantId: TenantId, memberId: string, change: MemberChange) =>
  db.updateTable('memberships').set(change).where('tenant_id', '=', tenantId).where('id', '=', memberId).execute();

export const listDevices = (db: Db, tenantId: TenantId) =>
  db.selectFrom('devices').selectAll().where('tenant_id', '=', tenantId).orderBy('created_at').orderBy('id').execute();

export const deviceById = (db: Db, tenantId: TenantId, deviceId: string) =>
  db.selectFrom('devices').selectAll().where('tenant_id', '=', tenantId).where('id', '=', deviceId).executeTakeFirst();

/** Everything about a session that may change while its access token lives. */
export interface LiveSession {
  readonly expires_at: Date;
  readonly revoked_because: string | null;
  readonly device_id: string | null;
  readonly device_revoked: boolean | null;
  readonly membership_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly role: Role;
  readonly extra_permissions: Permission[];
  readonly enabled: boolean;
  readonly email: string | null;
  readonly locale: Locale;
  readonly tenant_name: string;
}

export const liveSession = statement<(tenantId: string, sessionId: string) => LiveSession>(
  'live_session',
  `select s.expires_at, s.revoked_because, s.device_id, d.revoked_at is not null as device_revoked, s.membership_id, m.user_id, m.name,
     m.role, m.extra_permissions, m.enabled, u.email, u.locale, t.name as tenant_name
   from app.sessions s
   join app.memberships m on m.tenant_id = s.tenant_id and m.id = s.membership_id
   join app.users u on u.id = m.user_id
   join app.tenants t on t.id = s.tenant_id
   left join app.devices d on d.tenant_id = s.tenant_id and d.id = s.device_id
   where s.tenant_id = $1 and s.id = $2`,
);
