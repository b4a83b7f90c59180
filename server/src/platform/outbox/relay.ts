import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { DatabaseService } from '../database/database.service.ts';
import { Metrics } from '../metrics/metrics.ts';
import { WorkerTasks } from '../worker/worker-tasks.ts';
import { EventStream, type StuckEvent } from './event-stream.ts';
import { laneOf } from './events.ts';
import { deleteEvents, nextEvents, parkEvent, tryRelayLock } from './outbox.queries.ts';

const batchSize = 500;
/** Polled, because NOTIFY would make the commits of all sales wait for each other. */
const shortestPauseMs = 10;
const longestPauseMs = 100;
/** An event that fails so often, over half a minute, does not get better by itself. */
const maxAttempts = 8;
const firstRetryMs = 250;

interface Pause {
  readonly eventId: number;
  readonly attempts: number;
  readonly untilMs: number;
}

/**
 * Moves what is announced from the outbox to the stream: in the order of ids, so in each shop's order of commits, one relay at a time,
 * each event at least once (consumers make it once). A lane whose next event fails pauses; the others go on.
 */
@Injectable()
export class OutboxRelay implements OnModuleInit {
  readonly #log = new Logger('OutboxRelay');
  readonly #pauses = new Map<string, Pause>();
  readonly #relayed: Counter;
  readonly #parked: Counter<'consumer'>;
  readonly #lagSeconds: Gauge;

  constructor(
    private readonly db: DatabaseService,
    private readonly stream: EventStream,
    private readonly tasks: WorkerTasks,
    { registry }: Metrics,
  ) {
    const registers = [registry];
    this.#relayed = new Counter({ name: 'zakpos_outbox_relayed_total', help: 'Events taken from the outbox.', registers });
    this.#parked = new Counter({
      name: 'zakpos_outbox_parked_total',
      help: 'Events laid aside because a consumer failed on them again and again.',
      labelNames: ['consumer'],
      registers,
    });
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
    const now = Date.now();
    const paused = [...this.#pauses].filter(([, { untilMs }]) => untilMs > now).map(([lane]) => lane);
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
      for (const [lane, failure] of stuck) {
        const attempts = this.#pauseLane(lane, failure);
        if (attempts < maxAttempts) continue;
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

  /** @returns how often the event has failed by now. */
  #pauseLane(lane: string, { event, consumer, error }: StuckEvent): number {
    const before = this.#pauses.get(lane);
    const attempts = before?.eventId === event.id ? before.attempts + 1 : 1;
    const what = `event ${event.id} (${event.type}) of tenant ${event.tenantId} for ${consumer}`;
    if (attempts < maxAttempts) {
      this.#log.warn(`${what} failed (attempt ${attempts}): ${String(error)}`);
      this.#pauses.set(lane, { eventId: event.id, attempts, untilMs: Date.now() + firstRetryMs * 2 ** (attempts - 1) });
      return attempts;
    }
    this.#log.error(new Error(`${what} was parked after ${attempts} attempts`, { cause: error }));
    this.#parked.inc({ consumer });
    this.#pauses.delete(lane);
    return attempts;
  }
}

/** Of two consumers that fail in one lane, the earlier event decides. */
function firstOfLanes(stuck: readonly StuckEvent[]): Map<string, StuckEvent> {
  const first = new Map<string, StuckEvent>();
  for (const failure of stuck.toSorted((a, b) => a.event.id - b.event.id)) {
    const lane = laneOf(failure.event);
    if (!first.has(lane)) first.set(lane, failure);
  }
  return first;
}
