import { Module, type OnModuleInit } from '@nestjs/common';
import { DatabaseService } from '../platform/database/database.service.ts';
import { EventStream } from '../platform/outbox/event-stream.ts';
import { InProcessEventStream } from '../platform/outbox/in-process-event-stream.ts';
import { OutboxRelay } from '../platform/outbox/relay.ts';
import { LiveConsumer } from './live-consumer.ts';

/** What the worker does with events: relays them, and consumes them for the tills. */
@Module({
  providers: [
    { provide: EventStream, useFactory: (db: DatabaseService) => new InProcessEventStream(db), inject: [DatabaseService] },
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
