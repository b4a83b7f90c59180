import { type CartView, routes } from '@zakpos/contracts';
import { checkDigit } from '@zakpos/domain';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openApp, type TestApp } from '../../test/app.ts';
import { openStore, type Store } from '../../test/store.ts';
import { uuidv7 } from '../platform/ids.ts';

let app: TestApp;
let store: Store;
let goods: Record<string, string>;
let cart: CartView;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  store = await openStore(app);
  const stock = { qtyThousandths: 100_000, landedCostPaisa: 500_000 };
  goods = await store.add(
    { sku: 'TEA', pricePaisa: 11_500, stock },
    { sku: 'RICE', pricePaisa: 8_000, unit: 'kg', taxClass: 'exempt', stock },
    { sku: '12345', pricePaisa: 64_000, unit: 'kg', taxClass: 'zero', stock },
  );
  await store.openSession();
  cart = await openCart();
});

const call = () => store.owner.call.bind(store.owner);
const openCart = async (registerId = store.registerId) => (await call()(routes.createCart, { body: { registerId } })).body;
const params = (of = cart) => ({ cartId: of.id });
const add = (body: object, of = cart, idempotencyKey = uuidv7()) =>
  call()(routes.addLine, { params: params(of), body, idempotencyKey });
const show = async (of = cart) => (await call()(routes.getCart, { params: params(of) })).body;
const patchLine = (line: number, body: object, of: CartView) =>
  call()(routes.updateLine, {
    params: { cartId: of.id, lineId: of.lines[line]?.id ?? '' },
    body: { version: of.version, ...body },
  });
const patch = (body: object, of: CartView) =>
  call()(routes.updateCart, { params: params(of), body: { version: of.version, ...body } });
const remove = (lineId: string) => call()(routes.removeLine, { params: { cartId: cart.id, lineId } });
const abandon = () => call()(routes.abandonCart, { params: params(), body: {} });
const checkout = (version: number, expectedTotalPaisa: number) =>
  call()(routes.checkoutCart, {
    params: params(),
    body: { version, expectedTotalPaisa, tenders: [{ kind: 'cash', amountPaisa: 20_000 }] },
  });
const reserved = (sku: string) =>
  store.rows(sql<{ qty: number }>`select qty_thousandths as qty from reservations where variant_id = ${goods[sku]}`);

test('the same goods again raise their line, and the cart is priced and taxed as the rules say', async () => {
  await add({ variantId: goods.TEA });
  await add({ code: 'TEA' });
  const { body, status } = await add({ code: 'RICE', qtyThousandths: 1_250 });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    version: 3,
    subtotalPaisa: 33_000,
    netPaisa: 30_000,
    vatPaisa: 3_000,
    totalPaisa: 33_000,
    lines: [
      { lineNumber: 1, sku: 'TEA', qtyThousandths: 2_000, unitPricePaisa: 11_500, listPricePaisa: 11_500, totalPaisa: 23_000 },
      { lineNumber: 2, sku: 'RICE', qtyThousandths: 1_250, vatRateBasisPoints: 0, totalPaisa: 10_000, unitDecimals: 3 },
    ],
  });
  expect(await show()).toEqual(body);
  expect(await reserved('TEA')).toEqual([{ qty: 2_000 }]);
});

test('every change announces the cart with its version', async () => {
  await add({ variantId: goods.TEA });
  const { body } = await add({ variantId: goods.TEA });
  await patch({ label: 'Red bag' }, body);
  const superuser = await app.database.connect('postgres');
  const { rows } = await superuser.query(
    `select shop_id, payload from app.outbox where tenant_id = $1 and type = 'cart_changed' order by id`,
    [store.tenantId],
  );
  expect(rows).toEqual([1, 2, 3].map((version) => ({ shop_id: store.shopId, payload: { cartId: cart.id, version } })));
});

test('a key that is sent again answers as it did and adds nothing; with other goods it is refused', async () => {
  const key = uuidv7();
  const answers = await Promise.all(Array.from({ length: 8 }, () => add({ variantId: goods.TEA }, cart, key)));
  for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
  expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(7);
  expect((await show()).lines).toMatchObject([{ qtyThousandths: 1_000 }]);
  expect((await add({ variantId: goods.RICE }, cart, key)).problem.code).toBe('idempotency_key_reused');
  const asSale = await call()(routes.createCart, { body: { registerId: store.registerId }, idempotencyKey: key });
  expect(asSale.problem.code).toBe('idempotency_key_reused');
});

test('twenty scans at once into one cart all count', async () => {
  await Promise.all(Array.from({ length: 20 }, () => add({ variantId: goods.TEA })));
  expect(await show()).toMatchObject({ version: 20, lines: [{ qtyThousandths: 20_000, totalPaisa: 230_000 }] });
});

test('a cart of a register that is closed or unknown is not opened', async () => {
  const closed = await store.addRegister('Till 2');
  const refused = await call()(routes.createCart, { body: { registerId: closed } });
  expect(refused.problem).toMatchObject({ status: 409, code: 'session_closed' });
  const unknown = await call()(routes.createCart, { body: { registerId: uuidv7() } });
  expect(unknown.problem).toMatchObject({ code: 'reference_unknown', errors: [{ pointer: '/registerId' }] });
});

test('codes that mean nothing, wrong check digits and fractions of a piece are refused', async () => {
  expect((await add({ code: 'NOTHING' })).problem).toMatchObject({ status: 404, code: 'barcode_unknown' });
  expect((await add({ code: '4006381333932' })).problem.code).toBe('barcode_check_digit');
  expect((await add({ variantId: uuidv7() })).problem.code).toBe('reference_unknown');
  expect((await add({ variantId: goods.TEA, qtyThousandths: 500 })).problem).toMatchObject({
    code: 'quantity_precision',
    details: { unitDecimals: 0 },
  });
  expect((await add({ variantId: goods.TEA, qtyThousandths: 1_000_000_000 })).problem.code).toBe('insufficient_stock');
  expect(await show()).toMatchObject({ version: 0, lines: [] });
});

const label = (body: string) => `${body}${checkDigit(body)}`;

test('a label of the scale says weight or amount, and each scan of one is a line of its own', async () => {
  await call()(routes.updateSettings, {
    body: {
      inStoreLayouts: [
        { prefix: '21', itemDigits: 5, valueKind: 'weight_grams', valueDigits: 5 },
        { prefix: '22', itemDigits: 5, valueKind: 'price_paisa', valueDigits: 5 },
      ],
    },
  });
  await add({ code: label('211234500750') });
  await add({ code: label('211234500750') });
  const { body } = await add({ code: label('221234599999') });
  expect(body.lines).toMatchObject([
    { qtyThousandths: 750, totalPaisa: 48_000 },
    { qtyThousandths: 750, totalPaisa: 48_000 },
    // 999.99 at 640.00 a kilogram is 1.562484… kg; the line is what the label says, to the paisa.
    { qtyThousandths: 1_562, totalPaisa: 99_999 },
  ]);
  const raised = await patchLine(2, { qtyThousandths: 2_000 }, body);
  expect(raised.body.lines[2]).toMatchObject({ qtyThousandths: 2_000, totalPaisa: 128_000 });
});

test('a change on an older version is refused and shows the cart as it is', async () => {
  const { body: old } = await add({ variantId: goods.TEA });
  const { body: now } = await add({ variantId: goods.TEA });
  const refused = [
    await patchLine(0, { qtyThousandths: 5_000 }, old),
    await patch({ label: 'x' }, old),
    await call()(routes.checkoutCart, {
      params: params(),
      body: { version: old.version, expectedTotalPaisa: 23_000, tenders: [{ kind: 'cash', amountPaisa: 50_000 }] },
    }),
  ];
  for (const { problem } of refused) {
    expect(problem).toMatchObject({ status: 409, code: 'cart_version_stale', details: { cart: now } });
  }
});

test('quantities go up under the stock’s lock and down always, and what is asked twice changes nothing', async () => {
  const { body: one } = await add({ variantId: goods.TEA });
  const { body: five } = await patchLine(0, { qtyThousandths: 5_000 }, one);
  expect(await reserved('TEA')).toEqual([{ qty: 5_000 }]);
  expect((await patchLine(0, { qtyThousandths: 100_001_000 }, five)).problem).toMatchObject({
    code: 'insufficient_stock',
    details: { variantId: goods.TEA, wanted: 100_001_000, available: 100_000, heldByOtherCarts: 0 },
  });
  const { body: two } = await patchLine(0, { qtyThousandths: 2_000 }, five);
  expect(await reserved('TEA')).toEqual([{ qty: 2_000 }]);
  const { body: same } = await patchLine(0, { qtyThousandths: 2_000 }, two);
  expect(same.version).toBe(two.version);
});

test('a removed line lets the others move up and gives its goods back', async () => {
  await add({ variantId: goods.TEA });
  await add({ variantId: goods.RICE });
  const { body: three } = await add({ variantId: goods['12345'] });
  const { body: two } = await remove(three.lines[0]?.id ?? '');
  expect(two.lines).toMatchObject([
    { lineNumber: 1, sku: 'RICE' },
    { lineNumber: 2, sku: '12345' },
  ]);
  expect(await reserved('TEA')).toEqual([]);
  expect((await remove(three.lines[0]?.id ?? '')).problem.code).toBe('not_found');
  const { body: again } = await add({ variantId: goods.TEA });
  expect(again.lines[2]).toMatchObject({ lineNumber: 3, sku: 'TEA' });
});

test('a discount is spread over the lines and never exceeds them', async () => {
  const { body: tea } = await add({ variantId: goods.TEA });
  const { body: both } = await add({ variantId: goods.RICE }, tea);
  const { body: less } = await patch({ cartDiscountPaisa: 1_950 }, both);
  expect(less).toMatchObject({ totalPaisa: 17_550, discountPaisa: 1_950 });
  expect(less.lines.map((line) => line.cartDiscountSharePaisa)).toEqual([1_150, 800]);
  expect((await patch({ cartDiscountPaisa: 19_501 }, less)).problem.code).toBe('discount_exceeds_amount');
  const { body: line } = await patchLine(0, { lineDiscountPaisa: 11_500 }, less);
  expect(line.lines[0]).toMatchObject({ lineDiscountPaisa: 11_500, totalPaisa: 0 });
  const lineId = line.lines[1]?.id ?? '';
  const refused = await call()(routes.removeLine, { params: { cartId: cart.id, lineId } });
  expect(refused.problem.code).toBe('discount_exceeds_amount');
  expect(await show()).toEqual(line);
});

test('a cart is held with a name, listed, and recalled at another till of the shop', async () => {
  const other = await store.addRegister('Till 2');
  await store.openSession(other);
  expect((await call()(routes.holdCart, { params: params(), body: {} })).problem.code).toBe('cart_empty');
  await add({ variantId: goods.TEA });
  const { body: held } = await call()(routes.holdCart, { params: params(), body: {} });
  expect(held).toMatchObject({ status: 'held', label: 'TEA', version: 2 });
  expect((await call()(routes.holdCart, { params: params(), body: {} })).body).toEqual(held);
  expect((await add({ variantId: goods.TEA })).problem.code).toBe('cart_closed');
  const { body: list } = await call()(routes.listCarts, { query: { shopId: store.shopId } });
  expect(list).toEqual({ items: [held], nextCursor: null });
  const recall = (registerId: string) => call()(routes.recallCart, { params: params(), body: { registerId } });
  const [first, second] = await Promise.all([recall(other), recall(store.registerId)]);
  const statuses = [first?.status, second?.status].toSorted((a, b) => (a ?? 0) - (b ?? 0));
  expect(statuses).toEqual([200, 409]);
  const recalled = await show();
  expect(recalled).toMatchObject({ status: 'open', version: 3 });
  expect((await recall(recalled.registerId)).body).toEqual(recalled);
});

test('a cart is recalled only at an open register of its own shop', async () => {
  await add({ variantId: goods.TEA });
  await call()(routes.holdCart, { params: params(), body: {} });
  const { body: shop } = await call()(routes.createShop, { body: { name: 'Branch' } });
  const { body: elsewhere } = await call()(routes.createRegister, { body: { shopId: shop.id, name: 'Till 1' } });
  const recall = (registerId: string) => call()(routes.recallCart, { params: params(), body: { registerId } });
  expect((await recall(elsewhere.id)).problem.code).toBe('reference_unknown');
  expect((await recall(await store.addRegister('Till 2'))).problem.code).toBe('session_closed');
  expect((await show()).status).toBe('held');
});

test('an abandoned cart gives back what it held and takes nothing more', async () => {
  await add({ variantId: goods.TEA });
  const { body } = await abandon();
  expect(body.status).toBe('abandoned');
  expect((await abandon()).body).toEqual(body);
  expect(await reserved('TEA')).toEqual([]);
  expect((await add({ variantId: goods.TEA })).problem).toMatchObject({ code: 'cart_closed', details: { status: 'abandoned' } });
});

test('a price that changed is shown beside the line, refuses the checkout, and sells once it is accepted', async () => {
  const { body: before } = await add({ variantId: goods.TEA });
  await store.rows(sql`update variants set price_paisa = 12_000 where id = ${goods.TEA}`);
  const shown = await show();
  expect(shown.lines[0]).toMatchObject({ unitPricePaisa: 11_500, listPricePaisa: 12_000 });
  const refused = await checkout(before.version, 11_500);
  expect(refused.problem).toMatchObject({
    status: 409,
    code: 'total_mismatch',
    details: {
      actualTotalPaisa: 12_000,
      changedLines: [{ lineId: before.lines[0]?.id, oldPaisa: 11_500, newPaisa: 12_000 }],
      cart: shown,
    },
  });
  const { body: accepted } = await patch({ acceptPrices: true }, before);
  expect(accepted).toMatchObject({ totalPaisa: 12_000, version: before.version + 1 });
  const { body: twoPrices } = await add({ variantId: goods.TEA });
  expect(twoPrices.lines).toHaveLength(1);
  const sold = await checkout(twoPrices.version, 24_000);
  expect(sold.problem.code).toBe('payment_short');
  await add({ variantId: goods.RICE });
  expect(await reserved('TEA')).toEqual([{ qty: 2_000 }]);
});

test('goods scanned after a price change stand on their own line until the old price is settled', async () => {
  await add({ variantId: goods.TEA });
  await store.rows(sql`update variants set price_paisa = 12_000 where id = ${goods.TEA}`);
  const { body } = await add({ variantId: goods.TEA });
  expect(body.lines).toMatchObject([
    { unitPricePaisa: 11_500, listPricePaisa: 12_000 },
    { unitPricePaisa: 12_000, listPricePaisa: 12_000 },
  ]);
});

test('without a rate in force nothing is added, and a new rate must be accepted like a new price', async () => {
  await add({ variantId: goods.TEA });
  await store.rows(sql`update tax_rates set valid = daterange(lower(valid), current_date) where upper_inf(valid)`);
  expect((await add({ variantId: goods.RICE })).problem.code).toBe('tax_rate_missing');
  expect((await patch({ acceptPrices: true }, await show())).problem.code).toBe('tax_rate_missing');
  await store.rows(sql`insert into tax_rates (tenant_id, id, tax_class_id, vat_rate_basis_points, valid)
    select tenant_id, gen_random_uuid(), id, 2000, daterange(current_date, null) from tax_classes`);
  const { body } = await patch({ acceptPrices: true }, await show());
  expect(body).toMatchObject({ totalPaisa: 11_500, vatPaisa: 1_917 });
});

test('a cart that is sold frees its reservations, and its sale carries its lines', async () => {
  await add({ variantId: goods.TEA, qtyThousandths: 3_000 });
  const { body: full } = await add({ code: 'RICE', qtyThousandths: 500 });
  const key = uuidv7();
  const pay = () =>
    call()(routes.checkoutCart, {
      params: params(),
      idempotencyKey: key,
      body: {
        version: full.version,
        expectedTotalPaisa: full.totalPaisa,
        tenders: [{ kind: 'cash', amountPaisa: 50_000 }],
      },
    });
  const [sold, replayed] = [await pay(), await pay()];
  expect(sold.body).toMatchObject({ totalPaisa: 38_500, changePaisa: 11_500, lines: [{ sku: 'TEA' }, { sku: 'RICE' }] });
  expect(replayed.body).toEqual(sold.body);
  expect(await reserved('TEA')).toEqual([]);
  expect((await show()).status).toBe('checked_out');
  expect((await add({ variantId: goods.TEA })).problem).toMatchObject({ code: 'cart_closed' });
});

test('an addition that is asked again later answers with the cart as it is by then', async () => {
  const key = uuidv7();
  await add({ variantId: goods.TEA }, cart, key);
  const { body: later } = await add({ variantId: goods.RICE });
  const again = await add({ variantId: goods.TEA }, cart, key);
  expect(again.status).toBe(201);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.body).toEqual(later);
});

test('of two different requests at once with one key only one is done', async () => {
  const key = uuidv7();
  const [opened, added, drawer] = await Promise.all([
    call()(routes.createCart, { body: { registerId: store.registerId }, idempotencyKey: key }),
    add({ variantId: goods.TEA }, cart, key),
    call()(routes.openSession, { body: { registerId: await store.addRegister('Till 2'), floatPaisa: 0 }, idempotencyKey: key }),
  ]);
  const answers = [opened, added, drawer];
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  for (const { problem } of answers.filter(({ status }) => status !== 201)) expect(problem.code).toBe('idempotency_key_reused');
});
