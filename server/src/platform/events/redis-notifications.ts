import type { OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { afterCommit } from '../database/after-commit.ts';
import type { Db } from '../database/tables.ts';
import { connect, type RedisConnection } from '../redis/redis-connection.ts';
import { type NotificationChannel, Notifications } from './notifications.ts';

const prefix = 'live:';
/** Says that somebody could not send: whoever listens may have missed something. */
const gapChannel = `${prefix}gap`;
const pingMs = 5_000;
const retryMs = 1_000;

/**
 * Over Redis: a pooler lends its connections by transaction, so LISTEN cannot pass it. What is sent while Redis is away is lost; as
 * soon as it is back, all who listen are told of the gap, here and in the processes that never lost it.
 */
export class RedisNotifications extends Notifications implements OnApplicationShutdown {
  readonly #connection: RedisConnection;
  readonly #subscriber: Redis;
  readonly #listeners = new Map<string, Set<(payload: string) => void>>();
  readonly #afterGap: (() => void)[] = [];
  #wasLost = false;
  #isListening = false;
  #unsaid: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(connection: RedisConnection) {
    super();
    this.#connection = connection;
    this.#subscriber = connect(connection.settings, 'zakpos-live');
    // The connection for commands tells of an outage.
    this.#subscriber.on('error', () => undefined);
    this.#subscriber.on('close', () => {
      this.#wasLost = true;
    });
    this.#subscriber.on('ready', () => void this.#subscribe());
    this.#subscriber.on('message', (channel: string, payload: string) => this.#deliver(channel, payload));
  }

  listen(of: NotificationChannel, listener: (payload: string) => void): () => void {
    const channel = prefix + of;
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners);
    listeners.add(listener);
    if (this.#isListening) {
      if (listeners.size === 1 && this.#subscriber.status === 'ready') void this.#subscribe();
    } else {
      this.#isListening = true;
      void this.#connection.start();
      this.#subscriber.connect().catch(() => undefined);
      this.#heartbeat = setInterval(() => void this.#ping(), pingMs).unref();
    }
    return () => void listeners.delete(listener);
  }

  onGap(listener: () => void): void {
    this.#afterGap.push(listener);
  }

  async send(of: NotificationChannel, ...payloads: readonly string[]): Promise<void> {
    try {
      await this.#connection.run('publish', async (redis) => {
        const pipeline = redis.pipeline();
        for (const payload of payloads) pipeline.publish(prefix + of, payload);
        for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
      });
    } catch {
      this.#sayGapLater();
    }
  }

  sendOnCommit(tx: Db, channel: NotificationChannel, ...payloads: readonly string[]): Promise<void> {
    afterCommit(tx, () => void this.send(channel, ...payloads));
    return Promise.resolve();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#heartbeat);
    clearInterval(this.#unsaid);
    this.#subscriber.disconnect();
  }

  async #subscribe(): Promise<void> {
    try {
      await this.#subscriber.subscribe(gapChannel, ...this.#listeners.keys());
    } catch {
      // Not while it is not allowed or not yet loaded: the next connection tries again.
      setTimeout(() => this.#subscriber.status === 'ready' && this.#subscriber.disconnect(true), retryMs).unref();
      return;
    }
    if (!this.#wasLost) return;
    this.#wasLost = false;
    this.#tellGap();
  }

  /** A connection whose other end is gone without a word would never be missed: nothing is sent over it otherwise. */
  async #ping(): Promise<void> {
    if (this.#subscriber.status !== 'ready') return;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('no answer')), pingMs - retryMs);
    try {
      await Promise.race([this.#subscriber.ping(), late]);
    } catch {
      this.#subscriber.disconnect(true);
    } finally {
      clearTimeout(timer);
    }
  }

  #deliver(channel: string, payload: string): void {
    if (channel === gapChannel) this.#tellGap();
    else for (const listener of this.#listeners.get(channel) ?? []) listener(payload);
  }

  #tellGap(): void {
    for (const tell of this.#afterGap) tell();
  }

  #sayGapLater(): void {
    this.#unsaid ??= setInterval(() => void this.#sayGap(), retryMs).unref();
  }

  async #sayGap(): Promise<void> {
    try {
      await this.#connection.run('publish', (redis) => redis.publish(gapChannel, ''));
      clearInterval(this.#unsaid);
      this.#unsaid = undefined;
    } catch {
      // Next time.
    }
  }
}
