import { Module, type OnModuleInit } from '@nestjs/common';
import { DatabaseService } from '../platform/database/database.service.ts';
import { Health } from '../platform/health/health.ts';
import { Metrics } from '../platform/metrics/metrics.ts';
import { EventStream } from '../platform/outbox/event-stream.ts';
import { InProcessEventStream } from '../platform/outbox/in-process-event-stream.ts';
import { OutboxRelay } from '../platform/outbox/relay.ts';
import { Settings } from '../platform/settings.ts';
import { WorkerTasks } from '../platform/worker/worker-tasks.ts';
import { LiveConsumer } from './live-consumer.ts';

/** Kafka's client is loaded only where there is a broker. */
const openStream = async (
  db: DatabaseService,
  { kafka }: Settings,
  tasks: WorkerTasks,
  metrics: Metrics,
  health: Health,
): Promise<EventStream> => {
  if (kafka === undefined) return new InProcessEventStream(db);
  const { KafkaEventStream } = await import('../platform/outbox/kafka-event-stream.ts');
  return new KafkaEventStream(db, tasks, metrics, health, kafka);
};

/** What the worker does with events: relays them, and consumes them for the tills. */
@Module({
  providers: [
    { provide: EventStream, useFactory: openStream, inject: [DatabaseService, Settings, WorkerTasks, Metrics, Health] },
    OutboxRelay,
    LiveConsumer,
  ],
})
export class RelayModule implements OnModuleInit {
  constructor(
    private readonly stream: EventStream,
    private readonly live: LiveConsumer,
  ) {}

  onModuleInit(): void {
    this.stream.subscribe(this.live);
  }
}
