export interface RateLimitResult {
  readonly allowed: boolean;
  /** Until a request would be let through; 0 when allowed. */
  readonly retryAfterMs: number;
}

/** Counts requests. In the process where no Redis is configured; shared by all replicas where one is. */
export abstract class RateLimitStore {
  /** Takes one from the allowance of `key`: `limit` per `windowMs`, refilled evenly, so that a burst of `limit` is possible. */
  abstract take(key: string, limit: number, windowMs: number): Promise<RateLimitResult> | RateLimitResult;
}

const allowed: RateLimitResult = { allowed: true, retryAfterMs: 0 };

/**
 * Generic cell rate algorithm: one number per key, the time at which its allowance would be full again. Bounded: the keys that have
 * recovered are dropped first, and an attacker with many addresses cannot grow it further.
 */
export class InProcessRateLimitStore extends RateLimitStore {
  readonly #fullAt = new Map<string, number>();
  readonly #maxKeys: number;

  constructor(maxKeys = 50_000) {
    super();
    this.#maxKeys = maxKeys;
  }

  take(key: string, limit: number, windowMs: number): RateLimitResult {
    const now = Date.now();
    const fullAt = Math.max(this.#fullAt.get(key) ?? now, now) + windowMs / limit;
    const waitMs = fullAt - now - windowMs;
    if (waitMs > 0) return { allowed: false, retryAfterMs: Math.ceil(waitMs) };
    if (this.#fullAt.size >= this.#maxKeys && !this.#fullAt.has(key)) this.#makeRoom(now);
    this.#fullAt.set(key, fullAt);
    return allowed;
  }

  #makeRoom(now: number): void {
    for (const [key, fullAt] of this.#fullAt) if (fullAt <= now) this.#fullAt.delete(key);
    // All are in use: forget the oldest tenth.
    let surplus = this.#fullAt.size - Math.floor(this.#maxKeys * 0.9);
    for (const key of this.#fullAt.keys()) {
      if (surplus-- <= 0) break;
      this.#fullAt.delete(key);
    }
  }
}
