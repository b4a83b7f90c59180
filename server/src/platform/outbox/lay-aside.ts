import type { Logger } from '@nestjs/common';
import type { DatabaseService } from '../database/database.service.ts';
import { AppError } from '../errors/app-error.ts';
import { describeError } from '../log/logger.ts';
import type { StuckEvent } from './event-stream.ts';
import { parkEvent } from './outbox.queries.ts';

/**
 * Parks an event that its broker holds no place for any more, or never had one. Of a tenant that is no more, say, it has nowhere to lie,
 * and must not hold up the others: it is told, and passed over.
 * @returns whether it lies there. @throws when the database is away.
 */
export async function layAside(db: DatabaseService, log: Logger, failure: StuckEvent, attempts: number): Promise<boolean> {
  const { event, consumer } = failure;
  try {
    await db.withoutTenant((tx) => parkEvent(tx, { event, consumer, error: describeError(failure.error), attempts }));
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') throw error;
    log.error(
      new Error(`event ${event.id} of tenant ${event.tenantId} could not be laid aside and is passed over`, { cause: error }),
    );
    return false;
  }
}
