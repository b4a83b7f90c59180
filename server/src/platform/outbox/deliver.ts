import type { DatabaseService } from '../database/database.service.ts';
import { AppError } from '../errors/app-error.ts';
import { withSpanInEach } from '../telemetry/telemetry.ts';
import type { EventConsumer, StuckEvent } from './event-stream.ts';
import { laneOf, type OutboxEvent } from './events.ts';
import { takeIntoInbox } from './outbox.queries.ts';

/** Inbox rows and what the consumer does commit together: an event that is delivered twice acts once. */
const handleOnce = (db: DatabaseService, consumer: EventConsumer, events: readonly OutboxEvent[]): Promise<void> =>
  withSpanInEach(
    `handle ${consumer.name}`,
    { 'messaging.system': 'outbox', 'messaging.operation.type': 'process' },
    events.map(({ traceParent }) => traceParent),
    () =>
      db.withoutTenant(async (tx) => {
        const fresh = await takeIntoInbox(tx, consumer.name, events);
        // Each id once: what a broker was given twice may come twice in one batch.
        const unhandled = events.filter(({ id }) => fresh.delete(id));
        if (unhandled.length > 0) await consumer.handle(tx, unhandled);
      }),
    'consumer',
  );

/** @returns what went wrong, if the events themselves may be the reason. @throws when the database is away. */
async function failureOf(work: Promise<void>): Promise<{ error: unknown } | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') throw error;
    return { error };
  }
}

/**
 * Gives events to a consumer in as few transactions as they allow: all at once; else lane by lane, so that no lane suffers from
 * another's event; else event by event up to the one that fails.
 */
export async function deliver(
  db: DatabaseService,
  consumer: EventConsumer,
  events: readonly OutboxEvent[],
): Promise<readonly StuckEvent[]> {
  if (!(await failureOf(handleOnce(db, consumer, events)))) return [];
  const stuck: StuckEvent[] = [];
  for (const lane of Map.groupBy(events, laneOf).values()) {
    if (!(await failureOf(handleOnce(db, consumer, lane)))) continue;
    for (const event of lane) {
      const failure = await failureOf(handleOnce(db, consumer, [event]));
      if (!failure) continue;
      stuck.push({ event, consumer: consumer.name, error: failure.error });
      break;
    }
  }
  return stuck;
}
