import { isIP } from 'node:net';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { currentTracing, withSpan } from '../telemetry/telemetry.ts';
import type { RedisSettings } from './redis-settings.ts';

/** A request waits no longer for what it can do without. */
const commandTimeoutMs = 75;
const connectTimeoutMs = 2_000;
const longestRetryMs = 2_000;
/** So many commands in a row without an answer, and no more are sent until Redis answers a ping again. */
const maxFailures = 3;
const probeMs = 500;
/** A connection whose pings stay unanswered for so long is opened anew. */
const maxSilenceMs = 5_000;
/** Refusals (a missing right, no memory left) come by the thousand: one of them is told. */
const quietMs = 60_000;

/** Redis does not answer just now. One object: it is thrown at each request of an outage, and a stack costs more than all else here. */
export class RedisAway extends Error {
  override readonly name = 'RedisAway';
}
const away = new RedisAway('Redis is away');
const late = new RedisAway('no answer in time');

/** Neither queues nor repeats anything: what waited for Redis has been done without it by the time it is back. */
export const connect = (settings: RedisSettings, name: string): Redis =>
  new Redis({
    host: settings.host,
    port: settings.port,
    ...(settings.user === undefined ? {} : { username: settings.user }),
    ...(settings.password === undefined ? {} : { password: settings.password }),
    ...(settings.isEncrypted
      ? {
          tls: {
            ...(settings.ca === undefined ? {} : { ca: settings.ca }),
            ...(isIP(settings.host) === 0 ? { servername: settings.host } : {}),
            rejectUnauthorized: true,
          },
        }
      : {}),
    connectionName: name,
    // It would say which library we are; and it needs the package's own file, which a bundle has not.
    disableClientInfo: true,
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // It asks INFO, which our users may not; a server that is still loading answers so, and counts as away.
    enableReadyCheck: false,
    // Channels are subscribed to by us, so that it is known when nothing can be missed any more.
    autoResubscribe: false,
    retryStrategy: (attempt) => Math.min(longestRetryMs, 50 * 2 ** Math.min(attempt, 6)) * (0.75 + Math.random() / 2),
  });

/**
 * The connection for commands. While Redis is away each command fails at once, without being sent; the connection comes back by
 * itself. An outage is logged when it begins and when it ends.
 */
export class RedisConnection implements OnApplicationShutdown {
  readonly settings: RedisSettings;
  readonly #redis: Redis;
  readonly #log = new Logger('Redis');
  #started = false;
  #closed = false;
  #isAway = false;
  #failures = 0;
  #probe: NodeJS.Timeout | undefined;
  #silentSince = 0;
  #quietUntil = 0;

  constructor(settings: RedisSettings) {
    this.settings = settings;
    this.#redis = connect(settings, 'zakpos');
    this.#redis.on('error', (error) => this.#lost(error));
    this.#redis.on('close', () => {
      if (!this.#closed) this.#lost(new Error('the connection was closed'));
    });
    this.#redis.on('ready', () => void this.#check());
  }

  get isUp(): boolean {
    return !this.#isAway && this.#redis.status === 'ready';
  }

  /** Connects, if it has not yet. Resolves in any case: whether Redis is there is seen from `isUp`. */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    await this.#redis.connect().catch((error: unknown) => this.#lost(error));
  }

  /**
   * @param name of the command, for traces.
   * @throws RedisAway when it does not answer in time. @throws what Redis refuses with.
   */
  run<T>(name: string, command: (redis: Redis) => Promise<T>): Promise<T> {
    if (!this.isUp) {
      void this.start();
      return Promise.reject(away);
    }
    if (!currentTracing()) return this.#answered(name, command);
    return withSpan(
      `redis ${name}`,
      { 'db.system.name': 'redis', 'db.operation.name': name },
      () => this.#answered(name, command),
      'client',
    );
  }

  /** @throws when Redis does not answer; also while commands are held back. */
  async ping(): Promise<void> {
    if (!this.isUp) throw away;
    await this.#answered('ping', (redis) => redis.ping());
  }

  onApplicationShutdown(): void {
    this.#closed = true;
    clearInterval(this.#probe);
    this.#redis.disconnect();
  }

  async #answered<T>(name: string, command: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      const answer = await inTime(command(this.#redis), commandTimeoutMs);
      this.#failures = 0;
      return answer;
    } catch (error) {
      if (isRefusal(error)) {
        this.#failures = 0;
        this.#refused(name, error);
        throw error;
      }
      this.#failures += 1;
      if (this.#failures >= maxFailures || this.#redis.status !== 'ready') this.#lost(error);
      throw away;
    }
  }

  #refused(name: string, error: unknown): void {
    if (Date.now() < this.#quietUntil) return;
    this.#quietUntil = Date.now() + quietMs;
    this.#log.warn(`Redis refuses ${name}, and it is done without: ${error instanceof Error ? error.message : String(error)}`);
  }

  #lost(error: unknown): void {
    if (this.#closed || this.#isAway) return;
    this.#isAway = true;
    this.#silentSince = Date.now();
    this.#log.warn(`Redis is away, and done without: ${error instanceof Error ? error.message : String(error)}`);
    this.#probe = setInterval(() => void this.#check(), probeMs).unref();
  }

  /** Whether it answers again. */
  async #check(): Promise<void> {
    if (this.#redis.status !== 'ready') return;
    try {
      await inTime(this.#redis.ping(), probeMs);
    } catch {
      if (this.#isAway && Date.now() - this.#silentSince > maxSilenceMs) {
        this.#silentSince = Date.now();
        this.#redis.disconnect(true);
      }
      return;
    }
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#failures = 0;
    clearInterval(this.#probe);
    this.#log.warn('Redis is back');
  }
}

/** ioredis has a time-out of its own, but answers of such commands would then count as errors of the connection. */
async function inTime<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late), timeoutMs);
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
    answer.catch(() => undefined);
  }
}

/** What Redis itself answered with, but for what it would also answer a ping with: that it cannot serve now. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ReplyError' && !/^(LOADING|BUSY|NOAUTH|WRONGPASS)\b/.test(error.message);
