import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { DatabaseService } from '../database/database.service.ts';
import { Metrics } from '../metrics/metrics.ts';
import { WorkerTasks } from '../worker/worker-tasks.ts';
import { EventStream } from './event-stream.ts';
import { laneOf } from './events.ts';
import { firstOfLanes, LanePauses } from './lane-pauses.ts';
import { deleteEvents, nextEvents, parkEvent, tryRelayLock } from './outbox.queries.ts';

const batchSize = 500;
/** Polled, because NOTIFY would make the commits of all sales wait for each other. */
const shortestPauseMs = 10;
/** The first event after a quiet time waits so long at most; ten looks a second were a third of what the idle platform cost. */
const longestPauseMs = 250;

/**
 * Moves what is announced from the outbox to the stream: in the order of ids, so in each shop's order of commits, one relay at a time,
 * each event at least once (consumers make it once). A lane whose next event fails pauses; the others go on.
 */
@Injectable()
export class OutboxRelay implements OnModuleInit {
  readonly #log = new Logger('OutboxRelay');
  readonly #pauses: LanePauses;
  readonly #relayed: Counter;
  readonly #lagSeconds: Gauge;

  constructor(
    private readonly db: DatabaseService,
    private readonly stream: EventStream,
    private readonly tasks: WorkerTasks,
    metrics: Metrics,
  ) {
    const registers = [metrics.registry];
    this.#pauses = new LanePauses(this.#log, metrics);
    this.#relayed = new Counter({ name: 'zakpos_outbox_relayed_total', help: 'Events taken from the outbox.', registers });
    this.#lagSeconds = new Gauge({
      name: 'zakpos_outbox_lag_seconds',
      help: 'Age of the oldest event of the last batch when it was relayed; 0 when nothing waits.',
      registers,
    });
  }

  onModuleInit(): void {
    this.tasks.add({ name: 'outbox relay', run: (signal, beat) => this.run(signal, beat) });
  }

  async run(signal: AbortSignal, beat: () => void): Promise<void> {
    let pauseMs = shortestPauseMs;
    while (!signal.aborted) {
      const relayed = await this.turn();
      beat();
      pauseMs = relayed > 0 ? shortestPauseMs : Math.min(pauseMs * 1.5, longestPauseMs);
      if (relayed < batchSize) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One batch. @returns how many events left the outbox. */
  async turn(): Promise<number> {
    const paused = [...this.#pauses.waiting(Date.now()).lanes];
    const { events, done } = await this.db.withoutTenant(async (tx) => {
      const [isOurs, found] = await Promise.all([tryRelayLock(tx), nextEvents(tx, paused, batchSize)]);
      if (!isOurs || found.length === 0) return { events: found, done: [] };
      const stuck = firstOfLanes(await this.stream.publish(found));
      const moved = found.filter((event) => event.id < (stuck.get(laneOf(event))?.event.id ?? Infinity));
      if (moved.length > 0)
        await deleteEvents(
          tx,
          moved.map(({ id }) => id),
        );
      for (const failure of stuck.values()) {
        const { attempts, isHopeless } = this.#pauses.add(failure);
        if (!isHopeless) continue;
        const error = failure.error instanceof Error ? failure.error.message : String(failure.error);
        await parkEvent(tx, { event: failure.event, consumer: failure.consumer, error, attempts });
      }
      return { events: found, done: moved };
    });
    this.#relayed.inc(done.length);
    const oldest = events[0];
    this.#lagSeconds.set(oldest ? (Date.now() - oldest.createdAt.getTime()) / 1_000 : 0);
    return done.length;
  }
}
