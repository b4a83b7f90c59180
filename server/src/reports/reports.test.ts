import { type RouteRequest, routes, type SaleView } from '@zakpos/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type TestApp } from '../../test/app.ts';
import { openStore, type Store } from '../../test/store.ts';
import { uuidv7 } from '../platform/ids.ts';

type SaleBody = RouteRequest<typeof routes.createSale>['body'];

let app: TestApp;
let store: Store;
let businessDay = '';

beforeAll(async () => {
  app = await openApp();
  store = await openStore(app);
  await store.add(
    { sku: 'TEA', pricePaisa: 11_500, stock: { qtyThousandths: 100_000, landedCostPaisa: 700_000 } },
    {
      sku: 'RICE',
      pricePaisa: 10_750,
      taxClass: 'reduced-7.5',
      unit: 'kg',
      stock: { qtyThousandths: 50_000, landedCostPaisa: 400_000 },
    },
  );
  await store.openSession();
});
afterAll(() => app.close());

async function sell(body: Partial<SaleBody> & Pick<SaleBody, 'lines' | 'expectedTotalPaisa' | 'tenders'>): Promise<SaleView> {
  const answer = await store.owner.call(routes.createSale, { body: { registerId: store.registerId, ...body } });
  ({ businessDay } = answer.body);
  return answer.body;
}
const report = (query: { shopId?: string } = {}) => store.owner.call(routes.dayReport, { query: { businessDay, ...query } });
const cash = (amountPaisa: number): SaleBody['tenders'] => [{ kind: 'cash', amountPaisa }];

test('a day’s report adds up what was sold, taken back and voided, to the paisa', async () => {
  // 2 tea at 115.00 (15 % inclusive), 1.5 kg rice at 107.50 (7.5 % inclusive), 5.00 off: 386.25, by bKash and cash.
  const sale = await sell({
    lines: [
      { code: 'TEA', qtyThousandths: 2_000 },
      { code: 'RICE', qtyThousandths: 1_500 },
    ],
    cartDiscountPaisa: 500,
    expectedTotalPaisa: 38_625,
    tenders: [
      { kind: 'bkash', amountPaisa: 20_000, reference: `BK${uuidv7()}` },
      { kind: 'cash', amountPaisa: 20_000 },
    ],
  });
  const voided = await sell({
    lines: [{ code: 'TEA', qtyThousandths: 1_000 }],
    expectedTotalPaisa: 11_500,
    tenders: cash(11_500),
  });
  await store.owner.call(routes.voidSale, { params: { saleId: voided.id }, body: { reason: 'left' } });
  const { body: taken } = await store.owner.call(routes.createReturn, {
    params: { saleId: sale.id },
    body: {
      registerId: store.registerId,
      reason: 'stale',
      lines: [{ saleLineId: sale.lines[0]?.id ?? '', qtyThousandths: 1_000 }],
    },
  });
  const { body } = await report();
  expect(body).toMatchObject({ shopId: null, salesCount: 1, returnsCount: 1, voidsCount: 1, unitsSoldThousandths: 3_500 });
  expect(body.grossPaisa).toBe(2 * 11_500 + 16_125);
  expect(body.discountPaisa).toBe(500);
  expect(body.returnsPaisa).toBe(taken.totalPaisa);
  expect(body.takingsPaisa).toBe(sale.totalPaisa - taken.totalPaisa);
  expect(body.netPaisa).toBe(sale.netPaisa - taken.netPaisa);
  expect(body.vatPaisa).toBe(sale.vatPaisa - taken.vatPaisa);
  expect(body.netPaisa + body.sdPaisa + body.vatPaisa).toBe(body.takingsPaisa);
  expect(body.roundingPaisa).toBe(sale.roundingPaisa - taken.roundingPaisa);
  // A unit of tea cost 70.00, a kilogram of rice 80.00; one tea came back.
  expect(body.costPaisa).toBe(7_000 + 12_000);
  expect(body.marginPaisa).toBe(body.netPaisa - 19_000);
  expect(body.rates.map(({ vatRateBasisPoints }) => vatRateBasisPoints)).toEqual([750, 1_500]);
  const sumOfRates = (field: 'netPaisa' | 'vatPaisa') => body.rates.reduce((sum, rate) => sum + rate[field], 0);
  expect([sumOfRates('netPaisa'), sumOfRates('vatPaisa')]).toEqual([body.netPaisa, body.vatPaisa]);
  expect(body.tenders).toEqual([
    { kind: 'cash', count: 1, amountPaisa: sale.totalPaisa + sale.roundingPaisa - 20_000, refundedPaisa: 0 },
    { kind: 'bkash', count: 1, amountPaisa: 20_000, refundedPaisa: taken.totalPaisa },
  ]);
  const paid = body.tenders.reduce((sum, { amountPaisa, refundedPaisa }) => sum + amountPaisa - refundedPaisa, 0);
  expect(paid).toBe(body.takingsPaisa + body.roundingPaisa);
  expect((await report({ shopId: store.shopId })).body).toEqual({ ...body, shopId: store.shopId });
});

test('the journals of a day come page by page in their order, balance, and come to what the report says', async () => {
  const journals = [];
  let cursor: string | undefined;
  do {
    const { body } = await store.owner.call(routes.listJournals, { query: { businessDay, limit: 3, cursor } });
    journals.push(...body.items);
    cursor = body.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(journals.map(({ id }) => id)).size).toBe(journals.length);
  expect(journals.map(({ kind }) => kind)).toEqual(['stock_receipt', 'cash_float', 'sale', 'sale', 'void', 'return']);
  const balances = new Map<string, number>();
  for (const { lines } of journals) {
    expect(lines.reduce((sum, line) => sum + line.debitPaisa - line.creditPaisa, 0)).toBe(0);
    for (const { account, debitPaisa, creditPaisa } of lines) {
      balances.set(account, (balances.get(account) ?? 0) + debitPaisa - creditPaisa);
    }
  }
  const { body } = await report();
  expect((balances.get('revenue') ?? 0) + (balances.get('sales_returns') ?? 0)).toBe(-body.netPaisa);
  expect(balances.get('vat_output')).toBe(-body.vatPaisa);
  expect(balances.get('cogs')).toBe(body.costPaisa);
});

test('a day without sales is a report of zeros', async () => {
  const { body } = await store.owner.call(routes.dayReport, { query: { businessDay: '2020-02-29' } });
  expect(body).toMatchObject({ salesCount: 0, takingsPaisa: 0, marginPaisa: 0, rates: [], tenders: [] });
});

test('the audit log names who did what and why, newest first, by action and by subject', async () => {
  const { body: all } = await store.owner.call(routes.listAudit, { query: { limit: 2 } });
  expect(all.items.map(({ action }) => action)).toEqual(['sale.return', 'sale.void']);
  const { body: rest } = await store.owner.call(routes.listAudit, { query: { limit: 200, cursor: all.nextCursor ?? '' } });
  expect(rest.items.some(({ id }) => all.items.some((item) => item.id === id))).toBe(false);
  const { body: voids } = await store.owner.call(routes.listAudit, { query: { action: 'sale.void' } });
  expect(voids.items).toMatchObject([
    { who: 'Test Owner', reason: 'left', approver: null, deviceName: null, subjectType: 'sale' },
  ]);
  const { body: ofSale } = await store.owner.call(routes.listAudit, { query: { subjectId: voids.items[0]?.subjectId ?? '' } });
  expect(ofSale.items).toEqual(voids.items);
  const { body: none } = await store.owner.call(routes.listAudit, { query: { subjectId: 'no id' } });
  expect(none).toEqual({ items: [], nextCursor: null });
});

test('another tenant’s shop is not found, and its sales and acts are in no report', async () => {
  const { owner } = await openStore(app);
  const query = { businessDay, shopId: store.shopId };
  expect((await owner.call(routes.dayReport, { query })).problem.code).toBe('not_found');
  expect((await owner.call(routes.listJournals, { query })).problem.code).toBe('not_found');
  expect((await owner.call(routes.dayReport, { query: { businessDay } })).body).toMatchObject({ salesCount: 0, takingsPaisa: 0 });
  expect((await owner.call(routes.listJournals, { query: { businessDay } })).body.items).toEqual([]);
  const { body } = await owner.call(routes.listAudit, { query: {} });
  expect(body.items.filter(({ action }) => action.startsWith('sale.'))).toEqual([]);
});
