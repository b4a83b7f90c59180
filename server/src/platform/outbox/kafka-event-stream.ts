import { Producer, stringSerializers } from '@platformatic/kafka';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { DatabaseService } from '../database/database.service.ts';
import type { Health } from '../health/health.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { withSpanInEach } from '../telemetry/telemetry.ts';
import type { WorkerTasks } from '../worker/worker-tasks.ts';
import { type EventConsumer, EventStream, type StuckEvent } from './event-stream.ts';
import type { OutboxEvent } from './events.ts';
import { type KafkaSettings, kafkaOptions } from './kafka-client.ts';
import { KafkaConsumer } from './kafka-consumer.ts';
import { type KafkaMessage, toMessage } from './kafka-message.ts';
import { countParked } from './lane-pauses.ts';
import { layAside } from './lay-aside.ts';
import { topics } from './topics.ts';

/** A broker takes 1 MB at once (docker/kafka/server.properties); headers and framing need some of it. */
const maxBatchBytes = 786_432;
/** Likewise, of one event. */
export const maxMessageBytes = 1_000_000;

const attributes = { 'messaging.system': 'kafka', 'messaging.operation.type': 'send' };

/**
 * Events over Kafka: safe once every copy is written, in the order of their keys, and consumed by whichever worker the group chooses. The
 * relay publishes a lane's events again from the first that was not acknowledged, so repetitions keep the order of what is new.
 */
export class KafkaEventStream extends EventStream implements OnApplicationShutdown {
  readonly #log = new Logger('KafkaEventStream');
  readonly #consumers: string[] = [];
  #producer: Producer<string, string, string, string>;

  constructor(
    private readonly db: DatabaseService,
    private readonly tasks: WorkerTasks,
    private readonly metrics: Metrics,
    health: Health,
    private readonly settings: KafkaSettings,
  ) {
    super();
    this.#producer = this.#openProducer();
    health.add('kafka', () => this.ping());
  }

  subscribe(consumer: EventConsumer): void {
    this.#consumers.push(consumer.name);
    const kafkaConsumer = new KafkaConsumer(this.db, consumer, this.settings, this.metrics);
    this.tasks.add({ name: `events for ${consumer.name}`, run: (signal, beat) => kafkaConsumer.run(signal, beat) });
  }

  async publish(events: readonly OutboxEvent[]): Promise<readonly StuckEvent[]> {
    const traceParents = events.map(({ traceParent }) => traceParent);
    await withSpanInEach('publish to Kafka', attributes, traceParents, (handedOn) => this.#send(events, handedOn), 'producer');
    return [];
  }

  async #send(events: readonly OutboxEvent[], handedOn: (traceParent: string | null) => string | undefined): Promise<void> {
    const messages: KafkaMessage[] = [];
    for (const event of events) {
      const message = toMessage({ ...event, traceParent: handedOn(event.traceParent) ?? null });
      if (sizeOf(message) <= maxMessageBytes) messages.push(message);
      else await this.#layAside(event, sizeOf(message));
    }
    try {
      for (const batch of batches(messages)) await this.#producer.send({ messages: batch });
    } catch (error) {
      await this.#renewProducer();
      throw error;
    }
  }

  /** No attempt will ever get it to the broker, and those behind it must not wait. */
  async #layAside(event: OutboxEvent, bytes: number): Promise<void> {
    const error = new Error(`${bytes} bytes are more than the broker takes (${maxMessageBytes})`);
    for (const consumer of this.#consumers) {
      if (!(await layAside(this.db, this.#log, { event, consumer, error }, 1))) continue;
      this.#log.error(new Error(`event ${event.id} (${event.type}) of tenant ${event.tenantId} was parked`, { cause: error }));
      countParked(this.metrics).inc({ consumer });
    }
  }

  #openProducer(): Producer<string, string, string, string> {
    return new Producer({
      ...kafkaOptions(this.settings, 'zakpos relay'),
      // One request under way, each batch written once however often it is sent.
      idempotent: true,
      serializers: stringSerializers,
    });
  }

  /** What the broker knows of the old one's numbers may differ from what it counted itself; a new one begins anew, on new connections. */
  async #renewProducer(): Promise<void> {
    const failed = this.#producer;
    this.#producer = this.#openProducer();
    await failed.close(true).catch(() => undefined);
  }

  /** @throws when no broker answers for our topics. */
  async ping(): Promise<void> {
    await this.#producer.metadata({ topics: topics.map(({ name }) => name), forceUpdate: true, retries: 0 });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#producer.close(true);
  }
}

/** Of what surrounds the value, no more than this is counted. */
const framingBytes = 200;
const sizeOf = ({ value }: KafkaMessage): number => Buffer.byteLength(value ?? '') + framingBytes;

/** In their order, each small enough for one request. */
function* batches(messages: readonly KafkaMessage[]): Generator<KafkaMessage[]> {
  let batch: KafkaMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = sizeOf(message);
    if (batch.length > 0 && bytes + size > maxBatchBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
