import type { Db } from '../database/tables.ts';
import type { OutboxEvent } from './events.ts';

export interface EventConsumer {
  /** Its name in the inbox. Another name would handle every event anew. */
  readonly name: string;
  /**
   * Handles events that it has not handled before, in the order of their lanes. What it writes through `tx` commits together with the
   * inbox rows that say so; what it does elsewhere may happen again after a crash.
   */
  handle(tx: Db, events: readonly OutboxEvent[]): Promise<void>;
}

/** An event that a consumer cannot handle; those behind it in its lane were not tried. */
export interface StuckEvent {
  readonly event: OutboxEvent;
  readonly consumer: string;
  readonly error: unknown;
}

/** Carries events from the outbox to their consumers: in the process, or over a broker. */
export abstract class EventStream {
  /** Before the first `publish`. */
  abstract subscribe(consumer: EventConsumer): void;

  /**
   * @returns the events that stay: in each lane the stuck one and all behind it are to be published again. Once it resolves, all others
   * are safe and may be forgotten.
   * @throws when nothing can be said of any event, e.g. because the database or the broker is away.
   */
  abstract publish(events: readonly OutboxEvent[]): Promise<readonly StuckEvent[]>;
}
