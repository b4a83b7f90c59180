import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { RedisConnection } from '../redis/redis-connection.ts';
import { RedisScript } from '../redis/redis-script.ts';
import { InProcessRateLimitStore, type RateLimitResult, RateLimitStore } from './rate-limit-store.ts';

/**
 * The generic cell rate algorithm for several at once: it gives as many as there are, up to those wanted. How far an allowance is spent
 * is the time that its field has left to live: it needs no clock but the server's, forgets by itself who has recovered, and the key
 * that holds the fields has no time to live, so that no eviction of volatile keys ever forgets a limit.
 */
const take = new RedisScript(`
local limit, window, wanted = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local each = window / limit
local spent = math.min(window, math.max(0, redis.call('HPTTL', KEYS[1], 'FIELDS', 1, ARGV[1])[1]))
local given = math.min(wanted, math.floor((window - spent) / each + 0.000001))
if given < 1 then return {0, math.ceil(spent + each - window)} end
redis.call('HSET', KEYS[1], ARGV[1], '')
redis.call('HPEXPIRE', KEYS[1], math.ceil(spent + given * each), 'FIELDS', 1, ARGV[1])
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
    // Of several that find nothing left the first asks for a share, so that a burst does not take many; the others for a millisecond's
    // worth, which is the least that Redis counts.
    const isFirst = this.#shares.get(key) !== fetching;
    const least = Math.max(1, Math.ceil(limit / windowMs));
    const wanted = isFirst ? Math.max(least, Math.floor(limit / sharesOfLimit)) : least;
    if (isFirst) this.#shares.set(key, fetching);
    // Of one length, whatever a caller calls himself.
    const field = createHash('sha256').update(key).digest();
    const shard = `rate:${(field[0] ?? 0) % shards}`;
    try {
      const answer = await this.#redis.run('rate limit', (redis) =>
        take.run(redis, [shard], [field.toString('base64url').slice(0, 22), limit, windowMs, wanted]),
      );
      const [given, retryAfterMs] = taken.parse(answer);
      const left = this.#shares.get(key)?.left ?? 0;
      this.#shares.set(key, { left: left + Math.max(0, given - 1), untilMs: Date.now() + shareMs });
      return given > 0 ? { allowed: true, retryAfterMs: 0 } : { allowed: false, retryAfterMs };
    } catch {
      if (this.#shares.get(key) === fetching) this.#shares.delete(key);
      return this.#alone.take(key, limit, windowMs);
    }
  }
}

/** Stands in for a share that is on its way. */
const fetching: Share = Object.freeze({ left: 0, untilMs: 0 });
