import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rateLimitStoreContract } from './rate-limit-store.contract.ts';
import { InProcessRateLimitStore } from './rate-limit-store.ts';

describe('in the process', () => {
  rateLimitStoreContract(() => new InProcessRateLimitStore());
});

describe('to the millisecond', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  test('a burst up to the limit passes, and then one for each part of the window that has gone by', () => {
    const store = new InProcessRateLimitStore();
    const take = () => store.take('a', 10, 60_000);
    expect(Array.from({ length: 10 }, take).every(({ allowed }) => allowed)).toBe(true);
    expect(take()).toEqual({ allowed: false, retryAfterMs: 6_000 });
    vi.advanceTimersByTime(6_000);
    expect(take().allowed).toBe(true);
    expect(take().allowed).toBe(false);
    vi.advanceTimersByTime(600_000);
    expect(Array.from({ length: 11 }, take).map(({ allowed }) => allowed)).toEqual([...Array<boolean>(10).fill(true), false]);
  });

  test('many addresses do not grow the memory without bound, and who is limited stays so longest', () => {
    const store = new InProcessRateLimitStore(100);
    for (let n = 0; n < 5_000; n += 1) store.take(`address ${n}`, 10, 60_000);
    store.take('busy', 1, 60_000);
    expect(store.take('busy', 1, 60_000).allowed).toBe(false);
  });
});
