import { Injectable } from '@nestjs/common';
import {
  type createMember,
  type member,
  type Permission,
  type Role,
  rolePermissions,
  type updateMember,
} from '@zakpos/contracts';
import type { z } from 'zod';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { isUniqueViolation } from '../platform/database/failures.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { uuidv7 } from '../platform/ids.ts';
import { AccessService } from './access.service.ts';
import {
  changeMember,
  insertMember,
  insertUser,
  listMembers,
  lockOwners,
  type MemberChange,
  type MemberRow,
  memberById,
} from './identity.queries.ts';
import { hashPassword } from './password-hashing.ts';
import { revokeSessions } from './sessions.queries.ts';
import { emailTaken, refuseWeakPassword } from './sign-in.service.ts';

export type MemberView = z.input<typeof member>;

@Injectable()
export class MembersService {
  constructor(
    private readonly database: DatabaseService,
    private readonly access: AccessService,
  ) {}

  async list(actor: Actor): Promise<{ items: MemberView[]; nextCursor: null }> {
    const rows = await this.database.inTenant(actor.tenantId, (tx) => listMembers(tx, actor.tenantId));
    return { items: rows.map(viewOf), nextCursor: null };
  }

  /** @throws AppError `permission_denied`, `invalid_request`, `weak_password` or `email_taken`. */
  async create(actor: Actor, input: z.output<typeof createMember>): Promise<MemberView> {
    const { tenantId } = actor;
    const { name, role, email, password, pin, extraPermissions } = input;
    refuseGrant(actor, role, extraPermissions);
    if ((email === undefined) !== (password === undefined)) {
      const missing = email === undefined ? '/email' : '/password';
      throw new AppError('invalid_request', undefined, [{ pointer: missing, message: togetherMessage[actor.locale] }]);
    }
    if (password !== undefined) refuseWeakPassword(password, { email, names: [name, actor.tenantName] });
    const passwordHash = password === undefined ? null : await hashPassword(password);
    const pinHash = pin === undefined ? null : await hashPassword(pin);
    const [userId, id] = [uuidv7(), uuidv7()];
    try {
      return await this.database.inTenant(tenantId, async (tx) => {
        await insertUser(tx, { id: userId, email: email ?? null, passwordHash, locale: actor.locale });
        await insertMember(tx, tenantId, { id, userId, name, role, extraPermissions, pinHash });
        const row = await memberById(tx, tenantId, id);
        if (!row) throw new Error('A member that was just added cannot be read');
        await audit(tx, actor, { action: 'member.added', subjectType: 'member', subjectId: id, after: audited(row) });
        return viewOf(row);
      });
    } catch (error) {
      throw isUniqueViolation(error, 'users_email_key') ? emailTaken() : error;
    }
  }

  /** @throws AppError `not_found`, `permission_denied` or `last_owner`. */
  async update(actor: Actor, memberId: string, input: z.output<typeof updateMember>): Promise<MemberView> {
    const { tenantId } = actor;
    const pinHash = input.pin === undefined || input.pin === null ? input.pin : await hashPassword(input.pin);
    const view = await this.database.inTenant(tenantId, async (tx) => {
      const owners = await lockOwners(tx, tenantId);
      const before = await memberById(tx, tenantId, memberId);
      if (!before) throw new AppError('not_found');
      const role = input.role ?? before.role;
      const enabled = input.enabled ?? before.enabled;
      // Whoever may not appoint an owner may not touch one either, nor take away what they could not give.
      refuseGrant(actor, before.role, before.extra_permissions);
      refuseGrant(actor, role, input.extraPermissions ?? before.extra_permissions);
      const staysOwner = role === 'owner' && enabled;
      if (!staysOwner && owners.length === 1 && owners[0]?.id === memberId) throw new AppError('last_owner');
      const change: MemberChange = {
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.role === undefined ? {} : { role }),
        ...(input.extraPermissions === undefined ? {} : { extra_permissions: input.extraPermissions }),
        ...(input.enabled === undefined ? {} : { enabled }),
        ...(pinHash === undefined ? {} : { pin_hash: pinHash }),
      };
      if (Object.keys(change).length === 0) return viewOf(before);
      await changeMember(tx, tenantId, memberId, change);
      if (before.enabled && !enabled) await revokeSessions(tx, tenantId, { memberId }, 'member_disabled');
      const after = { ...before, ...change };
      const action = before.enabled === enabled ? 'member.changed' : enabled ? 'member.enabled' : 'member.disabled';
      await audit(tx, actor, {
        action,
        subjectType: 'member',
        subjectId: memberId,
        before: audited(before),
        after: audited(after),
      });
      await this.access.announce(tx, { tenantId, memberId });
      return viewOf(after);
    });
    this.access.forget({ tenantId, memberId });
    return view;
  }
}

const togetherMessage = {
  en: 'E-mail and password are given together.',
  bn: 'ই-মেইল ও পাসওয়ার্ড একসাথে দিতে হয়।',
} as const;

/** Nobody gives what they do not have, and only an owner makes owners. */
function refuseGrant(actor: Actor, role: Role, extra: readonly Permission[]): void {
  if (actor.role === 'owner') return;
  const missing = [...rolePermissions[role], ...extra].filter((permission) => !actor.permissions.has(permission));
  if (role === 'owner' || missing.length > 0) throw new AppError('permission_denied', { cannotGive: missing });
}

const viewOf = (row: MemberRow): MemberView => ({
  id: row.id,
  userId: row.user_id,
  name: row.name,
  email: row.email,
  role: row.role,
  extraPermissions: row.extra_permissions,
  enabled: row.enabled,
  hasPin: row.pin_hash !== null,
});

const audited = (row: MemberRow) => ({
  name: row.name,
  role: row.role,
  extraPermissions: row.extra_permissions,
  enabled: row.enabled,
  hasPin: row.pin_hash !== null,
});
