import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { uuidv7 } from '../ids.ts';
import type { Cache } from './cache.ts';

const keyOf = () => ({ tenantId: uuidv7(), kind: 'test', id: 'one' });

/** What holds for every cache. */
export function cacheContract(open: () => Cache): void {
  const value = Buffer.from([0, 1, 254, 255]);

  test('what was set is there until its time is over, or it is deleted', async () => {
    const [cache, key, other] = [open(), keyOf(), keyOf()];
    expect(await cache.get(key)).toBeUndefined();
    await cache.set(key, value, 300);
    await cache.set(other, value, 60_000);
    expect(await cache.get(key)).toEqual(value);
    await sleep(350);
    expect(await cache.get(key)).toBeUndefined();
    expect(await cache.get(other)).toEqual(value);
    await cache.delete(other);
    expect(await cache.get(other)).toBeUndefined();
  });

  test('no tenant gets what is another one’s', async () => {
    const [cache, key] = [open(), keyOf()];
    await cache.set(key, value, 60_000);
    expect(await cache.get({ ...key, tenantId: uuidv7() })).toBeUndefined();
  });

  test('something is made once', async () => {
    const [cache, key] = [open(), keyOf()];
    const make = vi.fn<() => Promise<Buffer>>(() => Promise.resolve(value));
    expect(await cache.getOrMake(key, 60_000, make)).toEqual(value);
    await vi.waitFor(async () => expect(await cache.get(key)).toEqual(value));
    expect(await cache.getOrMake(key, 60_000, make)).toEqual(value);
    expect(make).toHaveBeenCalledTimes(1);
  });
}
