import type { Route } from '@zakpos/contracts';
import type { Kysely } from 'kysely';
import type { Actor } from '../auth/actor.ts';
import type { DatabaseService } from '../database/database.service.ts';
import type { Database } from '../database/tables.ts';
import type { Answer } from '../http/input.ts';
import { type KeyedRequest, once } from './idempotency.ts';

/** The part of an idempotent route's input that says who asks, and under which key. */
export interface KeyedCall {
  readonly actor: Actor;
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
}

export const keyedRequest = (route: Route, { actor, idempotencyKey, requestHash }: KeyedCall): KeyedRequest => ({
  tenantId: actor.tenantId,
  key: idempotencyKey,
  route: `${route.method} ${route.path}`,
  requestHash,
});

/** `once` for a handler of `route`: its key, its status. */
export const oncePerKey = <T>(
  db: DatabaseService,
  route: Route,
  call: KeyedCall,
  work: (tx: Kysely<Database>) => Promise<T>,
): Promise<Answer<T>> => once(db, keyedRequest(route, call), route.status, work);
