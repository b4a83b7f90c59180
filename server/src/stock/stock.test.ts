import { routes } from '@zakpos/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type TestApp } from '../../test/app.ts';
import { openStore, type Store } from '../../test/store.ts';
import { uuidv7 } from '../platform/ids.ts';

let app: TestApp;
let store: Store;

beforeAll(async () => {
  app = await openApp();
  store = await openStore(app);
});
afterAll(() => app.close());

const receive = (lines: { sku: string; qtyThousandths: number; landedCostPaisa: number }[], from: Store = store) =>
  from.owner.call(routes.receiveStock, { body: { shopId: from.shopId, reference: 'INV 77', lines } });
const count = (lines: { sku: string; countedThousandths: number }[]) =>
  store.owner.call(routes.countStock, { body: { shopId: store.shopId, lines } });
const adjust = (lines: { sku: string; differenceThousandths: number }[]) =>
  store.owner.call(routes.adjustStock, { body: { shopId: store.shopId, reason: 'broken', lines } });

async function stockOf(sku: string) {
  const { body } = await store.owner.call(routes.listStock, { query: { shopId: store.shopId, q: sku } });
  const row = body.items.find((item) => item.sku === sku);
  return { qty: row?.qtyThousandths, value: row?.valuePaisa };
}

/** Balances by account, debit less credit. */
async function balances(): Promise<Record<string, number>> {
  const rows = await store.rows(
    sql<{
      account: string;
      paisa: number;
    }>`select account, sum(debit_paisa - credit_paisa) as paisa from journal_lines group by account`,
  );
  return Object.fromEntries(rows.map(({ account, paisa }) => [account, paisa]));
}

test('what is received adds its quantity and its landed cost, by SKU or by variant', async () => {
  const { 'RICE-1': variantId = '' } = await store.add({ sku: 'RICE-1' });
  await receive([{ sku: 'RICE-1', qtyThousandths: 10_000, landedCostPaisa: 65_001 }]);
  const { body } = await store.owner.call(routes.receiveStock, {
    body: { shopId: store.shopId, lines: [{ variantId, qtyThousandths: 5_000, landedCostPaisa: 40_000 }] },
  });
  expect(body).toMatchObject({ kind: 'receipt', lines: 1, valuePaisa: 40_000, shopId: store.shopId });
  expect(body.number).toMatch(/^SR-\d{4}-\d{6}$/);
  expect(await stockOf('RICE-1')).toEqual({ qty: 15_000, value: 105_001 });
});

test('a count sets the stock to what was counted, and the difference is shrinkage or gain in the books', async () => {
  await store.add({ sku: 'SOAP-1', stock: { qtyThousandths: 3_000, landedCostPaisa: 10_000 } });
  const before = await balances();
  const { body: short } = await count([{ sku: 'SOAP-1', countedThousandths: 1_000 }]);
  expect(short.valuePaisa).toBe(-6_667);
  const { body: over } = await count([{ sku: 'SOAP-1', countedThousandths: 2_000 }]);
  expect(over.valuePaisa).toBe(3_333);
  expect(await stockOf('SOAP-1')).toEqual({ qty: 2_000, value: 6_666 });
  const after = await balances();
  const change = (account: string) => (after[account] ?? 0) - (before[account] ?? 0);
  expect([change('inventory'), change('shrinkage'), change('stock_gain')]).toEqual([-3_334, 6_667, -3_333]);
});

test('a count that finds what the books say moves and posts nothing', async () => {
  await store.add({ sku: 'SAME-1', stock: { qtyThousandths: 3_000, landedCostPaisa: 10_000 } });
  const { body } = await count([{ sku: 'SAME-1', countedThousandths: 3_000 }]);
  expect(body).toMatchObject({ kind: 'count', lines: 1, valuePaisa: 0 });
});

test('the same product twice in a count is refused, because either number could be meant', async () => {
  await store.add({ sku: 'TWICE-1' });
  const answer = await count([
    { sku: 'TWICE-1', countedThousandths: 1_000 },
    { sku: 'TWICE-1', countedThousandths: 2_000 },
  ]);
  expect(answer.status).toBe(400);
  expect(answer.problem.errors).toEqual([{ pointer: '/lines/1/sku', message: expect.any(String) }]);
});

test('an adjustment takes off no more than there is, and names the line', async () => {
  const { 'MILK-1': variantId } = await store.add({ sku: 'MILK-1', stock: { qtyThousandths: 2_000, landedCostPaisa: 12_000 } });
  const answer = await adjust([{ sku: 'MILK-1', differenceThousandths: -3_000 }]);
  expect(answer.status).toBe(409);
  expect(answer.problem).toMatchObject({
    code: 'insufficient_stock',
    details: { variantId, wanted: 3_000, available: 2_000 },
    errors: [{ pointer: '/lines/0/differenceThousandths' }],
  });
  expect((await adjust([{ sku: 'MILK-1', differenceThousandths: -2_000 }])).status).toBe(201);
  expect(await stockOf('MILK-1')).toEqual({ qty: 0, value: 0 });
});

test('where the tenant allows it stock goes below zero at the last cost, and the next receipt settles the difference', async () => {
  const own = await openStore(app);
  await own.add({ sku: 'NEG-1', stock: { qtyThousandths: 1_000, landedCostPaisa: 1_000 } });
  await own.owner.call(routes.updateSettings, { body: { allowNegativeStock: true } });
  const { body } = await own.owner.call(routes.adjustStock, {
    body: { shopId: own.shopId, reason: 'given away', lines: [{ sku: 'NEG-1', differenceThousandths: -3_000 }] },
  });
  expect(body.valuePaisa).toBe(-3_000);
  await receive([{ sku: 'NEG-1', qtyThousandths: 5_000, landedCostPaisa: 7_500 }], own);
  const [row] = await own.rows(
    sql<{ qty: number; value: number }>`select qty_thousandths as qty, value_paisa as value from stock`,
  );
  expect(row).toEqual({ qty: 3_000, value: 4_500 });
  const rows = await own.rows(
    sql<{ account: string; paisa: number }>`select account, sum(debit_paisa - credit_paisa) as paisa from journal_lines
      group by account order by account`,
  );
  // 1,000 + 7,500 came in; 4,500 is left, 3,000 was given away at the last cost, and those units cost 1,000 more than that.
  expect(rows).toEqual([
    { account: 'cogs_adjustment', paisa: 1_000 },
    { account: 'grni', paisa: -8_500 },
    { account: 'inventory', paisa: 4_500 },
    { account: 'shrinkage', paisa: 3_000 },
  ]);
});

test('a quantity finer than its unit is refused with every line that has one', async () => {
  await store.add({ sku: 'PCS-1' }, { sku: 'KG-1', unit: 'kg' });
  const answer = await receive([
    { sku: 'KG-1', qtyThousandths: 1_234, landedCostPaisa: 1 },
    { sku: 'PCS-1', qtyThousandths: 1_500, landedCostPaisa: 1 },
    { sku: 'PCS-1', qtyThousandths: 1, landedCostPaisa: 1 },
  ]);
  expect(answer.problem.code).toBe('quantity_precision');
  expect(answer.problem.errors?.map(({ pointer }) => pointer)).toEqual(['/lines/1/qtyThousandths', '/lines/2/qtyThousandths']);
});

test('what would leave the range of a stock row or of its cost is refused and changes nothing', async () => {
  await store.add({ sku: 'HUGE-1', unit: 'kg' });
  const most = { sku: 'HUGE-1', qtyThousandths: 1_000_000_000, landedCostPaisa: 1_000 };
  expect((await receive([{ ...most, qtyThousandths: 1, landedCostPaisa: 10_000_000_000_000 }])).problem.code).toBe(
    'amount_out_of_range',
  );
  expect((await receive([most])).status).toBe(201);
  expect((await receive([most])).problem.code).toBe('amount_out_of_range');
  expect(await stockOf('HUGE-1')).toEqual({ qty: 1_000_000_000, value: 1_000 });
});

test('5,000 lines are received in one request, and listed page by page in their order', async () => {
  const own = await openStore(app);
  const goods = Array.from({ length: 5_000 }, (_, index) => ({ sku: `BULK-${index}`, name: `Article ${index % 700}` }));
  await own.add(...goods);
  const lines = goods.map(({ sku }, index) => ({ sku, qtyThousandths: 1_000 * (index + 1), landedCostPaisa: 7 * (index + 1) }));
  const { body } = await own.owner.call(routes.receiveStock, { body: { shopId: own.shopId, lines } });
  expect(body).toMatchObject({ lines: 5_000, valuePaisa: (7 * 5_000 * 5_001) / 2 });

  const names: string[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await own.owner.call(routes.listStock, { query: { shopId: own.shopId, limit: 200, cursor } });
    for (const { name, variantId } of page.body.items) {
      names.push(name);
      seen.add(variantId);
    }
    cursor = page.body.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen.size).toBe(5_000);
  expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
});

test('documents that run at once lose nothing, and their numbers have no gap', async () => {
  const own = await openStore(app);
  const skus = ['A', 'B', 'C', 'D'].map((letter) => `PAR-${letter}`);
  await own.add(...skus.map((sku) => ({ sku })));
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const order = index % 2 === 0 ? skus : skus.toReversed();
      return receive(
        order.map((sku) => ({ sku, qtyThousandths: 1_000, landedCostPaisa: 100 + index })),
        own,
      );
    }),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
  const numbers = answers.map(({ body }) => Number(body.number.slice(-6))).toSorted((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  const rows = await own.rows(
    sql<{ qty: number; value: number; moved: number; worth: number }>`select s.qty_thousandths as qty, s.value_paisa as value,
      (select sum(m.qty_thousandths) from stock_movements m where m.variant_id = s.variant_id) as moved,
      (select sum(m.value_paisa) from stock_movements m where m.variant_id = s.variant_id) as worth from stock s`,
  );
  expect(rows).toEqual(skus.map(() => ({ qty: 20_000, value: 2_190, moved: 20_000, worth: 2_190 })));
});

test('a key that is sent again gets the stored answer and moves nothing, and with another body it is refused', async () => {
  await store.add({ sku: 'KEY-1' });
  const body = { shopId: store.shopId, lines: [{ sku: 'KEY-1', qtyThousandths: 1_000, landedCostPaisa: 5 }] };
  const idempotencyKey = uuidv7();
  const answers = await Promise.all([1, 2, 3].map(() => store.owner.call(routes.receiveStock, { body, idempotencyKey })));
  expect(new Set(answers.map(({ body: { id } }) => id)).size).toBe(1);
  expect(await stockOf('KEY-1')).toEqual({ qty: 1_000, value: 5 });
  const other = await store.owner.call(routes.receiveStock, { body: { ...body, reference: 'other' }, idempotencyKey });
  expect(other.problem.code).toBe('idempotency_key_reused');
});

test('movements of a variant are listed newest first, page by page', async () => {
  const { 'MOVE-1': variantId = '' } = await store.add({ sku: 'MOVE-1' });
  await receive([{ sku: 'MOVE-1', qtyThousandths: 4_000, landedCostPaisa: 400 }]);
  await adjust([{ sku: 'MOVE-1', differenceThousandths: -1_000 }]);
  await count([{ sku: 'MOVE-1', countedThousandths: 5_000 }]);
  const query = { shopId: store.shopId, variantId, limit: 2 };
  const first = await store.owner.call(routes.listMovements, { query });
  expect(first.body.items.map(({ kind, qtyThousandths, valuePaisa }) => [kind, qtyThousandths, valuePaisa])).toEqual([
    ['count', 2_000, 200],
    ['adjustment', -1_000, -100],
  ]);
  const second = await store.owner.call(routes.listMovements, { query: { ...query, cursor: first.body.nextCursor ?? '' } });
  expect(second.body).toMatchObject({ items: [{ kind: 'receipt', qtyThousandths: 4_000 }], nextCursor: null });
  const forged = await store.owner.call(routes.listMovements, { query: { ...query, cursor: 'bm90IG91cnM' } });
  expect(forged.problem.code).toBe('invalid_request');
});

test('each change of stock is announced once, with its variants', async () => {
  const own = await openStore(app);
  const { 'EV-1': variantId } = await own.add({ sku: 'EV-1', stock: { qtyThousandths: 1_000, landedCostPaisa: 1 } });
  const worker = await app.database.connect('zakpos_worker');
  const { rows } = await worker.query<{ type: string; payload: unknown }>(
    'select type, payload from app.outbox where tenant_id = $1',
    [own.tenantId],
  );
  expect(rows).toEqual([{ type: 'stock_changed', payload: { variantIds: [variantId] } }]);
});

test('another tenant’s shop and variant are unknown, and nothing of them changes', async () => {
  const victim = await openStore(app);
  const { 'VIC-1': variantId = '' } = await victim.add({ sku: 'VIC-1', stock: { qtyThousandths: 9_000, landedCostPaisa: 900 } });
  await store.add({ sku: 'OWN-1' });
  const { owner } = store;
  const foreignShop = { shopId: victim.shopId, reason: 'x', lines: [{ sku: 'OWN-1', differenceThousandths: 1_000 }] };
  expect((await owner.call(routes.adjustStock, { body: foreignShop })).problem.code).toBe('reference_unknown');
  const foreignVariant = { shopId: store.shopId, reason: 'x', lines: [{ variantId, differenceThousandths: 1_000 }] };
  expect((await owner.call(routes.adjustStock, { body: foreignVariant })).problem).toMatchObject({
    code: 'reference_unknown',
    errors: [{ pointer: '/lines/0/variantId' }],
  });
  const foreignSku = { shopId: store.shopId, lines: [{ sku: 'VIC-1', countedThousandths: 0 }] };
  expect((await owner.call(routes.countStock, { body: foreignSku })).problem.code).toBe('reference_unknown');
  expect((await owner.call(routes.listStock, { query: { shopId: victim.shopId } })).problem.code).toBe('not_found');
  const movements = { shopId: store.shopId, variantId };
  expect((await owner.call(routes.listMovements, { query: movements })).problem.code).toBe('not_found');
  const rows = await victim.rows(
    sql<{ qty: number; value: number }>`select qty_thousandths as qty, value_paisa as value from stock`,
  );
  expect(rows).toEqual([{ qty: 9_000, value: 900 }]);
});
