import { type CartView, routes } from '@zakpos/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openApp, type TestApp } from '../../test/app.ts';
import { openStore, type Store } from '../../test/store.ts';
import { uuidv7 } from '../platform/ids.ts';

let app: TestApp;
let store: Store;
let tills: string[];
beforeAll(async () => {
  app = await openApp({ poolSize: 10 });
  store = await openStore(app);
  tills = [store.registerId, ...(await Promise.all(Array.from({ length: 19 }, (_, n) => store.addRegister(`Till ${n + 2}`))))];
  for (const till of tills) await store.openSession(till);
});
afterAll(() => app.close());

let tea: string;
beforeEach(() => {
  tea = '';
});
const stockTea = async (units: number) => {
  const sku = uuidv7();
  const stock = units === 0 ? {} : { stock: { qtyThousandths: units * 1_000, landedCostPaisa: units * 100 } };
  tea = (await store.add({ sku, name: 'Tea', pricePaisa: 11_500, ...stock }))[sku] ?? '';
};
const openCart = async (till = 0): Promise<CartView> =>
  (await store.owner.call(routes.createCart, { body: { registerId: tills[till] ?? '' } })).body;
const add = (cart: CartView, qtyThousandths = 1_000) =>
  store.owner.call(routes.addLine, { params: { cartId: cart.id }, body: { variantId: tea, qtyThousandths } });
const pay = (cart: CartView) =>
  store.owner.call(routes.checkoutCart, {
    params: { cartId: cart.id },
    body: {
      version: cart.version,
      expectedTotalPaisa: cart.totalPaisa,
      tenders: [{ kind: 'cash', amountPaisa: 1_000_000 }],
    },
  });
const expire = () => store.rows(sql`update reservations set expires_at = now() - interval '1 second' where variant_id = ${tea}`);
const onHand = async () =>
  (await store.rows(sql<{ qty: number }>`select qty_thousandths as qty from stock where variant_id = ${tea}`))[0]?.qty;

test('of two tills racing for the last unit one gets it and the other is told who holds it', async () => {
  await stockTea(1);
  const carts = [await openCart(0), await openCart(1)];
  const answers = await Promise.all(carts.map((cart) => add(cart)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  const winner = answers[0]?.status === 201 ? 1 : 2;
  const refused = answers.find(({ status }) => status === 409);
  expect(refused?.problem).toMatchObject({
    code: 'insufficient_stock',
    details: {
      variantId: tea,
      name: 'Tea',
      wanted: 1_000,
      available: 0,
      heldByOtherCarts: 1_000,
      heldAt: [`Till ${winner}`],
    },
  });
});

test('of twenty tills racing for five units exactly five carts get one, and exactly five sell', async () => {
  await stockTea(5);
  const carts = await Promise.all(tills.map((_, till) => openCart(till)));
  const answers = await Promise.all(carts.map((cart) => add(cart)));
  const filled = answers.filter(({ status }) => status === 201).map(({ body }) => body);
  expect(filled).toHaveLength(5);
  const sales = await Promise.all(filled.map(pay));
  expect(sales.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  expect(await onHand()).toBe(0);
});

test('when all reservations have expired, twenty tills still sell exactly five of five units', async () => {
  await stockTea(5);
  const carts: CartView[] = [];
  for (const till of tills.keys()) {
    carts.push((await add(await openCart(till))).body);
    await expire();
  }
  const sales = await Promise.all(carts.map(pay));
  expect(sales.filter(({ status }) => status === 201)).toHaveLength(5);
  for (const { problem } of sales.filter(({ status }) => status !== 201)) expect(problem.code).toBe('insufficient_stock');
  expect(await onHand()).toBe(0);
});

test('what a cart holds back nobody else sells, until its time is over', async () => {
  await stockTea(2);
  const first = (await add(await openCart(0), 2_000)).body;
  const second = await openCart(1);
  const sell = () =>
    store.owner.call(routes.createSale, {
      body: {
        registerId: tills[2] ?? '',
        lines: [{ variantId: tea }],
        expectedTotalPaisa: 11_500,
        tenders: [{ kind: 'cash', amountPaisa: 11_500 }],
      },
    });
  expect((await add(second)).problem.code).toBe('insufficient_stock');
  expect((await sell()).problem.code).toBe('insufficient_stock');
  await expire();
  expect((await sell()).status).toBe(201);
  expect((await pay(first)).problem).toMatchObject({
    code: 'insufficient_stock',
    details: { wanted: 2_000, available: 1_000 },
  });
  // Reduced to what is left, it sells.
  const { body: less } = await store.owner.call(routes.updateLine, {
    params: { cartId: first.id, lineId: first.lines[0]?.id ?? '' },
    body: { version: first.version, qtyThousandths: 1_000 },
  });
  expect((await pay(less)).status).toBe(201);
});

test('a reservation lasts as long as the settings say, and a recalled cart holds its goods anew', async () => {
  await stockTea(1);
  await store.owner.call(routes.updateSettings, { body: { reservationMinutes: 7 } });
  const cart = (await add(await openCart(0))).body;
  const minutes = async () =>
    (
      await store.rows(
        sql<{ minutes: number }>`select round(extract(epoch from expires_at - now()) / 60)::int as minutes
          from reservations where cart_id = ${cart.id}`,
      )
    )[0]?.minutes;
  expect(await minutes()).toBe(7);
  await store.owner.call(routes.holdCart, { params: { cartId: cart.id }, body: {} });
  await expire();
  await store.owner.call(routes.recallCart, { params: { cartId: cart.id }, body: { registerId: tills[3] ?? '' } });
  expect(await minutes()).toBe(7);
  expect((await add(await openCart(1))).problem.code).toBe('insufficient_stock');
});

test('all lines of a variant count together', async () => {
  await stockTea(3);
  const cart = await openCart(0);
  const { body: two } = await add(cart, 2_000);
  // Another price makes another line of the same goods.
  await store.owner.call(routes.updateLine, {
    params: { cartId: cart.id, lineId: two.lines[0]?.id ?? '' },
    body: { version: two.version, unitPricePaisa: 10_000, reason: 'dented' },
  });
  const { body: three } = await add(cart);
  expect(three.lines).toHaveLength(2);
  expect((await add(cart)).problem).toMatchObject({ code: 'insufficient_stock', details: { wanted: 4_000, available: 3_000 } });
});

test('goods that were never received are not there, unless the tenant may sell below zero', async () => {
  await stockTea(0);
  const cart = await openCart(0);
  expect((await add(cart)).problem).toMatchObject({ code: 'insufficient_stock', details: { available: 0 } });
  await store.owner.call(routes.updateSettings, { body: { allowNegativeStock: true } });
  const { body: filled } = await add(cart, 2_000);
  expect((await pay(filled)).status).toBe(201);
  expect(await onHand()).toBe(-2_000);
  await store.owner.call(routes.updateSettings, { body: { allowNegativeStock: false } });
});

test('carts that add, change and sell the same goods at once neither wait for ever nor lose a unit', async () => {
  await stockTea(200);
  const other = tea;
  await stockTea(200);
  const both = [tea, other];
  const sold = await Promise.all(
    tills.slice(0, 10).map(async (_, till) => {
      const cart = await openCart(till);
      const ordered = till % 2 === 0 ? both : both.toReversed();
      await Promise.all(
        ordered.flatMap((variantId) =>
          [1, 2].map(() => store.owner.call(routes.addLine, { params: { cartId: cart.id }, body: { variantId } })),
        ),
      );
      const { body: full } = await store.owner.call(routes.getCart, { params: { cartId: cart.id } });
      return (await pay(full)).status;
    }),
  );
  expect(sold).toEqual(Array.from({ length: 10 }, () => 201));
  expect(await onHand()).toBe(180_000);
});
