import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { RedisConnection } from '../redis/redis-connection.ts';
import { RedisScript } from '../redis/redis-script.ts';
import { InProcessRateLimitStore, type RateLimitResult, RateLimitStore } from './rate-limit-store.ts';

/**
 * The generic cell rate algorithm, by the server's own clock, for several at once: it gives as many as there are, up to those wanted.
 * Each allowance is a field that expires by itself in a key that does not, so that no eviction of volatile keys ever forgets a limit.
 * Times are microseconds: beyond 1,000 a second a millisecond would be too coarse.
 */
const take = new RedisScript(`
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit, window, wanted = tonumber(ARGV[2]), tonumber(ARGV[3]) * 1000, tonumber(ARGV[4])
local each = window / limit
local full = math.max(tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0) or 0, now)
full = math.min(full, now + window)
local given = math.min(wanted, math.floor((now + window - full) / each + 0.000001))
if given < 1 then return {0, math.ceil((full + each - now - window) / 1000)} end
full = full + given * each
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', full))
redis.call('HPEXPIRE', KEYS[1], math.ceil((full - now) / 1000), 'FIELDS', 1, ARGV[1])
return {given, 0}
`);

const taken = z.tuple([z.int().min(0), z.int().min(0)]);

/** Over so many keys the fields are spread: one key that holds them all would be one that no command may touch as a whole. */
const shards = 64;
/** A hundredth of the allowance is fetched at a time, so that a busy shop asks Redis with every hundredth request and not with each. */
const sharesOfLimit = 100;
const shareMs = 1_000;
const mostShares = 20_000;

interface Share {
  left: number;
  readonly untilMs: number;
}

/**
 * Shared by all replicas. What a replica has fetched and does not use within a second is lost, so that a limit may bite a hundredth
 * early for each replica, and never late. While Redis is away each process limits by itself.
 */
export class RedisRateLimitStore extends RateLimitStore {
  readonly #redis: RedisConnection;
  readonly #alone = new InProcessRateLimitStore();
  readonly #shares = new LRUCache<string, Share>({ max: mostShares });

  constructor(redis: RedisConnection) {
    super();
    this.#redis = redis;
  }

  take(key: string, limit: number, windowMs: number): Promise<RateLimitResult> | RateLimitResult {
    if (!this.#redis.isUp) return this.#alone.take(key, limit, windowMs);
    const share = this.#shares.get(key);
    if (share && share.left > 0 && share.untilMs > Date.now()) {
      share.left -= 1;
      return { allowed: true, retryAfterMs: 0 };
    }
    return this.#fetch(key, limit, windowMs);
  }

  async #fetch(key: string, limit: number, windowMs: number): Promise<RateLimitResult> {
    // Several that find nothing left ask each for one but the first, so that a burst does not take many shares.
    const isFirst = this.#shares.get(key) !== fetching;
    const wanted = isFirst ? Math.max(1, Math.floor(limit / sharesOfLimit)) : 1;
    if (isFirst && wanted > 1) this.#shares.set(key, fetching);
    // Of one length, whatever a caller calls himself.
    const field = createHash('sha256').update(key).digest();
    const shard = `rate:${(field[0] ?? 0) % shards}`;
    try {
      const answer = await this.#redis.run('rate limit', (redis) =>
        take.run(redis, [shard], [field.toString('base64url').slice(0, 22), limit, windowMs, wanted]),
      );
      const [given, retryAfterMs] = taken.parse(answer);
      if (wanted > 1) this.#shares.set(key, { left: given - 1, untilMs: Date.now() + shareMs });
      return given > 0 ? { allowed: true, retryAfterMs: 0 } : { allowed: false, retryAfterMs };
    } catch {
      if (this.#shares.get(key) === fetching) this.#shares.delete(key);
      return this.#alone.take(key, limit, windowMs);
    }
  }
}

/** Stands in for a share that is on its way. */
const fetching: Share = { left: 0, untilMs: 0 };
