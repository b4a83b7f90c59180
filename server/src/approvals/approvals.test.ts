import { type CartView, routes } from '@zakpos/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openApp, type TestApp } from '../../test/app.ts';
import { type Colleague, hire } from '../../test/staff.ts';
import { openStore, type Store } from '../../test/store.ts';
import { uuidv7 } from '../platform/ids.ts';

let app: TestApp;
let store: Store;
let cashier: Colleague;
let manager: Colleague;
let tea: string;
beforeAll(async () => {
  app = await openApp();
  store = await openStore(app);
  cashier = await hire(app, store, 'cashier', { pin: '1111' });
  manager = await hire(app, store, 'manager', { pin: '2468' });
  const goods = await store.add({
    sku: 'TEA',
    pricePaisa: 11_500,
    stock: { qtyThousandths: 1_000_000, landedCostPaisa: 100_000 },
  });
  tea = goods.TEA ?? '';
  await store.openSession();
});
afterAll(() => app.close());

let cart: CartView;
const filledCart = async (): Promise<CartView> => {
  const { body: empty } = await cashier.call(routes.createCart, { body: { registerId: store.registerId } });
  return (await cashier.call(routes.addLine, { params: { cartId: empty.id }, body: { variantId: tea } })).body;
};
beforeEach(async () => {
  cart = await filledCart();
});

const approve = (action: 'discount' | 'override_price', of = cart, given: object = {}) =>
  cashier.call(routes.createApproval, {
    body: {
      action,
      subjectId: of.id,
      cartVersion: of.version,
      managerMemberId: manager.memberId,
      pin: manager.pin,
      reason: 'Regular customer',
      ...given,
    },
  });
const discount = (cartDiscountPaisa: number, approvalId: string | undefined, of = cart) =>
  cashier.call(routes.updateCart, {
    params: { cartId: of.id },
    body: { version: of.version, cartDiscountPaisa, ...(approvalId === undefined ? {} : { approvalId }) },
  });
const override = (body: object, of = cart) =>
  cashier.call(routes.updateLine, {
    params: { cartId: of.id, lineId: of.lines[0]?.id ?? '' },
    body: { version: of.version, ...body },
  });
const ask = (action: 'void' | 'return' | 'cash_variance' | 'discount', subjectId: string, cartVersion?: number) =>
  cashier.call(routes.createApproval, {
    body: {
      action,
      subjectId,
      managerMemberId: manager.memberId,
      pin: manager.pin,
      reason: 'x',
      ...(cartVersion === undefined ? {} : { cartVersion }),
    },
  });
const audited = () =>
  store.rows(
    sql<object>`select action, before, after, reason, actor_id, approver_id from audit_log
      where subject_id = ${cart.id} order by at`,
  );

test('a cashier gives no discount and changes no price alone; an owner does, and the log says who', async () => {
  expect((await discount(500, undefined)).problem).toMatchObject({
    status: 403,
    code: 'permission_denied',
    details: { permission: 'sales.discount' },
  });
  expect((await override({ unitPricePaisa: 1 })).problem.details).toMatchObject({ permission: 'sales.override_price' });
  expect((await override({ lineDiscountPaisa: 1 })).problem.details).toMatchObject({ permission: 'sales.discount' });
  const { body } = await store.owner.call(routes.updateCart, {
    params: { cartId: cart.id },
    body: { version: cart.version, cartDiscountPaisa: 500, reason: 'Dented tin' },
  });
  expect(body.totalPaisa).toBe(11_000);
  expect(await audited()).toEqual([
    {
      action: 'cart.discount',
      before: { cartDiscountPaisa: 0 },
      after: { cartDiscountPaisa: 500 },
      reason: 'Dented tin',
      actor_id: store.owner.session.actor.memberId,
      approver_id: null,
    },
  ]);
});

test('a discount that was given may be taken back by anyone', async () => {
  const { body: given } = await store.owner.call(routes.updateCart, {
    params: { cartId: cart.id },
    body: { version: cart.version, cartDiscountPaisa: 500 },
  });
  expect((await discount(0, undefined, given)).body.totalPaisa).toBe(11_500);
});

test('a manager’s PIN at the cashier’s till approves one discount, with reason and approver in the log', async () => {
  const { body: approval, status } = await approve('discount');
  expect(status).toBe(201);
  expect(Date.parse(approval.expiresAt) - Date.now()).toBeGreaterThan(110_000);
  expect(Date.parse(approval.expiresAt) - Date.now()).toBeLessThanOrEqual(120_000);
  const { body: less } = await discount(500, approval.id);
  expect(less).toMatchObject({ cartDiscountPaisa: 500, totalPaisa: 11_000 });
  expect(await audited()).toMatchObject([
    { action: 'cart.discount', reason: 'Regular customer', actor_id: cashier.memberId, approver_id: manager.memberId },
  ]);
  expect((await discount(600, approval.id, less)).problem).toMatchObject({ status: 403, code: 'approval_invalid' });
});

test('of two changes at once with one approval only one is made', async () => {
  const { body: approval } = await approve('discount');
  const answers = await Promise.all([discount(500, approval.id), discount(700, approval.id)]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)[0]).toBe(200);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('an approval is for one action, one cart and one version of it', async () => {
  const { body: approval } = await approve('discount');
  expect((await override({ unitPricePaisa: 10_000, approvalId: approval.id })).problem.code).toBe('approval_invalid');
  expect((await discount(500, approval.id, await filledCart())).problem.code).toBe('approval_invalid');
  const { body: more } = await cashier.call(routes.addLine, { params: { cartId: cart.id }, body: { variantId: tea } });
  expect((await discount(500, approval.id, more)).problem.code).toBe('approval_invalid');
  expect((await approve('discount')).problem).toMatchObject({ code: 'cart_version_stale' });
  const both = await approve('override_price', more);
  const refused = await override({ unitPricePaisa: 10_000, lineDiscountPaisa: 100, approvalId: both.body.id }, more);
  expect(refused.problem.code).toBe('approval_invalid');
  // The refusal did not use it up.
  expect((await override({ unitPricePaisa: 10_000, approvalId: both.body.id }, more)).body.lines[0]).toMatchObject({
    unitPricePaisa: 10_000,
    listPricePaisa: 11_500,
    totalPaisa: 20_000,
  });
});

test('an approval ends after two minutes, and is not for another member', async () => {
  const { body: approval } = await approve('discount');
  const second = await hire(app, store, 'cashier');
  const stolen = await second.call(routes.updateCart, {
    params: { cartId: cart.id },
    body: { version: cart.version, cartDiscountPaisa: 500, approvalId: approval.id },
  });
  expect(stolen.problem.code).toBe('approval_invalid');
  const superuser = await app.database.connect('postgres');
  await superuser.query(`update app.approvals set expires_at = now() - interval '1 second' where id = $1`, [approval.id]);
  expect((await discount(500, approval.id)).problem.code).toBe('approval_invalid');
  expect((await discount(500, uuidv7())).problem.code).toBe('approval_invalid');
});

test('nobody approves who may not: the cashier’s own PIN, another cashier, a manager of another tenant', async () => {
  const own = await approve('discount', cart, { managerMemberId: cashier.memberId, pin: cashier.pin });
  expect(own.problem.code).toBe('permission_denied');
  const giver = await hire(app, store, 'cashier', { pin: '9753', extraPermissions: ['approvals.give'] });
  const without = await approve('discount', cart, { managerMemberId: giver.memberId, pin: giver.pin });
  expect(without.problem).toMatchObject({ code: 'permission_denied', details: { permission: 'sales.discount' } });
  const theirs = await openStore(app, 'Other');
  const stranger = await hire(app, theirs, 'manager', { pin: '8642' });
  const foreign = await approve('discount', cart, { managerMemberId: stranger.memberId, pin: stranger.pin });
  expect(foreign.problem.code).toBe('not_found');
  await store.owner.call(routes.updateMember, { params: { memberId: giver.memberId }, body: { enabled: false } });
  const disabled = await approve('discount', cart, { managerMemberId: giver.memberId, pin: giver.pin });
  expect(disabled.problem.code).toBe('wrong_credentials');
});

test('an approval is asked for what exists, and a cart’s names its version', async () => {
  for (const action of ['void', 'return', 'cash_variance'] as const) {
    expect((await ask(action, uuidv7())).problem.code).toBe('not_found');
  }
  expect((await ask('discount', uuidv7(), 0)).problem.code).toBe('not_found');
  expect((await ask('discount', cart.id)).problem).toMatchObject({
    code: 'invalid_request',
    errors: [{ pointer: '/cartVersion' }],
  });
  expect((await ask('void', uuidv7(), 1)).problem.code).toBe('invalid_request');
});

test('an overridden price stays when prices are accepted, and the catalogue’s price needs nobody', async () => {
  const { body: approval } = await approve('override_price');
  const { body: cheap } = await override({ unitPricePaisa: 9_000, approvalId: approval.id });
  await store.rows(sql`update variants set price_paisa = 12_000 where id = ${tea}`);
  const { body: same } = await cashier.call(routes.updateCart, {
    params: { cartId: cart.id },
    body: { version: cheap.version, acceptPrices: true },
  });
  expect(same).toMatchObject({ version: cheap.version, totalPaisa: 9_000 });
  const { body: back } = await override({ unitPricePaisa: 12_000 }, same);
  expect(back).toMatchObject({ totalPaisa: 12_000 });
  const { body: raised } = await cashier.call(routes.addLine, { params: { cartId: cart.id }, body: { variantId: tea } });
  expect(raised.lines).toMatchObject([{ qtyThousandths: 2_000, unitPricePaisa: 12_000 }]);
  await store.rows(sql`update variants set price_paisa = 11_500 where id = ${tea}`);
});

// Last: it locks the manager out.
test('guessing the PIN locks it, the right one too', async () => {
  const guesses: (string | undefined)[] = [];
  for (let guess = 0; guess < 8; guess += 1) guesses.push((await approve('discount', cart, { pin: '0000' })).problem.code);
  expect(guesses.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'wrong_credentials'));
  expect(guesses.at(-1)).toBe('sign_in_locked');
  const locked = await approve('discount');
  expect(locked.problem).toMatchObject({ status: 429, code: 'sign_in_locked' });
  expect(locked.headers.get('retry-after')).toMatch(/^\d+$/);
});
