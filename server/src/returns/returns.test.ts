import { type RouteRequest, type RouteResponse, routes, type SaleView } from '@zakpos/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type TestApp } from '../../test/app.ts';
import { openStore, type Store } from '../../test/store.ts';
import { uuidv7 } from '../platform/ids.ts';

type ReturnBody = RouteRequest<typeof routes.createReturn>['body'];
type Tenders = RouteRequest<typeof routes.createSale>['body']['tenders'];

let app: TestApp;
let store: Store;

beforeAll(async () => {
  app = await openApp();
  store = await openStore(app);
  await store.add(
    { sku: 'TEA', pricePaisa: 3_333, stock: { qtyThousandths: 1_000_000, landedCostPaisa: 1_999_999 } },
    {
      sku: 'RICE',
      pricePaisa: 9_999,
      taxClass: 'reduced-7.5',
      unit: 'kg',
      stock: { qtyThousandths: 500_000, landedCostPaisa: 3_333_333 },
    },
  );
  await store.openSession();
});
afterAll(() => app.close());

async function sell(
  lines: { code: string; qtyThousandths: number }[],
  expectedTotalPaisa: number,
  tenders: Tenders,
): Promise<SaleView> {
  const body = { registerId: store.registerId, lines, expectedTotalPaisa, tenders };
  return (await store.owner.call(routes.createSale, { body })).body;
}
const cash = (amountPaisa = 10_000_000): Tenders => [{ kind: 'cash', amountPaisa }];
const sellTea = (units: number, tenders = cash()) =>
  sell([{ code: 'TEA', qtyThousandths: units * 1_000 }], units * 3_333, tenders);

const takeBack = (sale: SaleView, given: Partial<ReturnBody> & Pick<ReturnBody, 'lines'>, idempotencyKey = uuidv7()) =>
  store.owner.call(routes.createReturn, {
    params: { saleId: sale.id },
    body: { registerId: store.registerId, reason: 'does not fit', ...given },
    idempotencyKey,
  });
const lineOf = (sale: SaleView, index = 0) => sale.lines[index]?.id ?? '';
const units = (sale: SaleView, count: number, disposition: 'restock' | 'quarantine' | 'destroy' = 'restock') => [
  { saleLineId: lineOf(sale), qtyThousandths: count * 1_000, disposition },
];

const stockValue = async () => {
  const [row] = await store.rows(
    sql<{ qty: number; value: number }>`select sum(qty_thousandths) as qty, sum(value_paisa) as value from stock`,
  );
  return row ?? { qty: 0, value: 0 };
};
async function balances(): Promise<Record<string, number>> {
  const rows = await store.rows(
    sql<{
      account: string;
      paisa: number;
    }>`select account, sum(debit_paisa - credit_paisa) as paisa from journal_lines group by account`,
  );
  return Object.fromEntries(rows.map(({ account, paisa }) => [account, paisa]));
}

test('a series of partial returns ends at exactly what was sold, and restocks at exactly the cost', async () => {
  const before = { stock: await stockValue(), books: await balances() };
  const sale = await sellTea(7);
  const views: RouteResponse<typeof routes.createReturn>[] = [];
  for (const count of [1, 2, 1, 3]) views.push((await takeBack(sale, { lines: units(sale, count) })).body);
  const total = (field: 'netPaisa' | 'vatPaisa' | 'totalPaisa') => views.reduce((sum, view) => sum + view[field], 0);
  expect([total('netPaisa'), total('vatPaisa'), total('totalPaisa')]).toEqual([sale.netPaisa, sale.vatPaisa, sale.totalPaisa]);
  const refunded = views.flatMap(({ refunds }) => refunds).reduce((sum, { amountPaisa }) => sum + amountPaisa, 0);
  expect(refunded).toBe(sale.payments[0]?.appliedPaisa);
  expect(await stockValue()).toEqual(before.stock);
  const after = await balances();
  // Revenue stays; what came back is in its own account. Everything else is as if nothing had been sold.
  const changed = Object.keys(after).filter((account) => after[account] !== (before.books[account] ?? 0));
  expect(changed.toSorted()).toEqual(['revenue', 'sales_returns']);
  expect((after['sales_returns'] ?? 0) + (after['revenue'] ?? 0)).toBe(
    (before.books['sales_returns'] ?? 0) + (before.books['revenue'] ?? 0),
  );
  expect(views[0]?.creditNoteNumber).toMatch(/^CN-\d{4}-\d{6}$/);
  expect(views[0]).toMatchObject({
    saleId: sale.id,
    invoiceNumber: sale.invoiceNumber,
    lines: [{ saleLineId: lineOf(sale), name: 'TEA' }],
  });
});

test('what is destroyed is a loss, what is quarantined is inventory that is not for sale', async () => {
  const before = { stock: await stockValue(), books: await balances() };
  const sale = await sellTea(3);
  await takeBack(sale, { lines: [...units(sale, 1, 'destroy'), ...units(sale, 1, 'quarantine'), ...units(sale, 1)] });
  const costs = await store.rows(
    sql<{
      disposition: string;
      cost: number;
    }>`select disposition, cost_paisa as cost from sale_return_lines where sale_id = ${sale.id}`,
  );
  const costOf = (disposition: string) => costs.find((line) => line.disposition === disposition)?.cost ?? 0;
  const stock = await stockValue();
  const books = await balances();
  const change = (account: string) => (books[account] ?? 0) - (before.books[account] ?? 0);
  expect(costOf('destroy')).toBeGreaterThan(0);
  expect(stock.qty).toBe(before.stock.qty - 2_000);
  expect(stock.value).toBe(before.stock.value - costOf('destroy') - costOf('quarantine'));
  expect([change('cogs'), change('loss'), change('inventory')]).toEqual([0, costOf('destroy'), -costOf('destroy')]);
});

test('inventory in the books is what the stock is worth and what is quarantined', async () => {
  const stock = await stockValue();
  const books = await balances();
  const [quarantined] = await store.rows(
    sql<{ paisa: number }>`select coalesce(sum(cost_paisa), 0) as paisa from sale_return_lines where disposition = 'quarantine'`,
  );
  expect(books['inventory']).toBe(stock.value + (quarantined?.paisa ?? 0));
  // What was received is on hand, in quarantine, sold, or lost.
  const sum = (...accounts: string[]) => accounts.reduce((total, account) => total + (books[account] ?? 0), 0);
  expect(sum('inventory', 'cogs', 'cogs_adjustment', 'loss', 'shrinkage', 'stock_gain')).toBe(-(books['grni'] ?? 0));
});

test('more than is left of a line is refused, also when a line is named twice', async () => {
  const sale = await sellTea(3);
  await takeBack(sale, { lines: units(sale, 2) });
  const answer = await takeBack(sale, { lines: units(sale, 2) });
  expect(answer.problem).toMatchObject({
    code: 'return_exceeds_sold',
    details: { leftThousandths: 1_000 },
    errors: [{ pointer: '/lines/0/qtyThousandths' }],
  });
  const twice = await takeBack(sale, { lines: [...units(sale, 1), ...units(sale, 1)] });
  expect(twice.problem).toMatchObject({ code: 'return_exceeds_sold', errors: [{ pointer: '/lines/1/qtyThousandths' }] });
  const { body } = await store.owner.call(routes.getSale, { params: { saleId: sale.id } });
  expect(body.lines[0]?.returnedThousandths).toBe(2_000);
});

test('of twenty tills that take back one unit of a line at once as many succeed as were sold, and credit notes have no gap', async () => {
  const sale = await sellTea(8);
  const before = await stockValue();
  const answers = await Promise.all(Array.from({ length: 20 }, () => takeBack(sale, { lines: units(sale, 1) })));
  const taken = answers.filter(({ status }) => status === 201);
  expect(taken).toHaveLength(8);
  for (const answer of answers.filter(({ status }) => status !== 201)) expect(answer.problem.code).toBe('return_exceeds_sold');
  expect(taken.reduce((sum, { body }) => sum + body.totalPaisa, 0)).toBe(sale.totalPaisa);
  const refunded = taken.flatMap(({ body }) => body.refunds).reduce((sum, { amountPaisa }) => sum + amountPaisa, 0);
  expect(refunded).toBe(sale.payments[0]?.appliedPaisa);
  expect((await stockValue()).qty).toBe(before.qty + 8_000);
  const rows = await store.rows(sql<{ number: number }>`select number from sale_returns order by number`);
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
});

test('a repeated key returns once', async () => {
  const sale = await sellTea(5);
  const key = uuidv7();
  const answers = await Promise.all([1, 2, 3].map(() => takeBack(sale, { lines: units(sale, 1) }, key)));
  expect(new Set(answers.map(({ body }) => body.creditNoteNumber)).size).toBe(1);
  expect((await takeBack(sale, { lines: units(sale, 2) }, key)).problem.code).toBe('idempotency_key_reused');
  const { body } = await store.owner.call(routes.getSale, { params: { saleId: sale.id } });
  expect(body.lines[0]?.returnedThousandths).toBe(1_000);
});

test('no tender gives back more than it paid, over all returns of the sale', async () => {
  const reference = `BK${uuidv7()}`.toUpperCase();
  const sale = await sellTea(3, [
    { kind: 'bkash', amountPaisa: 5_000, reference },
    { kind: 'cash', amountPaisa: 10_000 },
  ]);
  // 99.99: 50.00 by bKash, 50.00 in cash (rounded up by a paisa).
  const first = await takeBack(sale, {
    lines: units(sale, 1),
    refunds: [{ kind: 'bkash', amountPaisa: 3_333, reference: 'ref-1' }],
  });
  expect(first.body.refunds).toEqual([{ kind: 'bkash', amountPaisa: 3_333, reference: 'REF-1' }]);
  const tooMuch = await takeBack(sale, {
    lines: units(sale, 1),
    refunds: [{ kind: 'bkash', amountPaisa: 3_333, reference: 'ref-2' }],
  });
  expect(tooMuch.problem).toMatchObject({
    code: 'refund_mismatch',
    details: {
      refundable: [
        { kind: 'bkash', amountPaisa: 1_667 },
        { kind: 'cash', amountPaisa: 5_000 },
      ],
    },
  });
  const unnamed = await takeBack(sale, { lines: units(sale, 1), refunds: [{ kind: 'bkash', amountPaisa: 1_667 }] });
  expect(unnamed.problem.code).toBe('payment_reference_required');
  const rest = await takeBack(sale, { lines: units(sale, 2) });
  expect(rest.body.refunds).toEqual([
    { kind: 'bkash', amountPaisa: 1_667, reference },
    { kind: 'cash', amountPaisa: 5_000, reference: null },
  ]);
  expect(rest.body.roundingPaisa).toBe(1);
});

test('a cash refund lowers what the drawer of the till that pays it should hold', async () => {
  const registerId = await store.addRegister('Returns desk');
  const sale = await sellTea(3);
  expect((await takeBack(sale, { registerId, lines: units(sale, 1) })).problem.code).toBe('session_closed');
  const sessionId = await store.openSession(registerId, 50_000);
  const { body } = await takeBack(sale, { registerId, lines: units(sale, 1) });
  const paid = body.refunds[0]?.amountPaisa ?? 0;
  expect(paid).toBe(3_300);
  const counts = {
    '100000': 0,
    '50000': 0,
    '20000': 0,
    '10000': 0,
    '5000': 0,
    '2000': 0,
    '1000': 0,
    '500': 0,
    '200': 0,
    '100': 467,
  };
  const { body: count } = await store.owner.call(routes.countCash, { params: { sessionId }, body: { counts } });
  expect(count).toMatchObject({ expectedPaisa: 50_000 - paid, countedPaisa: 46_700, variancePaisa: 0 });
});

test('a quantity finer than the unit is refused, but all that is left may come back', async () => {
  const sale = await sell([{ code: 'RICE', qtyThousandths: 1_250 }], 12_499, cash());
  expect((await takeBack(sale, { lines: [{ saleLineId: lineOf(sale), qtyThousandths: 333 }] })).status).toBe(201);
  expect((await takeBack(sale, { lines: [{ saleLineId: lineOf(sale), qtyThousandths: 917 }] })).status).toBe(201);
  const tea = await sellTea(2);
  const half = await takeBack(tea, { lines: [{ saleLineId: lineOf(tea), qtyThousandths: 500 }] });
  expect(half.problem).toMatchObject({ code: 'quantity_precision', errors: [{ pointer: '/lines/0/qtyThousandths' }] });
});

test('a return is announced with the stock that it changed, audited, and found again', async () => {
  const sale = await sellTea(2);
  const { body } = await takeBack(sale, { lines: units(sale, 1) });
  expect((await store.owner.call(routes.getReturn, { params: { returnId: body.id } })).body).toEqual(body);
  const worker = await app.database.connect('zakpos_worker');
  const { rows } = await worker.query<{ type: string; payload: unknown }>(
    `select type, payload from app.outbox where id >= (select id from app.outbox where payload ->> 'returnId' = $1) order by id limit 2`,
    [body.id],
  );
  expect(rows).toEqual([
    { type: 'sale_returned', payload: { returnId: body.id } },
    { type: 'stock_changed', payload: { variantIds: [sale.lines[0]?.variantId] } },
  ]);
  const audited = await store.rows(sql<{ action: string }>`select action from audit_log where subject_id = ${sale.id}`);
  expect(audited).toEqual([{ action: 'sale.return' }]);
});

test('another tenant’s sale, line, register and return are unknown, and nothing comes back', async () => {
  const sale = await sellTea(2);
  const { body: made } = await takeBack(sale, { lines: units(sale, 1) });
  const intruder = await openStore(app);
  await intruder.add({ sku: 'MINE', pricePaisa: 1_000, stock: { qtyThousandths: 5_000, landedCostPaisa: 10 } });
  await intruder.openSession();
  const { body: own } = await intruder.owner.call(routes.createSale, {
    body: { registerId: intruder.registerId, lines: [{ code: 'MINE' }], expectedTotalPaisa: 1_000, tenders: cash(1_000) },
  });
  const attempt = (saleId: string, body: ReturnBody) => intruder.owner.call(routes.createReturn, { params: { saleId }, body });
  const asked = { registerId: intruder.registerId, reason: 'mine', lines: units(sale, 1) };
  expect((await attempt(sale.id, asked)).problem.code).toBe('not_found');
  expect((await attempt(own.id, asked)).problem.code).toBe('reference_unknown');
  const foreignTill = {
    ...asked,
    registerId: store.registerId,
    lines: [{ saleLineId: own.lines[0]?.id ?? '', qtyThousandths: 1_000 }],
  };
  expect((await attempt(own.id, foreignTill)).problem.code).toBe('reference_unknown');
  expect((await intruder.owner.call(routes.getReturn, { params: { returnId: made.id } })).problem.code).toBe('not_found');
  const { body } = await store.owner.call(routes.getSale, { params: { saleId: sale.id } });
  expect(body.lines[0]?.returnedThousandths).toBe(1_000);
});
