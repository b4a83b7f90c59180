import { describe, expect, test } from 'vitest';
import { cacheContract } from './cache.contract.ts';
import { InProcessCache } from './cache.ts';

const keyOf = (n: number) => ({ tenantId: 'tenant', kind: 'test', id: String(n) });

describe('in the process', () => {
  cacheContract(() => new InProcessCache());

  test('it stays within its bounds', async () => {
    const cache = new InProcessCache();
    for (let n = 0; n < 200; n += 1) await cache.set(keyOf(n), Buffer.alloc(100_000), 60_000);
    let found = 0;
    for (let n = 0; n < 200; n += 1) if (await cache.get(keyOf(n))) found += 1;
    expect(found).toBeLessThanOrEqual(42);
    await cache.set(keyOf(1_000), Buffer.alloc(1_000_000), 60_000);
    expect(await cache.get(keyOf(1_000))).toBeUndefined();
  });
});
