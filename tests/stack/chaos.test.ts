import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { expectAnnouncedOnce, keepEvents, listen } from '../day/announcements.ts';
import { type Crash, crashDuring } from '../day/crashes.ts';
import { type Basket, baskets, fileTotals } from '../day/grocery.ts';
import { asSuperuser, sumOf } from '../day/ledger.ts';
import { openSessions, openShop, type Shop } from '../day/shop.ts';
import type { Till } from '../day/till.ts';
import { openTills, sellAll } from '../day/tills.ts';
import { type Day, expectWholeDay, soldBy } from '../day/whole-day.ts';
import { type Container, containersOf, docker, isRunning, serviceOf } from './containers.ts';
import { openStack, type Stack } from './stack.ts';
import { superuserOf } from './superuser.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});

const longestRecoveryMs = 90_000;

async function containerOf(service: string): Promise<Container> {
  const found = (await containersOf(stack.project)).find((container) => serviceOf(container) === service && isRunning(container));
  if (!found) throw new Error(`${service} does not run`);
  return found;
}

/** As the kernel does when memory is short: not by the engine, which would take it for our wish and not start it again. */
async function crash(service: string): Promise<string> {
  const { Pid, StartedAt } = (await containerOf(service)).State;
  process.kill(Pid, 'SIGKILL');
  return StartedAt;
}

/** The engine restarts what has crashed; its health check says when it is of use again. `before` is when it had started. */
async function untilHealthy(service: string, before = ''): Promise<void> {
  const deadlineMs = Date.now() + longestRecoveryMs;
  while (Date.now() < deadlineMs) {
    const found = (await containersOf(stack.project)).find((container) => serviceOf(container) === service);
    if (found && isRunning(found) && found.State.StartedAt !== before && found.State.Health?.Status === 'healthy') return;
    await sleep(100);
  }
  throw new Error(`${service} was not healthy ${longestRecoveryMs / 1_000} s after it was killed`);
}

/** Last those that take longest to come back: the tills must still be selling when the last one is killed. */
const services = ['redis', 'pgbouncer', 'postgres', 'api', 'nginx', 'web', 'worker', 'zookeeper', 'kafka'];

async function openDay(sold: readonly Basket[]): Promise<Day> {
  const shop = await openShop(stack.httpsUrl, sold);
  return { shop, sessions: await openSessions(shop), tills: await openTills(stack.httpsUrl, shop, true) };
}

test('each service is killed in turn while four tills sell: no acknowledged sale is lost, none is made twice, all come back', async () => {
  const sold = baskets();
  // One day after the other: enough sales for all kills to come while there are some.
  const days = [await openDay(sold), await openDay(sold)];
  await keepEvents(superuserOf(stack));
  const sellBoth = async () => {
    for (const { tills } of days) await sellAll(tills, sold, 0);
  };
  const soldSoFar = () => sumOf(days, (day) => soldBy(day).length);
  const every = Math.floor((days.length * sold.length) / (services.length + 2));
  const startedAt = new Map<string, string>();
  const crashes = services.map(
    (service, index): Crash => ({
      what: service,
      afterSales: (index + 1) * every,
      kill: async () => void startedAt.set(service, await crash(service)),
      startAgain: () => untilHealthy(service, startedAt.get(service)),
    }),
  );
  const recoveries = await crashDuring(crashes, soldSoFar, sellBoth());
  const repeated = sumOf(days, ({ tills }) => sumOf(tills, ({ outages }) => outages.repeated));
  console.log([...recoveries, `${repeated} requests were repeated because no answer came`].join('\n'));
  expect(recoveries).toHaveLength(services.length);
  for (const day of days) await expectWholeDay(superuserOf(stack), day, sold);
  // A service that missed another for a while is asked again within half a minute.
  await expect.poll(async () => (await stack.zakpos('status')).exitCode, { timeout: 60_000, interval: 2_000 }).toBe(0);
});

/** As a till does: where its stream of events was ended after an outage it opens another, and with the next sale it hears. */
async function hearsAgain(shop: Shop, tills: readonly Till[], later: readonly Basket[], firstTurn: number): Promise<boolean> {
  for (const [index, basket] of later.entries()) {
    const listener = await listen(shop.client, shop.shopId);
    await sellAll(tills, [basket], firstTurn + index);
    const deadlineMs = Date.now() + 8_000;
    while (listener.heard.length === 0 && Date.now() < deadlineMs) await sleep(50);
    await listener.stop();
    if (listener.heard.length > 0) return true;
  }
  return false;
}

test.each([
  ['Redis', ['redis']],
  ['Kafka and ZooKeeper', ['kafka', 'zookeeper']],
  ['the worker', ['worker']],
  ['the web app', ['web']],
])('without %s the tills go on selling, and what was missed is made up for', async (_name, away) => {
  const sold = baskets();
  const some = sold.slice(0, 40);
  const shop = await openShop(stack.httpsUrl, sold);
  await keepEvents(superuserOf(stack));
  await openSessions(shop);
  const tills = await openTills(stack.httpsUrl, shop);
  const stopped = await Promise.all(away.map(containerOf));
  await docker('stop', '--time', '10', ...stopped.map(({ Id }) => Id));
  try {
    await sellAll(tills, some, 0);
    expect(sumOf(tills, (till) => till.acknowledged.length)).toBe(some.length);
    expect(
      sumOf(tills, ({ outages }) => outages.repeated),
      'requests that had to be repeated',
    ).toBe(0);
  } finally {
    await docker('start', ...stopped.map(({ Id }) => Id).toReversed());
  }
  await Promise.all(away.map((service) => untilHealthy(service)));
  expect(await hearsAgain(shop, tills, sold.slice(some.length, some.length + 5), some.length)).toBe(true);
  const acknowledged = tills.flatMap((till) => till.acknowledged);
  await asSuperuser(superuserOf(stack), (rows) => expectAnnouncedOnce(rows, shop, acknowledged));
  expect(fileTotals.baskets).toBeGreaterThan(acknowledged.length);
});
