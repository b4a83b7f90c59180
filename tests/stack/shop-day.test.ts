import { beforeAll, expect, test } from 'vitest';
import { keepEvents, listen } from '../day/announcements.ts';
import { baskets, fileTotals } from '../day/grocery.ts';
import { sumOf } from '../day/ledger.ts';
import { openSessions, openShop } from '../day/shop.ts';
import { openTills, sellAll } from '../day/tills.ts';
import { expectWholeDay, soldBy } from '../day/whole-day.ts';
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
  const day = { shop, sessions, tills };
  const reports = await expectWholeDay(superuserOf(stack), day, sold);
  expect(sumOf(reports, ({ grandTotalPaisa }) => grandTotalPaisa)).toBe(fileTotals.takingsPaisa);

  // From the outbox through Kafka to the worker, through Redis to a replica, through nginx to the till.
  await expect.poll(() => listener.heard.length, { timeout: 20_000 }).toBe(fileTotals.baskets);
  expect(listener.heard, 'heard in the order of their numbers').toEqual(
    soldBy(day)
      .map(({ invoiceNumber }) => invoiceNumber)
      .toSorted(),
  );
  await listener.stop();
  expect(sumOf(tills, ({ outages }) => outages.repeated)).toBe(0);
});
