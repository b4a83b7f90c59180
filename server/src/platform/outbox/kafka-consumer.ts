import { setTimeout as sleep } from 'node:timers/promises';
import { Consumer, type Message, type MessagesStream, stringDeserializers } from '@platformatic/kafka';
import { Logger } from '@nestjs/common';
import type { DatabaseService } from '../database/database.service.ts';
import { describeError } from '../log/logger.ts';
import { Outage } from '../log/outage.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { deliver } from './deliver.ts';
import type { EventConsumer } from './event-stream.ts';
import { laneOf, type OutboxEvent } from './events.ts';
import { type KafkaSettings, kafkaOptions } from './kafka-client.ts';
import { fromMessage } from './kafka-message.ts';
import { firstOfLanes, LanePauses } from './lane-pauses.ts';
import { layAside } from './lay-aside.ts';
import { PendingEvents } from './pending-events.ts';
import { groupOf, topics } from './topics.ts';

const batchSize = 500;
/** A lane that waits must not fill the memory: beyond this many unhandled events reading stops. */
const maxPending = 10_000;
/** Positions are noted no more often: what is read again after a crash, the inbox knows. */
const commitEveryMs = 200;
/** The longest that the loop sleeps: it beats when it wakes. */
const maxIdleMs = 1_000;
const reconnectMs = 500;

type KafkaClient = Consumer<string, string, string, string>;
type KafkaStream = MessagesStream<string, string, string, string>;

/** Reads a consumer's topics as a member of its group, and hands events over in the order of their lanes. */
export class KafkaConsumer {
  readonly #log = new Logger('KafkaConsumer');
  readonly #pauses: LanePauses;
  readonly #outage = new Outage();

  constructor(
    private readonly db: DatabaseService,
    private readonly consumer: EventConsumer,
    private readonly settings: KafkaSettings,
    metrics: Metrics,
  ) {
    this.#pauses = new LanePauses(this.#log, metrics);
  }

  /** Until `signal` aborts. While the broker or the database is away it tries again, and what is not handled stays where it is. */
  async run(signal: AbortSignal, beat: () => void): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#consume(signal, beat);
      } catch (error) {
        if (signal.aborted) return;
        if (this.#outage.add(error).isNew)
          this.#log.warn(`${this.consumer.name} lost its events and joins again: ${describeError(error)}`);
        beat();
        await sleep(reconnectMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #consume(signal: AbortSignal, beat: () => void): Promise<void> {
    const consumer = new Consumer({
      ...kafkaOptions(this.settings, `zakpos ${this.consumer.name}`),
      groupId: groupOf(this.consumer.name),
      deserializers: stringDeserializers,
      autocommit: false,
      // A worker that died gives its partitions back after this.
      sessionTimeout: 6_000,
      rebalanceTimeout: 10_000,
      heartbeatInterval: 2_000,
      maxWaitTime: 1_000,
      maxBytes: 4_194_304,
    });
    const bell = new Bell();
    signal.addEventListener('abort', () => bell.ring(), { once: true });
    consumer.on('consumer:heartbeat:stalled', ({ lastError }) => bell.fail(lastError ?? new Error('no heartbeat')));
    try {
      const stream = await consumer.consume({
        topics: topics.map(({ name }) => name),
        mode: 'committed',
        fallbackMode: 'earliest',
      });
      const failures = this.#outage.end();
      if (failures > 0) this.#log.log(`${this.consumer.name} hears its events again after ${failures} attempts`);
      stream.on('error', (error) => bell.fail(error));
      stream.on('close', () => bell.fail(new Error('the stream ended')));
      await this.#handleAll(consumer, stream, bell, signal, beat);
    } finally {
      await consumer.close(true).catch(() => undefined);
    }
  }

  async #handleAll(consumer: KafkaClient, stream: KafkaStream, bell: Bell, signal: AbortSignal, beat: () => void): Promise<void> {
    const pending = new PendingEvents();
    stream.on('data', (message) => {
      pending.add(message, this.#read(message));
      if (pending.size >= maxPending) stream.pause();
      bell.ring();
    });
    let committedAt = 0;
    let isCommitted = true;
    const commit = async (): Promise<void> => {
      const offsets = pending.moved();
      if (offsets.length > 0) await consumer.commit({ offsets });
      committedAt = Date.now();
      isCommitted = true;
    };
    while (!signal.aborted) {
      const handled = await this.#turn(pending);
      beat();
      if (handled > 0) isCommitted = false;
      if (!isCommitted && Date.now() - committedAt >= commitEveryMs) await commit();
      if (stream.isPaused() && pending.size < maxPending / 2) stream.resume();
      if (handled === 0) await bell.wait(this.#idleMs(isCommitted));
    }
    await commit();
  }

  #idleMs(isCommitted: boolean): number {
    const retryMs = this.#pauses.waiting(Date.now()).untilMs - Date.now();
    return Math.max(1, Math.min(isCommitted ? maxIdleMs : commitEveryMs, retryMs));
  }

  #read(message: Message<string, string, string, string>): OutboxEvent | undefined {
    try {
      return fromMessage(message.value);
    } catch (error) {
      // Nobody but us may write here, so it is a fault of ours: told, and passed over, for no later attempt would read it.
      const { topic, partition, offset } = message;
      this.#log.error(new Error(`${topic} ${partition} holds no event at ${offset}`, { cause: error }));
      return undefined;
    }
  }

  /** One batch. @returns how many events were handled. */
  async #turn(pending: PendingEvents): Promise<number> {
    const events = pending.take(batchSize, this.#pauses.waiting(Date.now()).lanes);
    if (events.length === 0) return 0;
    const stuck = firstOfLanes(await deliver(this.db, this.consumer, events));
    const handled = new Set(events.filter((event) => event.id < (stuck.get(laneOf(event))?.event.id ?? Infinity)));
    for (const failure of stuck.values()) {
      const { attempts, isHopeless } = this.#pauses.add(failure);
      if (!isHopeless) continue;
      await layAside(this.db, this.#log, failure, attempts);
      // Here it would come again for ever; the inbox would know it, unless its tenant is no more.
      handled.add(failure.event);
    }
    pending.remove(handled);
    return handled.size;
  }
}

/** Wakes a loop that waits, also when it rings just before. */
class Bell {
  #rang = false;
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  ring(): void {
    this.#rang = true;
    this.#wake();
  }

  /** From now on nobody waits here any more. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.ring();
  }

  /** @throws what `fail` was called with. */
  async wait(maxMs: number): Promise<void> {
    if (!this.#rang) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = setTimeout(resolve, maxMs);
      await promise;
      clearTimeout(timer);
    }
    this.#rang = false;
    if (this.#failure) throw this.#failure;
  }
}
