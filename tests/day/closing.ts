import { randomUUID } from 'node:crypto';
import { type DayReport, routes, type ZReportView } from '@zakpos/contracts';
import { expect } from 'vitest';
import { firstBrokenZReport } from '../../server/src/cash/z-chain.ts';
import { countsOf } from '../../server/test/drawer.ts';
import { fileTotals } from './grocery.ts';
import { type Rows, sumOf } from './ledger.ts';
import { floatPaisa, type Shop } from './shop.ts';
import type { Acknowledged } from './till.ts';

/** Counts a drawer without knowing what it should hold, and closes it. @param missingPaisa what the cashier has lost. */
export async function closeTill(
  { client }: Shop,
  sessionId: string,
  cashPaisa: number,
  missingPaisa: number,
): Promise<ZReportView> {
  const params = { sessionId };
  const body = { counts: countsOf(floatPaisa + cashPaisa - missingPaisa) };
  const count = await client.call(routes.countCash, { params, body, idempotencyKey: randomUUID() });
  expect(count).toMatchObject({ expectedPaisa: floatPaisa + cashPaisa, variancePaisa: 0 - missingPaisa, withinTolerance: true });
  const close = { params, body: { reason: missingPaisa === 0 ? '' : 'a coin was lost' }, idempotencyKey: randomUUID() };
  const report = await client.call(routes.closeSession, close);
  expect(await client.call(routes.closeSession, close), 'closing again with the same key').toEqual(report);
  return report;
}

/** Closes every till with what its sales since the last closing have brought. */
export async function closeTills(
  shop: Shop,
  sessionIds: readonly string[],
  sold: readonly Acknowledged[],
  missingPaisa = 0,
): Promise<ZReportView[]> {
  const reports: ZReportView[] = [];
  for (const [index, registerId] of shop.registerIds.entries()) {
    const cashPaisa = sumOf(
      sold.filter((sale) => sale.registerId === registerId),
      (sale) => sale.cashPaisa,
    );
    const sessionId = sessionIds[index] ?? '';
    reports.push(await closeTill(shop, sessionId, cashPaisa, index === 0 ? missingPaisa : 0));
  }
  return reports;
}

const byNumber = (a: ZReportView, b: ZReportView) => a.zNumber - b.zNumber;

/** Each register's reports follow each other unbroken, and the server keeps what it gave out. */
export async function expectChain({ client, shopId, registerIds }: Shop, reports: readonly ZReportView[]) {
  const { items } = await client.call(routes.listZReports, { query: { shopId } });
  for (const registerId of registerIds) {
    const chain = items.filter((report) => report.registerId === registerId).toSorted(byNumber);
    expect(chain).toEqual(reports.filter((report) => report.registerId === registerId).toSorted(byNumber));
    expect(firstBrokenZReport(chain)).toBeUndefined();
  }
}

/** One report a business day: a test that runs at midnight has two. */
export async function dayReports(rows: Rows, { client, tenantId, shopId }: Shop): Promise<DayReport[]> {
  const days = await rows('select distinct business_day::text as day from app.sales where tenant_id = $1', [tenantId]);
  return Promise.all(days.map(({ day }) => client.call(routes.dayReport, { query: { businessDay: String(day), shopId } })));
}

const summed = (parts: readonly (ZReportView | DayReport)[]) => ({
  sales: sumOf(parts, ({ salesCount }) => salesCount),
  returns: sumOf(parts, ({ returnsCount, voidsCount }) => returnsCount + voidsCount),
  gross: sumOf(parts, ({ grossPaisa }) => grossPaisa),
  discount: sumOf(parts, ({ discountPaisa }) => discountPaisa),
  net: sumOf(parts, ({ netPaisa }) => netPaisa),
  vat: sumOf(parts, ({ rates }) => sumOf(rates, ({ vatPaisa }) => vatPaisa)),
  rounding: sumOf(parts, ({ roundingPaisa }) => roundingPaisa),
  cash: sumOf(parts, ({ tenders }) =>
    sumOf(
      tenders.filter(({ kind }) => kind === 'cash'),
      ({ amountPaisa }) => amountPaisa,
    ),
  ),
  tendered: sumOf(parts, ({ tenders }) => sumOf(tenders, ({ amountPaisa }) => amountPaisa)),
});

/** The Z reports together say what the day reports say, and both say what the file says. */
export function expectReports(zReports: readonly ZReportView[], days: readonly DayReport[], sold: readonly Acknowledged[]) {
  const z = summed(zReports);
  expect(z, 'Z reports and day reports').toEqual(summed(days));
  const roundingPaisa = sumOf(sold, (sale) => sale.roundingPaisa);
  expect(z).toMatchObject({
    sales: fileTotals.baskets,
    returns: 0,
    rounding: roundingPaisa,
    cash: sumOf(sold, ({ cashPaisa }) => cashPaisa),
    tendered: fileTotals.takingsPaisa + roundingPaisa,
  });
  expect(z.gross - z.discount).toBe(fileTotals.takingsPaisa);
  expect(z.net + z.vat).toBe(fileTotals.takingsPaisa);
  expect(sumOf(days, ({ takingsPaisa }) => takingsPaisa)).toBe(fileTotals.takingsPaisa);
  expect(sumOf(days, ({ unitsSoldThousandths }) => unitsSoldThousandths)).toBe(fileTotals.units * 1_000);
  expect(sumOf(days, ({ netPaisa, costPaisa, marginPaisa }) => netPaisa - costPaisa - marginPaisa)).toBe(0);
}
