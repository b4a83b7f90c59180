import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { sql } from 'kysely';
import { Client } from 'pg';
import { connectionConfig, DatabaseService } from '../database/database.service.ts';
import type { Db } from '../database/tables.ts';
import { type NotificationChannel, Notifications } from './notifications.ts';

// NOTIFY carries less than 8,000 bytes.
const maxBytes = 7_900;
const nameOf = (channel: NotificationChannel) => `zakpos_${channel}`;

/**
 * For an installation without Redis, which has no pooler either. LISTEN and NOTIFY on one connection of its own, opened with the first listener and again whenever it is lost. What is sent while it
 * is away is lost: listeners must not depend on it for correctness.
 */
@Injectable()
export class PostgresNotifications extends Notifications implements OnApplicationShutdown {
  readonly #emitter = new EventEmitter({ captureRejections: false }).setMaxListeners(0);
  readonly #channels = new Set<string>();
  readonly #afterGap: (() => void)[] = [];
  #hasListened = false;
  #client: Client | undefined;
  #running: Promise<void> | undefined;
  readonly #stopped = new AbortController();

  constructor(private readonly database: DatabaseService) {
    super();
  }

  listen(of: NotificationChannel, listener: (payload: string) => void): () => void {
    const channel = nameOf(of);
    this.#emitter.on(channel, listener);
    if (!this.#channels.has(channel)) {
      this.#channels.add(channel);
      // Where this fails the connection is lost, and the next one listens to every channel.
      this.#client?.query(`listen ${channel}`).catch(() => undefined);
    }
    this.#running ??= this.#run();
    return () => void this.#emitter.off(channel, listener);
  }

  onGap(listener: () => void): void {
    this.#afterGap.push(listener);
  }

  async send(channel: NotificationChannel, ...payloads: readonly string[]): Promise<void> {
    await this.database.withoutTenant((tx) => this.sendOnCommit(tx, channel, ...payloads));
  }

  /** Commits that notify wait for each other. */
  async sendOnCommit(tx: Db, channel: NotificationChannel, ...payloads: readonly string[]): Promise<void> {
    if (payloads.some((payload) => Buffer.byteLength(payload) > maxBytes)) {
      throw new Error(`A notice on the channel ${channel} is larger than ${maxBytes} bytes`);
    }
    await sql`select pg_notify(${nameOf(channel)}, payload) from unnest(${payloads}::text[]) payload`.execute(tx);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopped.abort();
    await this.#client?.end();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopped.signal.aborted; failures += 1) {
      const listened = await this.#listenUntilLost();
      if (listened) failures = 0;
      if (this.#stopped.signal.aborted) return;
      await sleep(Math.min(5_000, 200 * 2 ** Math.min(failures, 5)), undefined, { ref: false });
    }
  }

  /** @returns whether it was connected at all. */
  async #listenUntilLost(): Promise<boolean> {
    const client = new Client(connectionConfig({ ...this.database.settings, applicationName: 'zakpos notifications' }));
    const { promise: lost, resolve } = Promise.withResolvers<void>();
    client.on('error', () => resolve());
    client.on('end', () => resolve());
    client.on('notification', ({ channel, payload }) => this.#emitter.emit(channel, payload ?? ''));
    try {
      await client.connect();
      if (this.#stopped.signal.aborted) return true;
      this.#client = client;
      for (const channel of this.#channels) await client.query(`listen ${channel}`);
      if (this.#hasListened) for (const tell of this.#afterGap) tell();
      this.#hasListened = true;
      await lost;
      return true;
    } catch {
      return false;
    } finally {
      this.#client = undefined;
      await client.end().catch(() => undefined);
    }
  }
}
