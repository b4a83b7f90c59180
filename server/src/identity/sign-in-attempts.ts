import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { DatabaseService } from '../platform/database/database.service.ts';
import { AppError } from '../platform/errors/app-error.ts';

/** An account has few tries; an address may be a whole shop behind one router. */
const freeFailures = { account: 5, address: 50 } as const;
const maxLockMs = 15 * 60_000;
/** After this long without a failure the count begins anew. */
const forgottenMs = 30 * 60_000;

export interface AttemptSubject {
  readonly kind: keyof typeof freeFailures;
  readonly name: string;
}

/** How long after so many failures the next try must wait: nothing at first, then 1, 2, 4 … seconds up to a quarter of an hour. */
export const lockMsAfter = (kind: AttemptSubject['kind'], failures: number): number =>
  failures < freeFailures[kind] ? 0 : Math.min(maxLockMs, 1_000 * 2 ** (failures - freeFailures[kind]));

const hashOf = ({ kind, name }: AttemptSubject) => createHash('sha256').update(`${kind}:${name}`).digest();

/**
 * Counts the try as a failure before the password is looked at, so that many at once cannot outrun the count; a success takes it back.
 * @throws AppError `sign_in_locked` with the longest wait of the subjects.
 */
export async function countAttempt(db: DatabaseService, subjects: readonly AttemptSubject[]): Promise<void> {
  const waitMs = await db.withoutTenant(async (tx) => {
    let longest = 0;
    const rows: { hash: Buffer; failures: number; lockMs: number }[] = [];
    for (const subject of subjects.toSorted((a, b) => a.kind.localeCompare(b.kind))) {
      const hash = hashOf(subject);
      // Also before the row exists; held until the end of this transaction.
      await sql`select pg_advisory_xact_lock(${hash.readInt32BE(0)}, ${hash.readInt32BE(4)})`.execute(tx);
      const row = await tx
        .selectFrom('sign_in_attempts')
        .select(['failures', 'last_failure_at', 'locked_until'])
        .where('subject_hash', '=', hash)
        .executeTakeFirst();
      longest = Math.max(longest, (row?.locked_until.getTime() ?? 0) - Date.now());
      const isFresh = row !== undefined && Date.now() - row.last_failure_at.getTime() < forgottenMs;
      const failures = (isFresh ? row.failures : 0) + 1;
      rows.push({ hash, failures, lockMs: lockMsAfter(subject.kind, failures) });
    }
    if (longest > 0) return longest;
    for (const { hash, failures, lockMs } of rows) {
      const now = new Date();
      const values = { failures, last_failure_at: now, locked_until: new Date(now.getTime() + lockMs) };
      await tx
        .insertInto('sign_in_attempts')
        .values({ subject_hash: hash, ...values })
        .onConflict((conflict) => conflict.column('subject_hash').doUpdateSet(values))
        .execute();
    }
    return 0;
  });
  if (waitMs > 0) throw new AppError('sign_in_locked', undefined, undefined, { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
}

/** The password was right: the account starts anew, and the address gets back what this try took. */
export async function forgiveAttempt(db: DatabaseService, subjects: readonly AttemptSubject[]): Promise<void> {
  await db.withoutTenant(async (tx) => {
    for (const subject of subjects) {
      const hash = hashOf(subject);
      const only = subject.kind === 'account' ? sql<boolean>`true` : sql<boolean>`failures = 1`;
      await tx.deleteFrom('sign_in_attempts').where('subject_hash', '=', hash).where(only).execute();
      if (subject.kind === 'address') {
        await tx
          .updateTable('sign_in_attempts')
          .set({ failures: sql`failures - 1`, locked_until: sql`now()` })
          .where('subject_hash', '=', hash)
          .execute();
      }
    }
  });
}
