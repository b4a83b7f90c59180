import { type CartView, type Route, routes } from '@zakpos/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type TestApp } from '../app.ts';
import { countsOf } from '../drawer.ts';
import { hire } from '../staff.ts';
import { openStore, type Store } from '../store.ts';

// Everything of one tenant, named by the owner of another.

let app: TestApp;
let ours: Store;
let theirs: Store;
let ourCart: CartView;
let cart: CartView;
let sessionId: string;
let zReportId: string;
let theirTea: string;
let theirManager: string;
beforeAll(async () => {
  app = await openApp();
  ours = await openStore(app, 'Ours');
  theirs = await openStore(app, 'Theirs');
  const stock = { qtyThousandths: 10_000, landedCostPaisa: 10_000 };
  theirTea = (await theirs.add({ sku: 'TEA', stock })).TEA ?? '';
  await ours.openSession();
  ourCart = (await ours.owner.call(routes.createCart, { body: { registerId: ours.registerId } })).body;

  const closing = await theirs.openSession();
  await theirs.owner.call(routes.countCash, { params: { sessionId: closing }, body: { counts: countsOf(100_000) } });
  zReportId = (await theirs.owner.call(routes.closeSession, { params: { sessionId: closing }, body: {} })).body.id;
  sessionId = await theirs.openSession();
  const { body: empty } = await theirs.owner.call(routes.createCart, { body: { registerId: theirs.registerId } });
  cart = (await theirs.owner.call(routes.addLine, { params: { cartId: empty.id }, body: { variantId: theirTea } })).body;
  theirManager = (await hire(app, theirs, 'manager', { pin: '2468' })).memberId;
});
afterAll(() => app.close());

const approval = (subjectId: string) => ({
  action: 'discount',
  subjectId,
  cartVersion: 0,
  managerMemberId: theirManager,
  pin: '2468',
  reason: 'x',
});
const params = () => ({ cartId: cart.id, lineId: cart.lines[0]?.id ?? '', sessionId, zReportId });
const version = 1;

const attacks: [name: string, route: Route, body: () => object | undefined, code: string][] = [
  ['getCart', routes.getCart, () => undefined, 'not_found'],
  ['addLine', routes.addLine, () => ({ variantId: theirTea }), 'not_found'],
  ['updateLine', routes.updateLine, () => ({ version, qtyThousandths: 2_000 }), 'not_found'],
  ['removeLine', routes.removeLine, () => undefined, 'not_found'],
  ['updateCart', routes.updateCart, () => ({ version, cartDiscountPaisa: 1 }), 'not_found'],
  ['holdCart', routes.holdCart, () => ({}), 'not_found'],
  ['recallCart', routes.recallCart, () => ({ registerId: ours.registerId }), 'not_found'],
  ['abandonCart', routes.abandonCart, () => ({}), 'not_found'],
  [
    'checkoutCart',
    routes.checkoutCart,
    () => ({ version, expectedTotalPaisa: 10_000, tenders: [{ kind: 'cash', amountPaisa: 10_000 }] }),
    'not_found',
  ],
  ['createCart', routes.createCart, () => ({ registerId: theirs.registerId }), 'reference_unknown'],
  ['createApproval', routes.createApproval, () => approval(cart.id), 'not_found'],
  ['createApproval by their manager', routes.createApproval, () => approval(ourCart.id), 'not_found'],
  ['openSession', routes.openSession, () => ({ registerId: theirs.registerId, floatPaisa: 1 }), 'reference_unknown'],
  ['getSession', routes.getSession, () => undefined, 'not_found'],
  ['moveCash', routes.moveCash, () => ({ kind: 'drop', amountPaisa: 1, reason: 'x' }), 'not_found'],
  ['openDrawer', routes.openDrawer, () => ({ reason: 'x' }), 'not_found'],
  ['countCash', routes.countCash, () => ({ counts: countsOf(0) }), 'not_found'],
  ['closeSession', routes.closeSession, () => ({}), 'not_found'],
  ['getZReport', routes.getZReport, () => undefined, 'not_found'],
];

/** Every row of theirs in the tables that these routes write. */
async function everythingOfTheirs(): Promise<unknown> {
  const tables = [
    'carts',
    'cart_lines',
    'reservations',
    'approvals',
    'cash_sessions',
    'cash_movements',
    'cash_counts',
    'drawer_opens',
  ];
  return Promise.all(tables.map((table) => theirs.rows(sql`select to_jsonb(t) as row from ${sql.table(table)} t order by 1`)));
}

test.each(attacks)('%s of another tenant is not there, and nothing of it changes', async (_name, route, body, code) => {
  const before = await everythingOfTheirs();
  const answer = await ours.owner.call(route, { params: params(), body: body() } as never);
  expect(answer.problem.code).toBe(code);
  expect(await everythingOfTheirs()).toEqual(before);
});

test('their goods do not get into our cart, nor our cart to their till', async () => {
  const foreign = await ours.owner.call(routes.addLine, { params: { cartId: ourCart.id }, body: { variantId: theirTea } });
  expect(foreign.problem.code).toBe('reference_unknown');
  const code = await ours.owner.call(routes.addLine, { params: { cartId: ourCart.id }, body: { code: 'TEA' } });
  expect(code.problem.code).toBe('barcode_unknown');
  const recall = await ours.owner.call(routes.recallCart, {
    params: { cartId: ourCart.id },
    body: { registerId: theirs.registerId },
  });
  expect(recall.problem.code).toBe('reference_unknown');
});

test('lists of their shop and register are empty', async () => {
  const lists = await Promise.all([
    ours.owner.call(routes.listCarts, { query: { shopId: theirs.shopId, status: 'open' } }),
    ours.owner.call(routes.listSessions, { query: { registerId: theirs.registerId } }),
    ours.owner.call(routes.listZReports, { query: { shopId: theirs.shopId } }),
  ]);
  for (const { body } of lists) expect(body.items).toEqual([]);
});
