import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAnnouncedOnce, keepEvents, listen } from '../day/announcements.ts';
import { crashDuring } from '../day/crashes.ts';
import { baskets, fileTotals } from '../day/grocery.ts';
import { asSuperuser, expectBooks, expectNumbersWithoutGap, expectSales, expectStock, sumOf } from '../day/ledger.ts';
import { openSessions, openShop, type Shop } from '../day/shop.ts';
import type { Till } from '../day/till.ts';
import { openTills, sellAll } from '../day/tills.ts';
import { type Container, containersOf, docker, isRunning, serviceOf } from './containers.ts';
import { openStack, type Stack } from './stack.ts';
import { superuserOf } from './superuser.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => scale(1));

const scale = async (replicas: number): Promise<void> => {
  const { exitCode, output } = await stack.compose('up', '--detach', '--wait', '--no-recreate', '--scale', `api=${replicas}`);
  expect(exitCode, output).toBe(0);
};

const replicas = async (): Promise<Container[]> =>
  (await containersOf(stack.project)).filter((container) => serviceOf(container) === 'api' && isRunning(container));

/** How many requests a replica has answered, by its own count; health checks are not among them. */
async function answered({ Id }: Container): Promise<number> {
  const ask = String.raw`exec 3<>/dev/tcp/127.0.0.1/39847; printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3; cat <&3`;
  const metrics = await docker('exec', Id, 'bash', '-c', ask);
  const counts = [...metrics.matchAll(/^zakpos_http_request_duration_seconds_count\{[^}]*\} (\d+)$/gm)];
  return sumOf(counts, ([, count]) => Number(count));
}

interface Selling {
  readonly shop: Shop;
  readonly tills: readonly Till[];
}

/** A whole day of sales, during which `changes` are made to the platform; every request must be answered the first time. */
async function sellDuring(changes: readonly (() => Promise<void>)[]): Promise<Selling> {
  const sold = baskets();
  const shop = await openShop(stack.httpsUrl, sold);
  await keepEvents(superuserOf(stack));
  await openSessions(shop);
  const tills = await openTills(stack.httpsUrl, shop);
  const soldSoFar = () => sumOf(tills, (till) => till.acknowledged.length);
  const every = Math.floor(sold.length / (changes.length + 1));
  const steps = changes.map((change, index) => ({
    what: `change ${index + 1}`,
    afterSales: (index + 1) * every,
    kill: () => Promise.resolve(),
    startAgain: change,
  }));
  const made = await crashDuring(steps, soldSoFar, sellAll(tills, sold, 0));
  expect(made, 'changes made while the tills were selling').toHaveLength(changes.length);
  expect(
    sumOf(tills, ({ outages }) => outages.repeated),
    'requests that had to be repeated',
  ).toBe(0);
  const acknowledged = tills.flatMap((till) => till.acknowledged);
  await asSuperuser(superuserOf(stack), async (rows) => {
    await expectSales(rows, shop, sold, acknowledged);
    await expectNumbersWithoutGap(rows, shop);
    await expectStock(rows, shop, sold);
    await expectBooks(rows, shop, acknowledged);
    await expectAnnouncedOnce(rows, shop, acknowledged);
  });
  return { shop, tills };
}

test('the API grows to three replicas and shrinks back while four tills sell: no request fails, and each replica has its share', async () => {
  const shares: number[] = [];
  await sellDuring([
    () => scale(3),
    async () => {
      for (const replica of await replicas()) shares.push(await answered(replica));
    },
    () => scale(1),
  ]);
  expect(shares).toHaveLength(3);
  expect(Math.min(...shares), `requests by replica: ${shares.join(', ')}`).toBeGreaterThan(20);
  expect(await replicas()).toHaveLength(1);
});

test('replicas are restarted one after the other while four tills sell: no request fails', async () => {
  await scale(2);
  const restarts = (await replicas()).map(({ Id }) => async () => {
    await docker('restart', Id);
    await scale(2); // returns when all are healthy
  });
  const { tills } = await sellDuring(restarts);
  expect(sumOf(tills, ({ acknowledged }) => acknowledged.length)).toBe(fileTotals.baskets);
});

test('whichever replica a till is connected to, it hears of a sale that any other has made', async () => {
  await scale(3);
  const sold = baskets();
  const shop = await openShop(stack.httpsUrl, sold);
  await openSessions(shop);
  const listeners = await Promise.all(Array.from({ length: 9 }, () => listen(shop.client, shop.shopId)));
  const tills = await openTills(stack.httpsUrl, shop);
  await sellAll(tills, sold.slice(0, 12), 0);
  for (const { heard } of listeners) await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(12);
  await Promise.all(listeners.map((listener) => listener.stop()));
});
