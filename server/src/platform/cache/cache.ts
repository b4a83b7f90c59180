import { LRUCache } from 'lru-cache';

/** What a cache of one tenant holds under a name. */
export interface CacheKey {
  readonly tenantId: string;
  /** Of what, e.g. `receipt`. */
  readonly kind: string;
  /** Of which one. What is derived from its own hash never has to be taken back. */
  readonly id: string;
}

/**
 * For what is costly to make and may be lost at any moment. Not for prices, stock, sessions or permissions: what they cost to read is a
 * round trip, as here, and a stale or forged one costs more. In the process where no Redis is configured; shared where one is.
 */
export abstract class Cache {
  /** Never fails: without an answer in time there is nothing. */
  abstract get(key: CacheKey): Promise<Buffer | undefined>;
  abstract set(key: CacheKey, value: Buffer, ttlMs: number): Promise<void>;
  abstract delete(key: CacheKey): Promise<void>;

  /** What is there, else what `make` makes. */
  async getOrMake(key: CacheKey, ttlMs: number, make: () => Promise<Buffer>): Promise<Buffer> {
    const found = await this.get(key);
    if (found) return found;
    const made = await make();
    // Who asked does not wait for it.
    void this.set(key, made, ttlMs);
    return made;
  }
}

export const cacheName = ({ tenantId, kind, id }: CacheKey): string => `cache:${tenantId}:${kind}:${id}`;

/** A hundred documents: the process is to stay small. */
const maxBytes = 4 * 1_048_576;

export class InProcessCache extends Cache {
  readonly #values = new LRUCache<string, Buffer>({
    maxSize: maxBytes,
    maxEntrySize: maxBytes / 8,
    sizeCalculation: ({ length }) => length + 200,
  });

  get(key: CacheKey): Promise<Buffer | undefined> {
    return Promise.resolve(this.#values.get(cacheName(key)));
  }

  set(key: CacheKey, value: Buffer, ttlMs: number): Promise<void> {
    this.#values.set(cacheName(key), value, { ttl: ttlMs });
    return Promise.resolve();
  }

  delete(key: CacheKey): Promise<void> {
    this.#values.delete(cacheName(key));
    return Promise.resolve();
  }
}
