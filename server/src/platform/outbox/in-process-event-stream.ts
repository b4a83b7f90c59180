import type { DatabaseService } from '../database/database.service.ts';
import { deliver } from './deliver.ts';
import { type EventConsumer, EventStream, type StuckEvent } from './event-stream.ts';
import type { OutboxEvent } from './events.ts';

/** Consumers in the worker itself, for an installation without a broker. An event stays in the outbox until all of them have handled it. */
export class InProcessEventStream extends EventStream {
  readonly #db: DatabaseService;
  readonly #consumers: EventConsumer[] = [];

  constructor(db: DatabaseService) {
    super();
    this.#db = db;
  }

  subscribe(consumer: EventConsumer): void {
    this.#consumers.push(consumer);
  }

  async publish(events: readonly OutboxEvent[]): Promise<readonly StuckEvent[]> {
    const stuck: StuckEvent[] = [];
    for (const consumer of this.#consumers) stuck.push(...(await deliver(this.#db, consumer, events)));
    return stuck;
  }
}
