import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Product, startProduct } from '../product/product.ts';
import { expectAnnouncedOnce, keepEvents, listen } from './announcements.ts';
import { closeTills, dayReports, expectChain, expectReports } from './closing.ts';
import { baskets, fileTotals } from './grocery.ts';
import { asSuperuser, balances, expectBooks, expectNumbersWithoutGap, expectSales, expectStock, sumOf } from './ledger.ts';
import { openSessions, openShop } from './shop.ts';
import { openTills, sellAll } from './tills.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stop());

test('four tills sell 258 real baskets at once in two shifts, every key sent twice, and every paisa adds up', async () => {
  const sold = baskets();
  const shop = await openShop(product.apiUrl, sold);
  await keepEvents(product.superuserUrl);
  const listener = await listen(shop.client, shop.shopId);
  const tills = await openTills(product.apiUrl, shop);
  const acknowledged = () => tills.flatMap((till) => till.acknowledged);
  const morning = sold.slice(0, sold.length / 2);

  const firstSessions = await openSessions(shop);
  await sellAll(tills, morning, 0);
  const firstReports = await closeTills(shop, firstSessions, acknowledged());
  const beforeNoon = acknowledged().length;
  expect(beforeNoon).toBe(morning.length);
  const soldBefore = new Set(acknowledged());

  const secondSessions = await openSessions(shop);
  await sellAll(tills, sold.slice(morning.length), morning.length);
  const afternoon = acknowledged().filter((sale) => !soldBefore.has(sale));
  const shortPaisa = 500;
  const secondReports = await closeTills(shop, secondSessions, afternoon, shortPaisa);
  const reports = [...firstReports, ...secondReports];

  await asSuperuser(product.superuserUrl, async (rows) => {
    await expectSales(rows, shop, sold, acknowledged());
    await expectNumbersWithoutGap(rows, shop);
    await expectStock(rows, shop, sold);
    await expectBooks(rows, shop, acknowledged());
    expect(await balances(rows, shop)).toMatchObject({
      short_over: shortPaisa,
      cash_till: expect.any(Number),
      bkash_clearing: expect.any(Number),
    });
    await expectAnnouncedOnce(rows, shop, acknowledged());
    await expectChain(shop, reports);
    expectReports(reports, await dayReports(rows, shop), acknowledged());
  });
  expect(sumOf(reports, ({ variancePaisa }) => variancePaisa)).toBe(-shortPaisa);
  // A register's lifetime total is that of its last report.
  expect(sumOf(secondReports, ({ grandTotalPaisa }) => grandTotalPaisa)).toBe(fileTotals.takingsPaisa);

  await expect.poll(() => listener.heard.length, { timeout: 10_000 }).toBe(fileTotals.baskets);
  const numbers = acknowledged().map(({ invoiceNumber }) => invoiceNumber);
  expect(listener.heard, 'announced in the order of their numbers').toEqual(numbers.toSorted());
  await listener.stop();
  expect(sumOf(tills, ({ outages }) => outages.repeated)).toBe(0);
});
