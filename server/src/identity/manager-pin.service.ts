import { Injectable } from '@nestjs/common';
import { type Permission, rolePermissions } from '@zakpos/contracts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { memberById } from './identity.queries.ts';
import { verifyPassword } from './password-hashing.ts';
import { type AttemptSubject, countAttempt, forgiveAttempt } from './sign-in-attempts.ts';

export interface ProvenMember {
  readonly memberId: string;
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** A manager's PIN, typed at the till where a cashier is signed in. Failures count as those of a sign-in with that PIN. */
@Injectable()
export class ManagerPinService {
  constructor(private readonly database: DatabaseService) {}

  /** @throws AppError `not_found` for a member that the tenant does not have, `wrong_credentials` or `sign_in_locked`. */
  async prove(tenantId: string, memberId: string, pin: string, address: string): Promise<ProvenMember> {
    const member = await this.database.inTenant(tenantId, (tx) => memberById(tx, tenantId, memberId));
    if (!member) throw new AppError('not_found');
    const subjects: AttemptSubject[] = [
      { kind: 'account', name: `pin:${tenantId}:${memberId}` },
      { kind: 'address', name: address },
    ];
    await countAttempt(this.database, subjects);
    const isRight = await verifyPassword(member.pin_hash, pin);
    if (!isRight || !member.enabled) throw new AppError('wrong_credentials');
    await forgiveAttempt(this.database, subjects);
    return {
      memberId,
      name: member.name,
      permissions: new Set([...rolePermissions[member.role], ...member.extra_permissions]),
    };
  }
}
