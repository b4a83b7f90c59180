import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Product, startProduct } from '../product/product.ts';
import { expectAnnouncedOnce, keepEvents } from './announcements.ts';
import { closeTills, dayReports, expectChain, expectReports } from './closing.ts';
import { baskets } from './grocery.ts';
import { asSuperuser, expectBooks, expectNumbersWithoutGap, expectSales, expectStock, type Rows, sumOf } from './ledger.ts';
import { openSessions, openShop } from './shop.ts';
import { openTills, sellAll } from './tills.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stop());

interface Crash {
  readonly what: string;
  readonly afterSales: number;
  readonly kill: () => Promise<void>;
  readonly startAgain: () => Promise<void>;
}

/** Kills what runs while the tills sell, and starts it again, as the supervisor of an installation does. */
async function crashDuring(crashes: readonly Crash[], soldSoFar: () => number, selling: Promise<void>): Promise<string[]> {
  const ended = new AbortController();
  const sold = selling.finally(() => ended.abort());
  // Awaited below; until then a failure of the tills must not count as unhandled.
  sold.catch(() => undefined);
  const recoveries: string[] = [];
  for (const { what, afterSales, kill, startAgain } of crashes) {
    while (soldSoFar() < afterSales && !ended.signal.aborted) await sleep(2);
    if (ended.signal.aborted) break;
    await kill();
    const sinceMs = performance.now();
    await startAgain();
    recoveries.push(`${what} ready ${Math.round(performance.now() - sinceMs)} ms after it was killed at ${soldSoFar()} sales`);
  }
  await sold;
  return recoveries;
}

/** Nothing that a crash interrupted holds anything back. */
async function expectNothingHeld(rows: Rows, tenantId: string) {
  expect(await rows('select * from app.reservations where tenant_id = $1', [tenantId])).toEqual([]);
  expect(await rows(`select id from app.carts where tenant_id = $1 and status in ('open', 'held')`, [tenantId])).toEqual([]);
  expect(await rows('select key from app.idempotency_keys where tenant_id = $1 and response_status is null', [tenantId])).toEqual(
    [],
  );
  expect(await rows('select gid from pg_prepared_xacts')).toEqual([]);
  const open = () =>
    rows(
      `select state, query from pg_stat_activity where usename = 'zakpos_app' and xact_start < now() - interval '1 second'
       and state <> 'idle'`,
    );
  await expect.poll(open, { timeout: 5_000 }).toEqual([]);
}

test('killing PostgreSQL and the API while four tills sell loses no sale and makes none twice', async () => {
  const sold = baskets();
  const shop = await openShop(product.apiUrl, sold);
  await keepEvents(product.superuserUrl);
  const sessions = await openSessions(shop);
  const tills = await openTills(product.apiUrl, shop, true);
  const acknowledged = () => tills.flatMap((till) => till.acknowledged);
  const soldSoFar = () => sumOf(tills, ({ acknowledged: { length } }) => length);

  const { api, worker, postgres } = product;
  const restartApi = { what: 'API', kill: () => api.kill(), startAgain: () => api.start() };
  const crashes: Crash[] = [
    { ...restartApi, afterSales: 50 },
    {
      what: 'PostgreSQL, with the API that lived on,',
      afterSales: 120,
      kill: () => postgres.kill(),
      startAgain: async () => {
        await postgres.restart();
        await api.untilReady();
      },
    },
    { ...restartApi, afterSales: 190 },
  ];
  const recoveries = await crashDuring(crashes, soldSoFar, sellAll(tills, sold, 0));
  const repeated = sumOf(tills, ({ outages }) => outages.repeated);
  console.log([...recoveries, `${repeated} requests were repeated because no answer came`].join('\n'));
  expect(recoveries).toHaveLength(crashes.length);
  expect(repeated).toBeGreaterThan(0);
  await worker.untilReady();

  await asSuperuser(product.superuserUrl, async (rows) => {
    await expectSales(rows, shop, sold, acknowledged());
    await expectNumbersWithoutGap(rows, shop);
    await expectStock(rows, shop, sold);
    await expectNothingHeld(rows, shop.tenantId);
    await expectAnnouncedOnce(rows, shop, acknowledged());
    const reports = await closeTills(shop, sessions, acknowledged());
    await expectBooks(rows, shop, acknowledged());
    await expectChain(shop, reports);
    expectReports(reports, await dayReports(rows, shop), acknowledged());
  });
});
