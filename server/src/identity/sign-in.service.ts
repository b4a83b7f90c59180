import { Injectable } from '@nestjs/common';
import type { pinSignIn, signIn, signUp } from '@zakpos/contracts';
import type { z } from 'zod';
import { audit } from '../platform/audit/audit.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { isUniqueViolation } from '../platform/database/failures.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { uuidv7 } from '../platform/ids.ts';
import { RateLimitStore } from '../platform/rate-limit/rate-limit-store.ts';
import { deviceById, insertMember, insertUser, memberById, signInCandidates } from './identity.queries.ts';
import { NewTenantSteps } from './new-tenant.ts';
import { decodeToken, hashOf, sameHash } from './opaque-tokens.ts';
import { hashPassword, verifyPassword } from './password-hashing.ts';
import { isWeakPassword } from './password-policy.ts';
import { type OpenedSession, SessionsService } from './sessions.service.ts';
import { type AttemptSubject, countAttempt, forgiveAttempt } from './sign-in-attempts.ts';

/** Each makes a tenant and costs a password hash. */
const signUpsPerHour = 100;

@Injectable()
export class SignInService {
  constructor(
    private readonly database: DatabaseService,
    private readonly sessions: SessionsService,
    private readonly newTenantSteps: NewTenantSteps,
    private readonly rateLimits: RateLimitStore,
  ) {}

  /** @throws AppError `rate_limited`, `weak_password` or `email_taken`. */
  async signUp(input: z.output<typeof signUp>, address: string): Promise<OpenedSession> {
    const { allowed, retryAfterMs } = await this.rateLimits.take(`sign-up:${address}`, signUpsPerHour, 3_600_000);
    if (!allowed) {
      throw new AppError('rate_limited', undefined, undefined, { retryAfterSeconds: Math.ceil(retryAfterMs / 1_000) });
    }
    const { tenantName, ownerName, email, password, locale } = input;
    refuseWeakPassword(password, { email, names: [tenantName, ownerName] });
    const passwordHash = await hashPassword(password);
    const [tenantId, userId, memberId] = [uuidv7(), uuidv7(), uuidv7()];
    try {
      return await this.database.inTenant(tenantId, async (tx) => {
        await tx.insertInto('tenants').values({ id: tenantId, name: tenantName }).execute();
        await insertUser(tx, { id: userId, email, passwordHash, locale });
        const owner = { id: memberId, userId, name: ownerName, role: 'owner', extraPermissions: [], pinHash: null } as const;
        await insertMember(tx, tenantId, owner);
        await this.newTenantSteps.run(tx, { tenantId, name: tenantName, ownerMemberId: memberId, locale });
        const actor = { tenantId, memberId, deviceId: null };
        await audit(tx, actor, { action: 'tenant.signed_up', subjectType: 'tenant', subjectId: tenantId });
        return this.sessions.open(tx, actor);
      });
    } catch (error) {
      throw isUniqueViolation(error, 'users_email_key') ? emailTaken(error) : error;
    }
  }

  /** @throws AppError `wrong_credentials`, `sign_in_locked` or `member_disabled`. */
  async signIn(input: z.output<typeof signIn>, address: string): Promise<OpenedSession> {
    const { email, password, tenantId } = input;
    const subjects = attemptSubjects(email, address);
    await countAttempt(this.database, subjects);
    const candidates = await this.database.withoutTenant((tx) => signInCandidates(tx, email));
    const isRight = await verifyPassword(candidates[0]?.password_hash, password);
    const memberships = candidates.filter((candidate) => tenantId === undefined || candidate.tenant_id === tenantId);
    const [first] = memberships;
    if (!isRight || !first) throw new AppError('wrong_credentials');
    await forgiveAttempt(this.database, subjects);
    const membership = memberships.find(({ enabled }) => enabled);
    if (!membership) throw new AppError('member_disabled');
    const member = { tenantId: membership.tenant_id, memberId: membership.membership_id, deviceId: null };
    return this.database.inTenant(member.tenantId, (tx) => this.sessions.open(tx, member));
  }

  /** A device that the owner registered says which tenant; the PIN says who. The same errors as `signIn`. */
  async pinSignIn(input: z.output<typeof pinSignIn>, address: string): Promise<OpenedSession> {
    const { deviceToken, memberId, pin } = input;
    const token = decodeToken(deviceToken);
    const subjects = attemptSubjects(`pin:${token?.tenantId ?? 'none'}:${memberId}`, address);
    await countAttempt(this.database, subjects);
    const found = token && (await this.#deviceAndMember(token.tenantId, token.rowId, memberId));
    const isDevice =
      found?.device?.revoked_at === null && sameHash(found.device.token_hash, hashOf(token?.secret ?? Buffer.alloc(0)));
    const isRight = await verifyPassword(isDevice ? found?.member?.pin_hash : null, pin);
    if (!isRight || !token || !found?.member) throw new AppError('wrong_credentials');
    await forgiveAttempt(this.database, subjects);
    if (!found.member.enabled) throw new AppError('member_disabled');
    const member = { tenantId: token.tenantId, memberId, deviceId: token.rowId };
    return this.database.inTenant(token.tenantId, (tx) => this.sessions.open(tx, member));
  }

  #deviceAndMember(tenantId: string, deviceId: string, memberId: string) {
    return this.database.inTenant(tenantId, async (tx) => {
      const [device, member] = await Promise.all([deviceById(tx, tenantId, deviceId), memberById(tx, tenantId, memberId)]);
      return { device, member };
    });
  }
}

export const emailTaken = (cause?: unknown): AppError =>
  new AppError('email_taken', undefined, [{ pointer: '/email', message: 'email_taken' }], cause === undefined ? {} : {});

export function refuseWeakPassword(password: string, known: { email?: string | undefined; names: readonly string[] }): void {
  if (isWeakPassword(password, known)) throw new AppError('weak_password');
}

const attemptSubjects = (account: string, address: string): AttemptSubject[] => [
  { kind: 'account', name: account },
  { kind: 'address', name: address },
];
