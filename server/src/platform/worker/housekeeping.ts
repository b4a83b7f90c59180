import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { DatabaseService } from '../database/database.service.ts';
import { WorkerTasks } from './worker-tasks.ts';

const everyMs = 60 * 60_000;
const beatMs = 5_000;
/** Small enough that no sign-in or sale waits for the rows. */
const batch = 1_000;

// Row-level security shows the worker only what is old enough to go.
const removals = [
  sql`delete from app.idempotency_keys
      where (tenant_id, key) in (select tenant_id, key from app.idempotency_keys limit ${batch})`,
  sql`delete from app.sign_in_attempts where subject_hash in (select subject_hash from app.sign_in_attempts limit ${batch})`,
  sql`delete from app.sessions where (tenant_id, id) in (select tenant_id, id from app.sessions limit ${batch})`,
  // Of its own inbox it sees all. Nothing is delivered again after so long.
  sql`delete from app.inbox where (tenant_id, consumer, event_id) in
      (select tenant_id, consumer, event_id from app.inbox where handled_at < now() - interval '7 days' limit ${batch})`,
  sql`delete from app.reservations
      where (tenant_id, cart_line_id) in (select tenant_id, cart_line_id from app.reservations limit ${batch})`,
  // A held cart waits for its customer; an open one that nobody touched for a day was left behind.
  sql`update app.carts set status = 'abandoned', version = version + 1
      where (tenant_id, id) in (select tenant_id, id from app.carts where status = 'open' limit ${batch})`,
];

/**
 * Removes idempotency keys, counts of failed sign-ins, sessions, notes of handled events and reservations that have outlived their use,
 * and abandons carts that were left behind.
 */
@Injectable()
export class Housekeeping implements OnModuleInit {
  constructor(
    private readonly database: DatabaseService,
    private readonly tasks: WorkerTasks,
  ) {}

  onModuleInit(): void {
    this.tasks.add({ name: 'housekeeping', run: (signal, beat) => this.#run(signal, beat) });
  }

  /** @returns how many rows went. */
  async tidy(beat: () => void = () => undefined): Promise<number> {
    let removed = 0;
    for (const removal of removals) {
      for (let last = batch; last === batch; ) {
        last = Number(
          await this.database.withoutTenant((tx) => removal.execute(tx).then(({ numAffectedRows }) => numAffectedRows ?? 0n)),
        );
        removed += last;
        beat();
      }
    }
    return removed;
  }

  async #run(signal: AbortSignal, beat: () => void): Promise<void> {
    while (!signal.aborted) {
      await this.tidy(beat);
      const until = Date.now() + everyMs;
      while (Date.now() < until && !signal.aborted) {
        beat();
        await sleep(beatMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
