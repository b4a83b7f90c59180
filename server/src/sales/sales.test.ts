import { type ProblemCode, routes, type SaleView } from '@zakpos/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openApp, type TestApp } from '../../test/app.ts';
import { openStore, type Store } from '../../test/store.ts';
import { uuidv7 } from '../platform/ids.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openApp({ poolSize: 10 });
});
afterAll(() => app.close());

let store: Store;
let goods: Record<string, string>;
beforeEach(async () => {
  store = await openStore(app);
  goods = await store.add(
    { sku: 'TEA', pricePaisa: 11_500, stock: { qtyThousandths: 5_000, landedCostPaisa: 40_000 } },
    {
      sku: 'RICE',
      pricePaisa: 8_000,
      unit: 'kg',
      taxClass: 'exempt',
      stock: { qtyThousandths: 20_000, landedCostPaisa: 120_000 },
    },
    { sku: 'SALT', pricePaisa: 4_050, taxClass: 'zero', stock: { qtyThousandths: 100_000, landedCostPaisa: 300_000 } },
  );
  await store.openSession();
});

interface Asked {
  lines?: object[];
  total: number;
  tenders?: object[];
  registerId?: string;
  [field: string]: unknown;
}
const bodyOf = ({ lines, total, tenders, registerId, ...others }: Asked) =>
  ({
    registerId: registerId ?? store.registerId,
    lines: lines ?? [{ variantId: goods.TEA }],
    expectedTotalPaisa: total,
    tenders: tenders ?? [{ kind: 'cash', amountPaisa: 1_000_000 }],
    ...others,
  }) as never;
const sell = (asked: Asked, idempotencyKey: string = uuidv7()) =>
  store.owner.call(routes.createSale, { body: bodyOf(asked), idempotencyKey });

const stockOf = async (sku: string) => {
  const [row] = await store.rows(
    sql<{
      qty: number;
      value: number;
    }>`select qty_thousandths as qty, value_paisa as value from stock where variant_id = ${goods[sku]}`,
  );
  return row;
};
const countOf = async (table: string) => {
  const [row] = await store.rows(sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`);
  return row?.n;
};

test('a sale takes an invoice number, leaves the stock at its cost, balances, and is announced', async () => {
  const { body: sale, status } = await sell({
    lines: [
      { variantId: goods.TEA, qtyThousandths: 2_000 },
      { code: 'RICE', qtyThousandths: 1_250 },
    ],
    total: 33_000,
    tenders: [{ kind: 'cash', amountPaisa: 50_000 }],
  });
  expect(status).toBe(201);
  expect(sale).toMatchObject({
    totalPaisa: 33_000,
    vatPaisa: 3_000, // 230.00 at 15 % inclusive; rice is exempt
    changePaisa: 17_000,
    cashierName: 'Test Owner',
    payments: [{ kind: 'cash', tenderedPaisa: 50_000, appliedPaisa: 33_000 }],
  });
  expect(sale.invoiceNumber).toMatch(/^INV-\d{4}-000001$/);
  expect(await stockOf('TEA')).toEqual({ qty: 3_000, value: 24_000 });
  expect(await stockOf('RICE')).toEqual({ qty: 18_750, value: 112_500 });
  const journal = await store.rows(sql<{ account: string; debit: number; credit: number }>`
    select account, debit_paisa as debit, credit_paisa as credit from journal_lines l
    join journals j on j.id = l.journal_id where j.document_id = ${sale.id} order by line_number`);
  expect(journal).toEqual([
    { account: 'cash_till', debit: 33_000, credit: 0 },
    { account: 'revenue', debit: 0, credit: 30_000 },
    { account: 'vat_output', debit: 0, credit: 3_000 },
    { account: 'cogs', debit: 23_500, credit: 0 },
    { account: 'inventory', debit: 0, credit: 23_500 },
  ]);
  const { body: read } = await store.owner.call(routes.getSale, { params: { saleId: sale.id } });
  expect(read).toEqual(sale);
});

test('one key sent twenty times at once makes one sale and nineteen replays of its answer', async () => {
  const key = uuidv7();
  const answers = await Promise.all(Array.from({ length: 20 }, () => sell({ total: 11_500 }, key)));
  const [first] = answers;
  for (const answer of answers) expect(answer.body).toEqual(first?.body);
  expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(19);
  expect(await countOf('sales')).toBe(1);
  expect(await stockOf('TEA')).toMatchObject({ qty: 4_000 });
});

test('of twenty tills racing for five units exactly five sell, without a gap in the invoice numbers', async () => {
  const registers = await Promise.all(Array.from({ length: 20 }, (_, n) => store.addRegister(`Till ${n + 2}`)));
  for (const registerId of registers) await store.openSession(registerId);
  const answers = await Promise.all(registers.map((registerId) => sell({ total: 11_500, registerId })));
  const sold = answers.filter(({ status }) => status === 201).map(({ body }) => body.invoiceNumber.slice(-6));
  expect(sold.toSorted()).toEqual(['000001', '000002', '000003', '000004', '000005']);
  const refused = answers.filter(({ status }) => status !== 201);
  for (const { problem } of refused) expect(problem).toMatchObject({ status: 409, code: 'insufficient_stock' });
  expect(refused[0]?.problem.details).toMatchObject({ variantId: goods.TEA, wanted: 1_000, available: 0 });
  expect(await stockOf('TEA')).toEqual({ qty: 0, value: 0 });
});

test.each<[string, Asked, ProblemCode]>([
  ['a total that differs', { total: 11_501 }, 'total_mismatch'],
  ['too little money', { total: 11_500, tenders: [{ kind: 'cash', amountPaisa: 11_000 }] }, 'payment_short'],
  ['no tender', { total: 11_500, tenders: [] }, 'payment_short'],
  ['a card above the total', { total: 11_500, tenders: [{ kind: 'card', amountPaisa: 11_600 }] }, 'payment_excess'],
  [
    'a wallet without reference',
    { total: 11_500, tenders: [{ kind: 'bkash', amountPaisa: 11_500 }] },
    'payment_reference_required',
  ],
  ['a discount above the amount', { total: 0, cartDiscountPaisa: 11_501 }, 'discount_exceeds_amount'],
  ['an unknown code', { total: 1, lines: [{ code: 'NOTHING' }] }, 'barcode_unknown'],
  ['a wrong check digit', { total: 1, lines: [{ code: '4006381333932' }] }, 'barcode_check_digit'],
  ['a stranger’s variant', { total: 1, lines: [{ variantId: '00000000-0000-7000-8000-000000000001' }] }, 'reference_unknown'],
  ['a stranger’s register', { total: 1, registerId: '00000000-0000-7000-8000-000000000001' }, 'reference_unknown'],
  ['more than there is', { total: 69_000, lines: [{ code: 'TEA', qtyThousandths: 6_000 }] }, 'insufficient_stock'],
  [
    'the same goods on two lines beyond the stock',
    {
      total: 69_000,
      lines: [
        { code: 'TEA', qtyThousandths: 3_000 },
        { code: 'TEA', qtyThousandths: 3_000 },
      ],
    },
    'insufficient_stock',
  ],
  ['half a piece', { total: 5_750, lines: [{ code: 'TEA', qtyThousandths: 500 }] }, 'quantity_precision'],
  ['a negative amount', { total: 11_500, lines: [{ code: 'TEA', lineDiscountPaisa: -1 }] }, 'invalid_request'],
  ['an amount beyond the safe integers', { total: 2 ** 53 }, 'invalid_request'],
  ['a fraction of a paisa', { total: 11_500.5 }, 'invalid_request'],
  [
    'both a code and a variant',
    { total: 11_500, lines: [{ code: 'TEA', variantId: '00000000-0000-7000-8000-000000000001' }] },
    'invalid_request',
  ],
  ['an unknown field', { total: 11_500, tenantId: '00000000-0000-7000-8000-000000000001' }, 'invalid_request'],
  [
    'an amount that overflows in the product',
    { total: 1, lines: [{ code: 'SALT', qtyThousandths: 1_000_000_000, unitPricePaisa: 10_000_000_000_000 }] },
    'amount_out_of_range',
  ],
])('%s is refused and nothing is written', async (_what, asked, code) => {
  expect((await sell(asked)).problem.code).toBe(code);
  expect(await countOf('sales')).toBe(0);
  expect(await countOf('idempotency_keys').then((n) => n)).toBe(2); // the receipt and the session of the set-up
  expect(await stockOf('TEA')).toEqual({ qty: 5_000, value: 40_000 });
});

test('a key that comes back with another request is refused', async () => {
  const key = uuidv7();
  await sell({ total: 11_500 }, key);
  expect((await sell({ total: 23_000, lines: [{ code: 'TEA', qtyThousandths: 2_000 }] }, key)).problem).toMatchObject({
    status: 422,
    code: 'idempotency_key_reused',
  });
});

test('a refused sale keeps no key: the same request succeeds once its cause is gone', async () => {
  const key = uuidv7();
  const closed = await store.addRegister('Till 2');
  expect((await sell({ total: 11_500, registerId: closed }, key)).problem.code).toBe('session_closed');
  await store.openSession(closed);
  expect((await sell({ total: 11_500, registerId: closed }, key)).status).toBe(201);
});

test('a wallet reference pays one sale, and the refusal names its invoice', async () => {
  const tenders = [{ kind: 'bkash', amountPaisa: 11_500, reference: ' 9c7fx2 ' }];
  const { body: first } = await sell({ total: 11_500, tenders });
  expect(first.payments[0]?.reference).toBe('9C7FX2');
  const { problem } = await sell({ total: 11_500, tenders });
  expect(problem).toMatchObject({ status: 409, code: 'payment_reference_used', details: { invoiceNumber: first.invoiceNumber } });
  expect(await countOf('sales')).toBe(1);
});

test('mixed tenders: what remains after the others is rounded to the taka and paid in cash', async () => {
  const tenders = [
    { kind: 'card', amountPaisa: 4_000 },
    { kind: 'nagad', amountPaisa: 30, reference: 'N1' },
    { kind: 'cash', amountPaisa: 100 },
  ];
  const { body } = await sell({ total: 4_050, lines: [{ code: 'SALT' }], tenders });
  expect(body).toMatchObject({ roundingPaisa: -20, changePaisa: 100 });
  expect(body.payments.map(({ appliedPaisa }) => appliedPaisa)).toEqual([4_000, 30, 0]);
});

test('a cart discount is spread over the lines and never changes the sum', async () => {
  const lines = ['TEA', 'SALT', 'RICE'].map((code) => ({ code }));
  const { body } = await sell({ lines, cartDiscountPaisa: 1_000, total: 22_550 });
  expect(body.lines.map(({ cartDiscountSharePaisa }) => cartDiscountSharePaisa)).toEqual([488, 172, 340]);
  expect(body.lines.reduce((sum, { totalPaisa }) => sum + totalPaisa, 0)).toBe(22_550);
});

test('a tenant that allows it sells below zero at the last cost, what was never received at nothing', async () => {
  await store.owner.call(routes.updateSettings, { body: { allowNegativeStock: true } });
  goods = { ...goods, ...(await store.add({ sku: 'NEW', pricePaisa: 100 })) };
  const { body } = await sell({ total: 69_100, lines: [{ code: 'TEA', qtyThousandths: 6_000 }, { code: 'NEW' }] });
  expect(body.totalPaisa).toBe(69_100);
  expect(await stockOf('TEA')).toEqual({ qty: -1_000, value: -8_000 });
  expect(await stockOf('NEW')).toEqual({ qty: -1_000, value: 0 });
});

test('discounts and prices of one’s own need the permission, and are written down', async () => {
  const discounted = { total: 11_000, lines: [{ code: 'TEA', lineDiscountPaisa: 500 }] };
  const repriced = { total: 9_000, lines: [{ code: 'TEA', unitPricePaisa: 9_000 }] };
  const email = `${uuidv7()}@example.com`;
  await store.owner.call(routes.createMember, { body: { name: 'Rina', role: 'cashier', email, password: 'Rina-sells-Tea-42' } });
  const { body: session } = await app.anonymous.call(routes.signIn, { body: { email, password: 'Rina-sells-Tea-42' } });
  const cashier = app.as(session.accessToken);
  for (const asked of [discounted, repriced]) {
    expect((await cashier.call(routes.createSale, { body: bodyOf(asked) })).problem.code).toBe('permission_denied');
    expect((await sell(asked)).status).toBe(201);
  }
  const entries = await store.rows(sql<{ action: string }>`select action from audit_log where subject_type = 'sale' order by at`);
  expect(entries.map(({ action }) => action)).toEqual(['sale.line_discount', 'sale.price_override']);
});

test('sales are listed newest first, page by page, and found by invoice number and by reference', async () => {
  const made: SaleView[] = [];
  for (let n = 0; n < 5; n += 1) {
    const tenders = [{ kind: 'bkash', amountPaisa: 4_050, reference: `REF${n}` }];
    made.push((await sell({ total: 4_050, lines: [{ code: 'SALT' }], tenders })).body);
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await store.owner.call(routes.listSales, {
      query: { limit: 2, ...(cursor === undefined ? {} : { cursor }) },
    });
    seen.push(...body.items.map(({ id }) => id));
    cursor = body.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(made.map(({ id }) => id).toReversed());
  for (const q of [made[2]?.invoiceNumber ?? '', 'ref2']) {
    const { body } = await store.owner.call(routes.listSales, { query: { q } });
    expect(body.items.map(({ id }) => id)).toEqual([made[2]?.id]);
  }
  expect((await store.owner.call(routes.listSales, { query: { cursor: 'bm90IG91cnM' } })).problem.code).toBe('invalid_request');
});

test('another tenant can neither read the sale, find it, nor sell the goods or at the register', async () => {
  const { body: sale } = await sell({ total: 11_500, tenders: [{ kind: 'bkash', amountPaisa: 11_500, reference: 'MINE' }] });
  const stranger = await openStore(app, 'Stranger');
  await stranger.openSession();
  expect((await stranger.owner.call(routes.getSale, { params: { saleId: sale.id } })).problem.code).toBe('not_found');
  expect((await stranger.owner.call(routes.listSales, { query: { q: 'MINE' } })).body.items).toEqual([]);
  const theirs = { total: 11_500, lines: [{ variantId: goods.TEA }], registerId: stranger.registerId };
  expect((await stranger.owner.call(routes.createSale, { body: bodyOf(theirs) })).problem.code).toBe('reference_unknown');
  const atOurs = { total: 11_500, registerId: store.registerId };
  expect((await stranger.owner.call(routes.createSale, { body: bodyOf(atOurs) })).problem.code).toBe('reference_unknown');
});

test('the database itself refuses a sale that does not add up, and anything added to one later', async () => {
  const { body: sale } = await sell({ total: 11_500 });
  const db = await app.database.connect('zakpos_app');
  const attempt = async (statement: string) => {
    await db.query('begin');
    try {
      await db.query(`select set_config('app.tenant_id', $1, true)`, [store.tenantId]);
      await db.query(statement);
      await db.query('commit');
    } finally {
      await db.query('rollback');
    }
  };
  const copy = (changes: string) =>
    `insert into app.sales select (jsonb_populate_record(s, ${changes})).* from app.sales s where id = '${sale.id}'`;
  await expect(attempt(copy(`jsonb_build_object('id', gen_random_uuid(), 'number', 99)`))).rejects.toThrow(
    /its lines 0, its payments 0/,
  );
  await expect(
    attempt(
      `insert into app.payments select (jsonb_populate_record(p, '{"ordinal": 2}')).* from app.payments p where sale_id = '${sale.id}'`,
    ),
  ).rejects.toThrow(/already committed/);
  await expect(
    attempt(`insert into app.journal_lines select tenant_id, journal_id, 9, 'revenue', 0, 1 from app.journal_lines limit 1`),
  ).rejects.toThrow(/already committed/);
  await expect(attempt(`update app.stock set qty_thousandths = -1, value_paisa = 0`)).rejects.toThrow(/stock_not_negative/);
});
