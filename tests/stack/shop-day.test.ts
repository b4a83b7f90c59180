import { beforeAll, expect, test } from 'vitest';
import { expectAnnouncedOnce, keepEvents, listen } from '../day/announcements.ts';
import { closeTills, dayReports, expectChain, expectReports } from '../day/closing.ts';
import { baskets, fileTotals } from '../day/grocery.ts';
import { asSuperuser, expectBooks, expectNumbersWithoutGap, expectSales, expectStock, sumOf } from '../day/ledger.ts';
import { openSessions, openShop } from '../day/shop.ts';
import { openTills, sellAll } from '../day/tills.ts';
import { openStack, type Stack } from './stack.ts';
import { superuserOf } from './superuser.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});

test('the real day of the shop over TLS: catalogue, 258 baskets on four tills with every key sent twice, blind count and Z reports', async () => {
  const sold = baskets();
  const shop = await openShop(stack.httpsUrl, sold);
  await keepEvents(superuserOf(stack));
  const listener = await listen(shop.client, shop.shopId);
  const sessions = await openSessions(shop);
  const tills = await openTills(stack.httpsUrl, shop);
  await sellAll(tills, sold, 0);
  const acknowledged = tills.flatMap((till) => till.acknowledged);
  const reports = await closeTills(shop, sessions, acknowledged);

  await asSuperuser(superuserOf(stack), async (rows) => {
    await expectSales(rows, shop, sold, acknowledged);
    await expectNumbersWithoutGap(rows, shop);
    await expectStock(rows, shop, sold);
    await expectBooks(rows, shop, acknowledged);
    await expectAnnouncedOnce(rows, shop, acknowledged);
    await expectChain(shop, reports);
    expectReports(reports, await dayReports(rows, shop), acknowledged);
  });
  expect(sumOf(reports, ({ grandTotalPaisa }) => grandTotalPaisa)).toBe(fileTotals.takingsPaisa);

  // From the outbox through Kafka to the worker, through Redis to a replica, through nginx to the till.
  await expect.poll(() => listener.heard.length, { timeout: 20_000 }).toBe(fileTotals.baskets);
  expect(listener.heard, 'heard in the order of their numbers').toEqual(
    acknowledged.map(({ invoiceNumber }) => invoiceNumber).toSorted(),
  );
  await listener.stop();
  expect(sumOf(tills, ({ outages }) => outages.repeated)).toBe(0);
});
