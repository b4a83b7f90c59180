import { routes, type SaleView, type ZReportView } from '@zakpos/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type TestApp } from '../../test/app.ts';
import { countsOf } from '../../test/drawer.ts';
import { openStore, type Store } from '../../test/store.ts';
import { firstBrokenZReport, zReportHash } from './z-chain.ts';

let app: TestApp;
let store: Store;
let goods: Record<string, string>;
beforeAll(async () => {
  app = await openApp();
  store = await openStore(app, 'Karim Store');
  await store.owner.call(routes.updateSettings, { body: { bin: '000123456-0101' } });
  const stock = { qtyThousandths: 1_000_000, landedCostPaisa: 1_000_000 };
  goods = await store.add(
    { sku: 'TEA', pricePaisa: 11_500, stock },
    { sku: 'RICE', pricePaisa: 8_033, unit: 'kg', taxClass: 'exempt', stock },
    { sku: 'SOAP', pricePaisa: 10_750, taxClass: 'reduced-7.5', stock },
  );
});
afterAll(() => app.close());

interface Line {
  sku: string;
  qtyThousandths?: number;
  lineDiscountPaisa?: number;
}
const sell = async (lines: Line[], total: number, tenders: object[], given: object = {}): Promise<SaleView> =>
  (
    await store.owner.call(routes.createSale, {
      body: {
        registerId: store.registerId,
        lines: lines.map(({ sku, ...line }) => ({ variantId: goods[sku], ...line })),
        expectedTotalPaisa: total,
        tenders,
        ...given,
      } as never,
    })
  ).body;
const cash = (amountPaisa: number) => ({ kind: 'cash', amountPaisa });
const closeWith = async (sessionId: string, countedPaisa: number): Promise<ZReportView> => {
  const params = { sessionId };
  await store.owner.call(routes.countCash, { params, body: { counts: countsOf(countedPaisa) } });
  return (await store.owner.call(routes.closeSession, { params, body: { reason: 'as counted' } })).body;
};

const voidSale = (sale: SaleView) =>
  store.owner.call(routes.voidSale, { params: { saleId: sale.id }, body: { reason: 'wrong customer' } });
const returnLine = (sale: SaleView, lineNumber: number) =>
  store.owner.call(routes.createReturn, {
    params: { saleId: sale.id },
    body: {
      registerId: store.registerId,
      reason: 'torn',
      lines: sale.lines
        .filter((line) => line.lineNumber === lineNumber)
        .map(({ id, qtyThousandths }) => ({ saleLineId: id, qtyThousandths })),
    },
  });
const print = (sale: SaleView) =>
  store.owner.call(routes.printSale, { params: { saleId: sale.id }, query: { format: 'escpos58' } });

test('a Z report sums its session: sales, taxes by rate, tenders, returns and cash; a voided sale only as a void', async () => {
  const sessionId = await store.openSession(store.registerId, 100_000);
  const params = { sessionId };
  const first = await sell([{ sku: 'TEA', qtyThousandths: 2_000 }], 23_000, [cash(50_000)]);
  const mixed = await sell(
    [{ sku: 'SOAP' }, { sku: 'RICE', qtyThousandths: 1_250, lineDiscountPaisa: 41 }],
    20_750,
    [{ kind: 'bkash', amountPaisa: 10_000, reference: 'tx1' }, cash(10_800)],
    {},
  );
  const odd = await sell([{ sku: 'RICE', qtyThousandths: 1_000 }], 8_033, [cash(8_000)]);
  const wrong = await sell([{ sku: 'TEA' }], 11_500, [cash(11_500)]);
  expect((await voidSale(wrong)).body.voidedAt).not.toBeNull();
  await sell([{ sku: 'TEA' }], 11_500, [{ kind: 'card', amountPaisa: 11_500 }]);
  // An odd amount is refunded in whole taka: 33 paisa are kept.
  const { body: returned } = await returnLine(odd, 1);
  expect(returned).toMatchObject({ totalPaisa: 8_033, refunds: [{ kind: 'cash', amountPaisa: 8_000 }] });
  for (const _ of [1, 2, 3]) await print(first);
  await store.owner.call(routes.moveCash, { params, body: { kind: 'paid_in', amountPaisa: 5_000, reason: 'coins' } });
  await store.owner.call(routes.moveCash, { params, body: { kind: 'paid_out', amountPaisa: 1_500, reason: 'tea' } });
  await store.owner.call(routes.moveCash, { params, body: { kind: 'drop', amountPaisa: 20_000, reason: 'safe' } });
  await store.owner.call(routes.openDrawer, { params, body: { reason: 'a note changed' } });

  expect([mixed.roundingPaisa, odd.roundingPaisa]).toEqual([50, -33]);
  const expected = 100_000 + 23_000 + 10_800 + 8_000 + 5_000 - 8_000 - 1_500 - 20_000;
  const z = await closeWith(sessionId, expected - 200);
  expect(z).toMatchObject({
    zNumber: 1,
    sessionNumber: 1,
    shopName: 'Karim Store',
    bin: '000123456-0101',
    registerName: 'Till 1',
    openedBy: 'Test Owner',
    closedBy: 'Test Owner',
    firstInvoice: first.invoiceNumber,
    salesCount: 4,
    returnsCount: 1,
    voidsCount: 1,
    drawerOpens: 1,
    reprints: 2,
    grossPaisa: 23_000 + 10_750 + 10_041 + 8_033 + 11_500,
    discountPaisa: 41,
    returnsPaisa: 8_033,
    // +50 and −33 on the sales; the return gives its −33 back.
    roundingPaisa: 50,
    rates: [
      { vatRateBasisPoints: 0, netPaisa: 10_000, sdPaisa: 0, vatPaisa: 0 },
      { vatRateBasisPoints: 750, netPaisa: 10_000, sdPaisa: 0, vatPaisa: 750 },
      { vatRateBasisPoints: 1_500, netPaisa: 30_000, sdPaisa: 0, vatPaisa: 4_500 },
    ],
    tenders: [
      { kind: 'cash', count: 3, amountPaisa: 41_800, refundedPaisa: 8_000 },
      { kind: 'card', count: 1, amountPaisa: 11_500, refundedPaisa: 0 },
      { kind: 'bkash', count: 1, amountPaisa: 10_000, refundedPaisa: 0 },
    ],
    floatPaisa: 100_000,
    paidInPaisa: 5_000,
    paidOutPaisa: 1_500,
    dropsPaisa: 20_000,
    expectedPaisa: expected,
    countedPaisa: expected - 200,
    variancePaisa: -200,
    varianceReason: 'as counted',
    creditSoldPaisa: 0,
    creditCollectedPaisa: 0,
    grandTotalPaisa: 23_000 + 20_750 + 8_033 + 11_500 - 8_033,
    previousHash: null,
  });
  expect(z.lastInvoice).toMatch(/000005$/);
  expect(z.netPaisa).toBe(z.rates.reduce((sum, rate) => sum + rate.netPaisa, 0));
  // What the tenders took and gave back is the takings with their rounding.
  const taken = z.tenders.reduce((sum, tender) => sum + tender.amountPaisa - tender.refundedPaisa, 0);
  expect(taken).toBe(z.grandTotalPaisa + z.roundingPaisa);
});

test('Z numbers run without a gap by register, the grand total goes on, and each report seals the one before it', async () => {
  for (const sales of [0, 2, 1]) {
    const sessionId = await store.openSession(store.registerId, 0);
    for (let n = 0; n < sales; n += 1) await sell([{ sku: 'TEA' }], 11_500, [cash(11_500)]);
    await closeWith(sessionId, sales * 11_500);
  }
  const { body } = await store.owner.call(routes.listZReports, { query: { shopId: store.shopId } });
  const chain = body.items.toReversed();
  expect(chain.map(({ zNumber }) => zNumber)).toEqual([1, 2, 3, 4]);
  expect(chain.map(({ grandTotalPaisa }) => grandTotalPaisa - (chain[0]?.grandTotalPaisa ?? 0))).toEqual([0, 0, 23_000, 34_500]);
  expect(chain[1]).toMatchObject({ firstInvoice: null, lastInvoice: null, salesCount: 0, tenders: [], rates: [] });
  expect(chain.slice(1).map(({ previousHash }) => previousHash)).toEqual(chain.slice(0, -1).map(({ hash }) => hash));
  expect(firstBrokenZReport(chain)).toBeUndefined();
});

test('another register has a chain of its own', async () => {
  const registerId = await store.addRegister('Till 2');
  const z = await closeWith(await store.openSession(registerId, 0), 0);
  expect(z).toMatchObject({ zNumber: 1, previousHash: null, grandTotalPaisa: 0 });
});

test('reports are found by day and a page at a time', async () => {
  const list = async (query: object) =>
    (await store.owner.call(routes.listZReports, { query: { shopId: store.shopId, ...query } })).body;
  const all = await list({});
  const first = await list({ limit: 2 });
  const rest = await list({ limit: 200, cursor: first.nextCursor });
  expect([...first.items, ...rest.items]).toEqual(all.items);
  const [row] = await store.rows(sql<{ day: string }>`select business_day as day from z_reports limit 1`);
  expect((await list({ businessDay: row?.day })).items).toHaveLength(all.items.length);
  expect((await list({ businessDay: '2020-01-01' })).items).toEqual([]);
});

// Last: it breaks the chain.
test('a report that is changed behind the application is noticed, and the database lets nobody change one', async () => {
  for (const change of [`update app.z_reports set hash = 'x'`, 'delete from app.z_reports', 'truncate app.z_reports']) {
    const application = await app.database.connect('zakpos_app');
    await expect(application.query(change)).rejects.toThrow(/permission denied/);
    const owner = await app.database.connect('zakpos_owner');
    await expect(owner.query(change)).rejects.toThrow(/append-only/);
  }
  const superuser = await app.database.connect('postgres');
  await superuser.query(`set session_replication_role = replica`);
  await superuser.query(
    `update app.z_reports set report = jsonb_set(report, '{grossPaisa}', '1') where register_id = $1 and z_number = 3`,
    [store.registerId],
  );
  const { body } = await store.owner.call(routes.listZReports, { query: { shopId: store.shopId } });
  const chain = body.items.filter(({ registerId }) => registerId === store.registerId).toReversed();
  expect(firstBrokenZReport(chain)).toBe(3);
  // Whoever also mends that hash breaks the next report, which carries the old one.
  const mended = chain.map((report) => {
    const { hash: _old, ...unsealed } = report;
    return report.zNumber === 3 ? { ...unsealed, hash: zReportHash(unsealed) } : report;
  });
  expect(firstBrokenZReport(mended)).toBe(4);
  expect(firstBrokenZReport(chain.slice(1))).toBe(2);
});
