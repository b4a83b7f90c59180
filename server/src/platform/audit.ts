import type { Actor } from './auth/actor.ts';
import type { Db } from './database/tables.ts';
import { uuidv7 } from './ids.ts';

export interface AuditEntry {
  /** What was done: `sale.voided`, `cart.price_overridden`, `member.disabled`. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string | null;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string;
  /** The member who approved what the actor alone could not do. */
  readonly approverId?: string;
}

type AuditActor = Pick<Actor, 'tenantId'> & { readonly memberId: string | null; readonly deviceId: string | null };

const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));

/** Adds to the append-only audit log, in the transaction of what it tells about. `actor.memberId` is null for the system itself. */
export async function writeAudit(tx: Db, actor: AuditActor, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('audit_log')
    .values({
      tenant_id: actor.tenantId,
      id: uuidv7(),
      actor_id: actor.memberId,
      device_id: actor.deviceId,
      action: entry.action,
      subject_type: entry.subjectType,
      subject_id: entry.subjectId,
      before: json(entry.before),
      after: json(entry.after),
      reason: entry.reason ?? null,
      approver_id: entry.approverId ?? null,
    })
    .execute();
}
