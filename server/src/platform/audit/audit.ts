import type { Actor } from '../auth/actor.ts';
import type { Db } from '../database/tables.ts';
import { uuidv7 } from '../ids.ts';

export interface AuditEntry {
  /** `sale.void`, `cart.price_override`: what was done, by area and verb. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string | undefined;
  /** The member who approved it for the actor. */
  readonly approverId?: string | null | undefined;
}

/** `memberId` is null where the system itself acted. */
export type AuditActor = Pick<Actor, 'tenantId' | 'deviceId'> & { readonly memberId: string | null };

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

/** Writes down who did what, in the transaction that does it: an act that is undone leaves no entry, an entry without its act cannot be. */
export async function audit(tx: Db, actor: AuditActor, entry: AuditEntry): Promise<void> {
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
