import { denominationCounts, type ZReportView } from '@zakpos/contracts';
import { businessDate, tenderKinds } from '@zakpos/domain';
import type { Db, TenantId } from '../platform/database/tables.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { lastCount, RegisterRow, SessionRow } from './cash.queries.ts';
import { type CashRow, documentSums, sumsByRate, sumsByTender } from './session-sums.queries.ts';
import { type UnsealedZReport, zReportHash } from './z-chain.ts';
import { insertZReport, lastZReport } from './z-reports.queries.ts';

export interface Closing {
  readonly session: SessionRow;
  readonly register: RegisterRow;
  /** The count that closes. */
  readonly count: NonNullable<Awaited<ReturnType<typeof lastCount>>>;
  readonly cash: CashRow;
  readonly closedAt: Date;
  readonly closedBy: string;
  readonly varianceReason: string;
}

/** Sums the session, seals it onto the register's chain and stores it for good. Call it under the session's own lock. */
export async function freezeZReport(tx: Db, tenantId: TenantId, closing: Closing): Promise<ZReportView> {
  const { session, register, closedAt } = closing;
  const report = await unsealed(tx, tenantId, closing);
  const hash = zReportHash(report);
  await insertZReport(tx, tenantId, {
    id: report.id,
    shopId: session.shop_id,
    registerId: register.id,
    sessionId: session.id,
    number: report.zNumber,
    // A session that ends after midnight belongs to the day that it was opened for.
    businessDay: businessDate(session.opened_at, register.time_zone),
    closedAt,
    grandTotalPaisa: report.grandTotalPaisa,
    report: JSON.stringify(report),
    previousHash: report.previousHash,
    hash,
  });
  return { ...report, hash };
}

async function unsealed(tx: Db, tenantId: TenantId, closing: Closing): Promise<UnsealedZReport> {
  const { session, register, count, cash } = closing;
  const [sums, rates, tenders, previous] = await Promise.all([
    documentSums(tx, tenantId, session.id),
    sumsByRate(tx, tenantId, session.id),
    sumsByTender(tx, tenantId, session.id),
    lastZReport(tx, tenantId, register.id),
  ]);
  return {
    id: uuidv7(),
    zNumber: (previous?.z_number ?? 0) + 1,
    shopId: session.shop_id,
    shopName: register.shop_name,
    bin: register.bin,
    registerId: register.id,
    registerName: register.name,
    sessionId: session.id,
    sessionNumber: session.session_number,
    openedBy: session.opened_by_name,
    openedAt: session.opened_at.toISOString(),
    closedBy: closing.closedBy,
    closedAt: closing.closedAt.toISOString(),
    firstInvoice: sums.first_invoice,
    lastInvoice: sums.last_invoice,
    salesCount: sums.sales_count,
    returnsCount: sums.returns_count,
    voidsCount: sums.voids_count,
    drawerOpens: sums.drawer_opens,
    reprints: sums.reprints,
    grossPaisa: sums.gross,
    discountPaisa: sums.discount,
    returnsPaisa: sums.returns,
    netPaisa: sums.net,
    rates: rates.map(({ rate, net, sd, vat }) => ({
      vatRateBasisPoints: rate,
      netPaisa: net,
      sdPaisa: sd,
      vatPaisa: vat,
    })),
    roundingPaisa: sums.rounding,
    tenders: tenders
      .map(({ kind, times, amount, refunded }) => ({ kind, count: times, amountPaisa: amount, refundedPaisa: refunded }))
      .toSorted((a, b) => tenderKinds.indexOf(a.kind) - tenderKinds.indexOf(b.kind)),
    floatPaisa: session.float_paisa,
    paidInPaisa: cash.paid_in,
    paidOutPaisa: cash.paid_out,
    dropsPaisa: cash.drops,
    expectedPaisa: count.expected_paisa,
    counted: denominationCounts.parse(count.counts),
    countedPaisa: count.counted_paisa,
    variancePaisa: count.variance_paisa,
    varianceReason: closing.varianceReason,
    // Credit is not sold in this release.
    creditSoldPaisa: 0,
    creditCollectedPaisa: 0,
    grandTotalPaisa: (previous?.grand_total_paisa ?? 0) + sums.sold - sums.returns,
    previousHash: previous?.hash ?? null,
  };
}
