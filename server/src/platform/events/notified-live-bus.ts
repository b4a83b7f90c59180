import { Injectable } from '@nestjs/common';
import { type LiveEvent, liveEvent } from '@zakpos/contracts';
import { z } from 'zod';
import { LiveBus, type LiveMessage } from './live-bus.ts';
import { Notifications, parsedJson } from './notifications.ts';

const message = z.strictObject({ tenantId: z.string(), shopId: z.string().nullable(), event: liveEvent });

type Listener = (event: LiveEvent) => void;

/** Live events as notices between the processes: the worker publishes what the tills hear, at whichever replica they hang. */
@Injectable()
export class NotifiedLiveBus extends LiveBus {
  readonly #listeners = new Map<string, Map<string, Set<Listener>>>();
  readonly #notifications: Notifications;
  #isListening = false;

  constructor(notifications: Notifications) {
    super();
    this.#notifications = notifications;
  }

  async publishAll(messages: readonly LiveMessage[]): Promise<void> {
    const payloads = messages.map(({ tenantId, shopId, event }) => JSON.stringify({ tenantId, shopId, event }));
    await this.#notifications.send('live', ...payloads);
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
    this.#notifications.onGap(listener);
    this.#listen();
  }

  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#notifications.listen('live', (payload) => this.#deliver(payload));
  }

  #deliver(payload: string): void {
    const parsed = message.safeParse(parsedJson(payload));
    // A newer worker may announce what this version does not know.
    if (!parsed.success) return;
    const { tenantId, shopId, event } = parsed.data;
    const shops = this.#listeners.get(tenantId);
    if (!shops) return;
    const reached = shopId === null ? [...shops.values()] : [shops.get(shopId) ?? []];
    for (const listeners of reached) for (const listener of listeners) listener(event);
  }
}
