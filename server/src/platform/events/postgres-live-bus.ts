import { Injectable } from '@nestjs/common';
import { type LiveEvent, liveEvent } from '@zakpos/contracts';
import { z } from 'zod';
import { DatabaseService } from '../database/database.service.ts';
import { LiveBus, type LiveMessage } from './live-bus.ts';
import { PostgresNotifications } from './postgres-notifications.ts';

const channel = 'zakpos_live';
const message = z.strictObject({ tenantId: z.string(), shopId: z.string().nullable(), event: liveEvent });

// NOTIFY carries less than 8,000 bytes.
const maxBytes = 7_900;

type Listener = (event: LiveEvent) => void;

/** Live events over PostgreSQL, for an installation without Redis: the worker, another process, publishes what the tills hear. */
@Injectable()
export class PostgresLiveBus extends LiveBus {
  readonly #listeners = new Map<string, Map<string, Set<Listener>>>();
  #isListening = false;

  constructor(
    private readonly database: DatabaseService,
    private readonly notifications: PostgresNotifications,
  ) {
    super();
  }

  async publishAll(messages: readonly LiveMessage[]): Promise<void> {
    const payloads = messages.map(({ tenantId, shopId, event }) => JSON.stringify({ tenantId, shopId, event }));
    const tooLarge = payloads.findIndex((payload) => Buffer.byteLength(payload) > maxBytes);
    if (tooLarge >= 0) throw new Error(`A live event of type ${messages[tooLarge]?.event.type} is too large to be published`);
    await this.database.withoutTenant((tx) => this.notifications.notify(tx, channel, ...payloads));
  }

  subscribe({ tenantId, shopId }: { tenantId: string; shopId: string }, listener: Listener): () => void {
    this.#listen();
    const shops = this.#listeners.get(tenantId) ?? new Map<string, Set<Listener>>();
    this.#listeners.set(tenantId, shops);
    const listeners = shops.get(shopId) ?? new Set();
    shops.set(shopId, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) shops.delete(shopId);
      if (shops.size === 0) this.#listeners.delete(tenantId);
    };
  }

  onGap(listener: () => void): void {
    this.notifications.onGap(listener);
    this.#listen();
  }

  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.notifications.listen(channel, (payload) => this.#deliver(payload));
  }

  #deliver(payload: string): void {
    const parsed = message.safeParse(JSON.parse(payload));
    // A newer worker may announce what this version does not know.
    if (!parsed.success) return;
    const { tenantId, shopId, event } = parsed.data;
    const shops = this.#listeners.get(tenantId);
    if (!shops) return;
    const reached = shopId === null ? [...shops.values()] : [shops.get(shopId) ?? []];
    for (const listeners of reached) for (const listener of listeners) listener(event);
  }
}
