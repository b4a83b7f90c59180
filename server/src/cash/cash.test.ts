import { denominations, routes } from '@zakpos/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Caller, openApp, type TestApp } from '../../test/app.ts';
import { countsOf } from '../../test/drawer.ts';
import { type Colleague, hire } from '../../test/staff.ts';
import { openStore, type Store } from '../../test/store.ts';
import { uuidv7 } from '../platform/ids.ts';

let app: TestApp;
let store: Store;
let cashier: Colleague;
let manager: Colleague;
let tea: string;
beforeAll(async () => {
  app = await openApp({ poolSize: 10 });
  store = await openStore(app);
  cashier = await hire(app, store, 'cashier');
  manager = await hire(app, store, 'manager', { pin: '2468' });
  const stock = { qtyThousandths: 1_000_000, landedCostPaisa: 100_000 };
  tea = (await store.add({ sku: 'TEA', pricePaisa: 11_500, stock })).TEA ?? '';
});
afterAll(() => app.close());

let registerId: string;
let sessionId: string;
beforeEach(async () => {
  registerId = await store.addRegister(`Till ${uuidv7().slice(-8)}`);
  sessionId = await store.openSession(registerId, 100_000);
});

const open = (id: string, floatPaisa = 0, by: Caller = cashier) =>
  by.call(routes.openSession, { body: { registerId: id, floatPaisa } });
const count = (paisa: number, id = sessionId, by: Caller = cashier) =>
  by.call(routes.countCash, { params: { sessionId: id }, body: { counts: countsOf(paisa) } });
const close = (given: { reason?: string; approvalId?: string } = {}, by: Caller = cashier, id = sessionId) =>
  by.call(routes.closeSession, { params: { sessionId: id }, body: given });
const move = (kind: 'paid_in' | 'paid_out' | 'drop', amountPaisa: number, id = sessionId) =>
  store.owner.call(routes.moveCash, { params: { sessionId: id }, body: { kind, amountPaisa, reason: 'tea money' } });
const sell = (tenders: object[] = [{ kind: 'cash', amountPaisa: 20_000 }]) =>
  store.owner.call(routes.createSale, {
    body: { registerId, lines: [{ variantId: tea }], expectedTotalPaisa: 11_500, tenders: tenders as never },
  });
const card = () => sell([{ kind: 'card', amountPaisa: 11_500 }]);
const journalOf = (documentId: string) =>
  store.rows(sql<object>`select j.kind, l.account, l.debit_paisa as debit, l.credit_paisa as credit
    from journals j join journal_lines l on l.journal_id = j.id where j.document_id = ${documentId} order by j.kind, l.line_number`);

test('a register is opened once, numbers its sessions without a gap, and its float comes from the safe', async () => {
  expect((await open(registerId)).problem).toMatchObject({ code: 'session_already_open', details: { sessionId } });
  await count(100_000);
  await close();
  const answers = await Promise.all(Array.from({ length: 6 }, () => open(registerId, 50_000)));
  const opened = answers.filter(({ status }) => status === 201);
  expect(opened.map(({ body }) => body.sessionNumber)).toEqual([2]);
  expect(opened[0]?.body).toMatchObject({ status: 'open', floatPaisa: 50_000, openedByName: 'A cashier', countsTaken: 0 });
  for (const { problem } of answers.filter(({ status }) => status !== 201)) expect(problem.code).toBe('session_already_open');
  expect(await journalOf(sessionId)).toEqual([
    { kind: 'cash_float', account: 'cash_till', debit: 100_000, credit: 0 },
    { kind: 'cash_float', account: 'safe', debit: 0, credit: 100_000 },
  ]);
  const { body: register } = await store.owner.call(routes.listRegisters, { query: {} });
  expect(register.items.find(({ id }) => id === registerId)?.openSessionId).toBe(opened[0]?.body.id);
});

test('sessions are listed newest first, a page at a time, by register and by state', async () => {
  await count(100_000);
  await close();
  const second = (await open(registerId)).body.id;
  const list = (query: object) => cashier.call(routes.listSessions, { query: { registerId, ...query } });
  const { body: first } = await list({ limit: 1 });
  expect(first.items.map(({ id }) => id)).toEqual([second]);
  const { body: next } = await list({ limit: 1, cursor: first.nextCursor });
  expect(next).toMatchObject({ items: [{ id: sessionId, status: 'closed', countsTaken: 1 }], nextCursor: null });
  expect((await list({ status: 'open' })).body.items.map(({ id }) => id)).toEqual([second]);
  expect((await list({ cursor: 'eA' })).problem.code).toBe('invalid_request');
});

test('cash that is paid in, paid out or dropped is posted, audited, and counted in what the drawer should hold', async () => {
  const { body: paidIn } = await move('paid_in', 5_000);
  const { body: paidOut } = await move('paid_out', 2_000);
  const { body: drop } = await move('drop', 30_000);
  await sell();
  await card();
  const { body } = await count(84_500);
  expect(body).toMatchObject({ expectedPaisa: 84_500, countedPaisa: 84_500, variancePaisa: 0, withinTolerance: true });
  expect(await journalOf(paidIn.id)).toMatchObject([{ account: 'cash_till', debit: 5_000 }, { account: 'paid_in_out' }]);
  expect(await journalOf(paidOut.id)).toMatchObject([{ account: 'paid_in_out', debit: 2_000 }, { account: 'cash_till' }]);
  expect(await journalOf(drop.id)).toMatchObject([{ account: 'safe', debit: 30_000 }, { account: 'cash_till' }]);
  const log = await store.rows(sql<object>`select action, reason from audit_log where subject_id = ${sessionId} order by at`);
  expect(log).toEqual(['cash.paid_in', 'cash.paid_out', 'cash.drop'].map((action) => ({ action, reason: 'tea money' })));
});

test('a movement that is sent twice moves once, and only who may moves cash', async () => {
  const idempotencyKey = uuidv7();
  const body = { kind: 'drop', amountPaisa: 10_000, reason: 'to the safe' } as const;
  const twice = () => store.owner.call(routes.moveCash, { params: { sessionId }, body, idempotencyKey });
  expect((await twice()).body).toEqual((await twice()).body);
  expect((await cashier.call(routes.moveCash, { params: { sessionId }, body })).problem.code).toBe('permission_denied');
  expect((await count(90_000)).body.expectedPaisa).toBe(90_000);
});

test('what the drawer should hold reaches nobody before the count', async () => {
  const answers: string[] = [];
  const seen = async (answer: Promise<{ text: string }>) => answers.push((await answer).text);
  await sell();
  await move('paid_in', 3_333);
  const params = { sessionId };
  await seen(cashier.call(routes.getSession, { params }));
  await seen(cashier.call(routes.listSessions, { query: { registerId } }));
  await seen(cashier.call(routes.openDrawer, { params, body: { reason: 'change for a note' } }));
  await seen(move('paid_out', 1_111));
  await seen(open(registerId));
  await seen(close());
  await seen(cashier.call(routes.countCash, { params, body: { counts: { '100': 1 } } }));
  await seen(cashier.call(routes.listRegisters, { query: {} }));
  const expected = 100_000 + 11_500 + 3_333 - 1_111;
  for (const text of answers) {
    expect(text).not.toMatch(/expectedPaisa|variancePaisa|countedPaisa/);
    expect(text).not.toContain(String(expected));
  }
  expect((await count(expected)).body.expectedPaisa).toBe(expected);
});

test('one recount is allowed, both counts are kept, and cash that moves makes a new count due', async () => {
  expect((await close()).problem.code).toBe('count_required');
  expect((await count(90_000)).body).toMatchObject({ variancePaisa: -10_000, mayRecount: true });
  expect((await count(100_000)).body).toMatchObject({ variancePaisa: 0, mayRecount: false });
  expect((await count(100_000)).problem).toMatchObject({ status: 409, code: 'recount_used' });
  await sell();
  expect((await close()).problem.code).toBe('count_required');
  expect((await count(111_500)).body).toMatchObject({ variancePaisa: 0, mayRecount: true });
  // A card moves no cash: what was counted stands.
  await card();
  expect((await close()).status).toBe(200);
  const { body } = await cashier.call(routes.getSession, { params: { sessionId } });
  expect(body).toMatchObject({ status: 'closed', countsTaken: 3 });
});

test('a count names every denomination, for blank is not zero', async () => {
  const { '500': _blank, ...others } = countsOf(0);
  const answer = await cashier.call(routes.countCash, { params: { sessionId }, body: { counts: others } });
  expect(answer.problem).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/counts/500' }] });
  expect(Object.keys(countsOf(0))).toHaveLength(denominations.length);
});

test('a variance within the tolerance closes; beyond it a reason and a manager are needed', async () => {
  await count(110_000);
  expect((await close()).body).toMatchObject({ variancePaisa: 10_000, varianceReason: '' });
  expect(await journalOf(sessionId)).toContainEqual({
    kind: 'cash_variance',
    account: 'cash_till',
    debit: 10_000,
    credit: 0,
  });

  sessionId = (await open(registerId, 100_000)).body.id;
  await count(89_900);
  const refused = await close({ reason: 'Wrong change' });
  expect(refused.problem).toMatchObject({
    status: 409,
    code: 'variance_needs_approval',
    details: { variancePaisa: -10_100, tolerancePaisa: 10_000 },
  });
  expect((await close({}, store.owner)).problem.code).toBe('variance_needs_approval');
  const { body: approval } = await cashier.call(routes.createApproval, {
    body: {
      action: 'cash_variance',
      subjectId: sessionId,
      managerMemberId: manager.memberId,
      pin: manager.pin,
      reason: 'Seen by me',
    },
  });
  expect((await close({ reason: 'Wrong change', approvalId: uuidv7() })).problem.code).toBe('approval_invalid');
  const { body: z } = await close({ reason: 'Wrong change', approvalId: approval.id });
  expect(z).toMatchObject({ variancePaisa: -10_100, varianceReason: 'Wrong change', zNumber: 2 });
  expect(await journalOf(sessionId)).toContainEqual({
    kind: 'cash_variance',
    account: 'short_over',
    debit: 10_100,
    credit: 0,
  });
  const log = await store.rows(
    sql<object>`select action, reason, actor_id, approver_id from audit_log where subject_id = ${sessionId}`,
  );
  expect(log).toEqual([
    {
      action: 'cash.variance_accepted',
      reason: 'Wrong change',
      actor_id: cashier.memberId,
      approver_id: manager.memberId,
    },
  ]);
});

test('who may accept a variance closes with a reason alone', async () => {
  await count(0);
  expect((await close({ reason: 'Robbed' }, manager)).body).toMatchObject({ variancePaisa: -100_000, varianceReason: 'Robbed' });
});

test('a register with a cart that is open or held is neither counted nor closed', async () => {
  await count(100_000);
  const { body: cart } = await cashier.call(routes.createCart, { body: { registerId } });
  expect((await count(100_000)).problem).toMatchObject({
    code: 'session_has_open_carts',
    details: { carts: [{ id: cart.id, status: 'open' }] },
  });
  await cashier.call(routes.addLine, { params: { cartId: cart.id }, body: { variantId: tea } });
  await cashier.call(routes.holdCart, { params: { cartId: cart.id }, body: {} });
  expect((await close()).problem.code).toBe('session_has_open_carts');
  await cashier.call(routes.abandonCart, { params: { cartId: cart.id }, body: {} });
  expect((await close()).status).toBe(200);
});

test('a closed session takes nothing more', async () => {
  await count(100_000);
  const first = await close();
  expect((await close()).problem).toMatchObject({ status: 409, code: 'session_closed' });
  expect((await move('drop', 100)).problem.code).toBe('session_closed');
  expect((await count(0)).problem.code).toBe('session_closed');
  expect((await sell()).problem.code).toBe('session_closed');
  const drawer = await cashier.call(routes.openDrawer, { params: { sessionId }, body: { reason: 'x' } });
  expect(drawer.problem.code).toBe('session_closed');
  expect((await cashier.call(routes.getZReport, { params: { zReportId: first.body.id } })).body).toEqual(first.body);
});

test('of two closings at once one closes and the other is told', async () => {
  await count(100_000);
  const answers = await Promise.all([close(), close(), close()]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
  const idempotencyKey = uuidv7();
  sessionId = (await open(registerId)).body.id;
  await count(0);
  const same = await Promise.all(
    [1, 2, 3].map(() => cashier.call(routes.closeSession, { params: { sessionId }, body: {}, idempotencyKey })),
  );
  for (const { body } of same) expect(body).toEqual(same[0]?.body);
});

test('a sale that races with the close is either in the Z report or refused', async () => {
  await count(100_000);
  const [z, ...sales] = await Promise.all([close(), card(), card(), card(), card()]);
  const sold = sales.filter(({ status }) => status === 201);
  for (const { problem } of sales.filter(({ status }) => status !== 201)) expect(problem.code).toBe('session_closed');
  expect(z?.status).toBe(200);
  expect(z?.body.salesCount).toBe(sold.length);
  const [stored] = await store.rows(sql<{ n: number }>`select count(*) as n from sales where cash_session_id = ${sessionId}`);
  expect(stored?.n).toBe(sold.length);
});
