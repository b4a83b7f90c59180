import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Product, startProduct } from '../product/product.ts';
import { keepEvents } from './announcements.ts';
import { type Crash, crashDuring } from './crashes.ts';
import { baskets } from './grocery.ts';
import { sumOf } from './ledger.ts';
import { openSessions, openShop } from './shop.ts';
import { openTills, sellAll } from './tills.ts';
import { expectWholeDay } from './whole-day.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stop());

test('killing PostgreSQL and the API while four tills sell loses no sale and makes none twice', async () => {
  const sold = baskets();
  const shop = await openShop(product.apiUrl, sold);
  await keepEvents(product.superuserUrl);
  const sessions = await openSessions(shop);
  const tills = await openTills(product.apiUrl, shop, true);
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

  await expectWholeDay(product.superuserUrl, { shop, sessions, tills }, sold);
});
