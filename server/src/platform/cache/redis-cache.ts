import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { RedisConnection } from '../redis/redis-connection.ts';
import { Cache, type CacheKey, cacheName } from './cache.ts';

/** One large value would push out many small ones. */
const maxBytes = 262_144;
const sealBytes = 32;

/**
 * Shared by all replicas. Each value is sealed for its name with a key that Redis does not have: whoever writes there can make us forget
 * something, and can neither make us believe anything nor give one tenant what is another's.
 */
export class RedisCache extends Cache {
  readonly #redis: RedisConnection;
  readonly #key: Buffer;

  /** @param secret that all replicas have and nobody else. */
  constructor(redis: RedisConnection, secret: Buffer) {
    super();
    this.#redis = redis;
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'zakpos cache', 32));
  }

  async get(key: CacheKey): Promise<Buffer | undefined> {
    const name = cacheName(key);
    const stored = await this.#redis.run('cache get', (redis) => redis.getBuffer(name)).catch(() => null);
    if (stored === null || stored.length < sealBytes) return undefined;
    const value = stored.subarray(sealBytes);
    return timingSafeEqual(stored.subarray(0, sealBytes), this.#seal(name, value)) ? value : undefined;
  }

  async set(key: CacheKey, value: Buffer, ttlMs: number): Promise<void> {
    if (value.length > maxBytes) return;
    const name = cacheName(key);
    const stored = Buffer.concat([this.#seal(name, value), value]);
    await this.#redis.run('cache set', (redis) => redis.set(name, stored, 'PX', ttlMs)).catch(() => undefined);
  }

  async delete(key: CacheKey): Promise<void> {
    await this.#redis.run('cache delete', (redis) => redis.unlink(cacheName(key))).catch(() => undefined);
  }

  #seal(name: string, value: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(`${name.length}:${name}`).update(value).digest();
  }
}
