import { expect } from 'vitest';
import { Client, type ClientConfig } from 'pg';
import { type Basket, fileTotals } from './grocery.ts';
import { received, type Shop } from './shop.ts';
import type { Acknowledged } from './till.ts';

/** Every number of the database comes as text, and none of ours is beyond the safe integers. */
const whole = (value: unknown): number => {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`${String(value)} is not a whole number`);
  return number;
};

/** How the superuser is reached: an address, or whatever else leads to the server. */
export type Superuser = string | ClientConfig;

/** Looks into the database as the superuser, whom row-level security does not bind. */
export async function asSuperuser<T>(superuser: Superuser, work: (rows: Rows) => Promise<T>): Promise<T> {
  const client = new Client(superuser);
  await client.connect();
  try {
    return await work(async (sql, values = []) => (await client.query<Record<string, unknown>>(sql, [...values])).rows);
  } finally {
    await client.end();
  }
}
export type Rows = (sql: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

const one = async (rows: Rows, sql: string, values: readonly unknown[]): Promise<Record<string, number>> => {
  const [row = {}] = await rows(sql, values);
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, whole(value ?? 0)]));
};

/** VAT that 15 % inclusive prices hold, by line: R(base × r, 10000 + r), half up. */
export const vatWithin = (basePaisa: number, rateBasisPoints = 1_500): number => {
  const divisor = 10_000 + rateBasisPoints;
  return Math.floor((2 * basePaisa * rateBasisPoints + divisor) / (2 * divisor));
};

export const sumOf = <T>(items: Iterable<T>, value: (item: T) => number): number => {
  let sum = 0;
  for (const item of items) sum += value(item);
  return sum;
};

const bySale = (a: { saleId?: unknown }, b: { saleId?: unknown }) => String(a.saleId).localeCompare(String(b.saleId));

/** The sales are the file's, each once; what was acknowledged to a till is there. */
export async function expectSales(rows: Rows, shop: Shop, baskets: readonly Basket[], tills: readonly Acknowledged[]) {
  const { tenantId } = shop;
  const vatPaisa = sumOf(baskets, ({ lines }) => sumOf(lines, ({ amountPaisa }) => vatWithin(amountPaisa)));
  const discountPaisa = sumOf(baskets, ({ lines }) => sumOf(lines, (line) => line.lineDiscountPaisa));
  const sums = `count(*) as sales, sum(total_paisa) as takings, sum(vat_paisa) as vat, sum(discount_paisa) as discount,
    sum(rounding_paisa) as rounding, count(distinct note) as notes`;
  expect(await one(rows, `select ${sums} from app.sales where tenant_id = $1`, [tenantId])).toEqual({
    sales: fileTotals.baskets,
    notes: fileTotals.baskets,
    takings: fileTotals.takingsPaisa,
    vat: vatPaisa,
    discount: discountPaisa,
    rounding: sumOf(tills, ({ roundingPaisa }) => roundingPaisa),
  });
  const lineSums = `count(*) as lines, sum(total_paisa) as takings, sum(vat_paisa) as vat, sum(qty_thousandths) as thousandths`;
  expect(await one(rows, `select ${lineSums} from app.sale_lines where tenant_id = $1`, [tenantId])).toEqual({
    lines: fileTotals.lines,
    takings: fileTotals.takingsPaisa,
    vat: vatPaisa,
    thousandths: fileTotals.units * 1_000,
  });
  const stored = await rows(
    'select id as "saleId", note as "basketId", invoice_number as "invoiceNumber" from app.sales where tenant_id = $1',
    [tenantId],
  );
  const known = tills.map(({ saleId, basketId, invoiceNumber }) => ({ saleId, basketId, invoiceNumber }));
  expect(stored.toSorted(bySale), 'what was sold is what was acknowledged').toEqual(known.toSorted(bySale));
}

/** Numbers run from 1 without a gap, and in the order in which the sales were made known. */
export async function expectNumbersWithoutGap(rows: Rows, { tenantId }: Shop) {
  const gaps = await rows(
    `select invoice_number from (
       select invoice_number, number, row_number() over (partition by shop_id, fiscal_year order by number) as expected
       from app.sales where tenant_id = $1
     ) numbered where number <> expected`,
    [tenantId],
  );
  expect(gaps).toEqual([]);
  const counters = await one(
    rows,
    `select sum(last_number) as last from app.document_counters where tenant_id = $1 and kind = 'invoice'`,
    [tenantId],
  );
  expect(counters['last']).toBe(fileTotals.baskets);
}

/** What came in less what was sold is there, with its value to the paisa. */
export async function expectStock(rows: Rows, { tenantId, variantIds }: Shop, baskets: readonly Basket[]) {
  const left = received(baskets);
  for (const { sku, quantity } of baskets.flatMap(({ lines }) => lines)) left.set(sku, (left.get(sku) ?? 0) - quantity);
  const expected = [...left].map(([sku, units]) => `${variantIds.get(sku)} ${units * 1_000}`);
  const stock = await rows('select variant_id, qty_thousandths from app.stock where tenant_id = $1', [tenantId]);
  expect(stock.map((row) => `${String(row['variant_id'])} ${String(row['qty_thousandths'])}`).toSorted()).toEqual(
    expected.toSorted(),
  );
  const moved = await one(
    rows,
    `select sum(-qty_thousandths) filter (where kind = 'sale') as sold,
       sum(value_paisa) - (select sum(value_paisa) from app.stock where tenant_id = $1) as lost
     from app.stock_movements where tenant_id = $1`,
    [tenantId],
  );
  expect(moved).toEqual({ sold: fileTotals.units * 1_000, lost: 0 });
}

/** Debit less credit by account, of all journals. */
export async function balances(rows: Rows, { tenantId }: Shop): Promise<Record<string, number>> {
  const accounts = await rows(
    `select account, sum(debit_paisa - credit_paisa) as balance from app.journal_lines where tenant_id = $1 group by account`,
    [tenantId],
  );
  return Object.fromEntries(accounts.map((row) => [String(row['account']), whole(row['balance'])]));
}

/** Each journal balances, each sale has one, and the accounts say what was sold. */
export async function expectBooks(rows: Rows, shop: Shop, tills: readonly Acknowledged[]) {
  const { tenantId } = shop;
  const unbalanced = await rows(
    `select journal_id from app.journal_lines where tenant_id = $1 group by journal_id
     having sum(debit_paisa) <> sum(credit_paisa) or count(*) < 2`,
    [tenantId],
  );
  expect(unbalanced).toEqual([]);
  const orphans = await rows(
    `select coalesce(s.id, j.document_id) as document from app.sales s
     full join (select * from app.journals where kind = 'sale') j on j.tenant_id = s.tenant_id and j.document_id = s.id
     where coalesce(s.tenant_id, j.tenant_id) = $1 and (s.id is null or j.id is null)`,
    [tenantId],
  );
  expect(orphans).toEqual([]);
  const trial = await balances(rows, shop);
  expect(
    sumOf(Object.values(trial), (balance) => balance),
    'trial balance',
  ).toBe(0);
  const takings = -(trial['revenue'] ?? 0) - (trial['vat_output'] ?? 0);
  expect(takings, 'revenue and VAT').toBe(fileTotals.takingsPaisa);
  expect(-(trial['rounding'] ?? 0), 'cash rounding has an account of its own').toBe(
    sumOf(tills, ({ roundingPaisa }) => roundingPaisa),
  );
  const stock = await one(rows, 'select sum(value_paisa) as value from app.stock where tenant_id = $1', [tenantId]);
  expect(trial['inventory'], 'the books value the stock as it is').toBe(stock['value']);
}
