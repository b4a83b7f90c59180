import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Health, servesRequests } from './health.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const away = () => Promise.reject(new Error('away'));
const here = () => Promise.resolve();

test('what can be done without makes it degraded, and it goes on serving; what is needed does not', async () => {
  const health = new Health();
  health.add('database', here);
  health.add('redis', away, { isNeeded: false });
  const degraded = await health.readiness();
  expect(degraded).toMatchObject({ status: 'degraded', dependencies: { database: { state: 'up' }, redis: { state: 'down' } } });
  expect(servesRequests(degraded)).toBe(true);
  health.add('kafka', away);
  expect(servesRequests(await health.readiness())).toBe(false);
  health.stop();
  expect((await health.readiness()).status).toBe('stopping');
});

test('a dependency that never answers is down after two seconds', async () => {
  const health = new Health();
  health.add('database', () => new Promise(() => undefined));
  const readiness = health.readiness();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await readiness).toMatchObject({ status: 'not_ready', dependencies: { database: { state: 'down', ms: 2_000 } } });
});

test('a flood of questions asks a dependency once a second', async () => {
  const health = new Health();
  const check = vi.fn<() => Promise<void>>(here);
  health.add('database', check);
  await Promise.all(Array.from({ length: 1_000 }, () => health.readiness()));
  expect(check).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1_001);
  await Promise.all(Array.from({ length: 1_000 }, () => health.readiness()));
  expect(check).toHaveBeenCalledTimes(2);
});
