import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { uuidv7 } from '../ids.ts';
import type { RateLimitStore } from './rate-limit-store.ts';

/** What holds for every store of rate limits. */
export function rateLimitStoreContract(open: () => RateLimitStore): void {
  test('a burst up to the limit passes, and then one for each part of the window that has gone by', async () => {
    const [store, key] = [open(), uuidv7()];
    const take = () => store.take(key, 10, 3_000);
    for (let n = 0; n < 10; n += 1) expect((await take()).allowed).toBe(true);
    const refused = await take();
    expect(refused.allowed).toBe(false);
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(300);
    await sleep(refused.retryAfterMs + 5);
    expect((await take()).allowed).toBe(true);
    expect((await take()).allowed).toBe(false);
  });

  test('many at once are let through no more often than one after the other', async () => {
    const [store, key] = [open(), uuidv7()];
    const results = await Promise.all(Array.from({ length: 1_500 }, async () => store.take(key, 1_000, 60_000)));
    const allowed = results.filter((result) => result.allowed).length;
    expect(allowed).toBeLessThanOrEqual(1_005);
    expect(allowed).toBeGreaterThanOrEqual(985);
  });

  test('keys are counted apart', async () => {
    const [store, a, b] = [open(), uuidv7(), uuidv7()];
    expect((await store.take(a, 1, 60_000)).allowed).toBe(true);
    expect((await store.take(a, 1, 60_000)).allowed).toBe(false);
    expect((await store.take(b, 1, 60_000)).allowed).toBe(true);
  });
}
