import { Producer, stringSerializers } from '@platformatic/kafka';
import type { OnApplicationShutdown } from '@nestjs/common';
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
import { topics } from './topics.ts';

/** A broker takes 1 MB at once (docker/kafka/server.properties); headers and framing need some of it. */
const maxBatchBytes = 786_432;

const attributes = { 'messaging.system': 'kafka', 'messaging.operation.type': 'send' };

/**
 * Events over Kafka: safe once every copy is written, in the order of their keys, and consumed by whichever worker the group chooses. The
 * relay publishes a lane's events again from the first that was not acknowledged, so repetitions keep the order of what is new.
 */
export class KafkaEventStream extends EventStream implements OnApplicationShutdown {
  readonly #producer: Producer<string, string, string, string>;

  constructor(
    private readonly db: DatabaseService,
    private readonly tasks: WorkerTasks,
    private readonly metrics: Metrics,
    health: Health,
    private readonly settings: KafkaSettings,
  ) {
    super();
    this.#producer = new Producer({
      ...kafkaOptions(settings, 'zakpos relay'),
      // One request under way, each batch written once however often it is sent.
      idempotent: true,
      serializers: stringSerializers,
    });
    health.add('kafka', () => this.ping());
  }

  subscribe(consumer: EventConsumer): void {
    const kafkaConsumer = new KafkaConsumer(this.db, consumer, this.settings, this.metrics);
    this.tasks.add({ name: `events for ${consumer.name}`, run: (signal, beat) => kafkaConsumer.run(signal, beat) });
  }

  async publish(events: readonly OutboxEvent[]): Promise<readonly StuckEvent[]> {
    const traceParents = events.map(({ traceParent }) => traceParent);
    await withSpanInEach('publish to Kafka', attributes, traceParents, (handedOn) => this.#send(events, handedOn), 'producer');
    return [];
  }

  async #send(events: readonly OutboxEvent[], handedOn: (traceParent: string | null) => string | undefined): Promise<void> {
    const continued = events.map((event) => ({ ...event, traceParent: handedOn(event.traceParent) ?? null }));
    for (const messages of batches(continued)) await this.#producer.send({ messages });
  }

  /** @throws when no broker answers for our topics. */
  async ping(): Promise<void> {
    await this.#producer.metadata({ topics: topics.map(({ name }) => name), forceUpdate: true, retries: 0 });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#producer.close(true);
  }
}

/** In their order, each small enough for one request. */
function* batches(events: readonly OutboxEvent[]): Generator<KafkaMessage[]> {
  let batch: KafkaMessage[] = [];
  let bytes = 0;
  for (const message of events.map(toMessage)) {
    const size = Buffer.byteLength(message.value ?? '') + 200;
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
