import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { Health } from '../health/health.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { createHealthServer } from './health-server.ts';
import { WorkerTasks } from './worker-tasks.ts';

afterEach(() => void vi.useRealTimers());

const registry = new Registry();
const metrics: Pick<Metrics, 'registry'> = { registry };

test('a worker whose loop hangs is neither alive nor ready, and is again once the loop turns', async () => {
  // Only what tells the time: the server's sockets need real timers.
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  const [tasks, health] = [new WorkerTasks(), new Health()];
  health.add('tasks', () => tasks.checkAlive());
  let turn: (() => void) | undefined;
  tasks.add({
    name: 'relay',
    run: async (signal, beat) => {
      turn = beat;
      await once(signal, 'abort');
    },
  });
  tasks.start(pino({ level: 'silent' }));
  const server = createHealthServer(health, metrics, tasks).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const statuses = async () => {
    const answers = ['live', 'ready'].map((path) => fetch(`http://127.0.0.1:${port}/health/${path}`));
    return (await Promise.all(answers)).map(({ status }) => status);
  };

  expect(await statuses()).toEqual([200, 200]);
  vi.advanceTimersByTime(29_000);
  expect(await statuses()).toEqual([200, 200]);
  vi.advanceTimersByTime(2_000);
  expect(await statuses()).toEqual([503, 503]);
  turn?.();
  vi.advanceTimersByTime(1_100);
  expect(await statuses()).toEqual([200, 200]);

  server.closeAllConnections();
  server.close();
  await tasks.stop();
});
