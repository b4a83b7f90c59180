import { Injectable } from '@nestjs/common';
import type { DayReport, reportRoutes } from '@zakpos/contracts';
import { tenderKinds } from '@zakpos/domain';
import { z } from 'zod';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { decodeCursor, pageOf } from '../platform/http/cursor.ts';
import type { Input } from '../platform/http/input.ts';
import { dayReport, type DayReportRow } from './day-report.statement.ts';
import * as queries from './reports.queries.ts';

const idCursor = z.tuple([z.uuid()]);
const anId = z.uuid();

/** Who acted where no member did. */
const system = 'ZakPOS';

@Injectable()
export class ReportsService {
  constructor(private readonly db: DatabaseService) {}

  /** @throws AppError `not_found` for a shop that the tenant does not have. */
  async dayReport({ tenantId }: Actor, query: Input<typeof reportRoutes.dayReport>['query']): Promise<DayReport> {
    const { businessDay, shopId } = query;
    await this.#refuseUnknownShop(tenantId, shopId);
    const [[row]] = await this.db.read(tenantId, dayReport(businessDay, shopId ?? null));
    if (!row) throw new Error('A report of sums has one row');
    return { businessDay, shopId: shopId ?? null, ...sumsOf(row) };
  }

  /** @throws AppError `not_found` for a shop that the tenant does not have. */
  async listJournals({ tenantId }: Actor, query: Input<typeof reportRoutes.listJournals>['query']) {
    const { businessDay, shopId, limit } = query;
    const after = decodeCursor(idCursor, query.cursor)?.[0];
    await this.#refuseUnknownShop(tenantId, shopId);
    const { journals, lines } = await this.db.inTenant(tenantId, async (tx) => {
      const found = await queries.journalsPage(tx, tenantId, { businessDay, shopId, after, limit });
      const ids = found.slice(0, limit).map(({ id }) => id);
      return { journals: found, lines: ids.length === 0 ? [] : await queries.linesOfJournals(tx, tenantId, ids) };
    });
    const linesOf = Map.groupBy(lines, (line) => line.journal_id);
    return pageOf(
      journals,
      limit,
      ({ id }) => [id],
      (journal) => ({
        id: journal.id,
        at: journal.at.toISOString(),
        businessDay: journal.business_day,
        kind: journal.kind,
        documentNumber: journal.document_number,
        shopId: journal.shop_id,
        lines: (linesOf.get(journal.id) ?? []).map((line) => ({
          account: line.account,
          debitPaisa: line.debit_paisa,
          creditPaisa: line.credit_paisa,
        })),
      }),
    );
  }

  async listAudit({ tenantId }: Actor, query: Input<typeof reportRoutes.listAudit>['query']) {
    const { action, subjectId, limit } = query;
    const before = decodeCursor(idCursor, query.cursor)?.[0];
    // Subjects have ids: nothing was ever done to anything else.
    if (subjectId !== undefined && !anId.safeParse(subjectId).success) return { items: [], nextCursor: null };
    const rows = await this.db.inTenant(tenantId, (tx) => queries.auditPage(tx, tenantId, { action, subjectId, before, limit }));
    return pageOf(
      rows,
      limit,
      ({ id }) => [id],
      (row) => ({
        id: row.id,
        at: row.at.toISOString(),
        who: row.who ?? system,
        deviceName: row.device_name,
        action: row.action,
        subjectType: row.subject_type,
        subjectId: row.subject_id ?? '',
        before: row.before ?? null,
        after: row.after ?? null,
        reason: row.reason ?? '',
        approver: row.approver,
      }),
    );
  }

  async #refuseUnknownShop(tenantId: string, shopId: string | undefined): Promise<void> {
    if (shopId === undefined) return;
    const [[shop]] = await this.db.read(tenantId, queries.shopExists(shopId));
    if (!shop) throw new AppError('not_found', { shopId });
  }
}

const sumsOf = (row: DayReportRow): Omit<DayReport, 'businessDay' | 'shopId'> => ({
  salesCount: row.sales_count,
  returnsCount: row.returns_count,
  voidsCount: row.voids_count,
  unitsSoldThousandths: row.units_sold,
  grossPaisa: row.gross,
  discountPaisa: row.discount,
  returnsPaisa: row.returned_total,
  netPaisa: row.net,
  sdPaisa: row.sd,
  vatPaisa: row.vat,
  takingsPaisa: row.sold_total - row.returned_total,
  roundingPaisa: row.rounding,
  costPaisa: row.cost,
  marginPaisa: row.net - row.cost,
  rates: row.rates.map(({ rate, net, sd, vat }) => ({ vatRateBasisPoints: rate, netPaisa: net, sdPaisa: sd, vatPaisa: vat })),
  tenders: row.tenders
    .map(({ kind, times, amount, refunded }) => ({ kind, count: times, amountPaisa: amount, refundedPaisa: refunded }))
    .toSorted((a, b) => tenderKinds.indexOf(a.kind) - tenderKinds.indexOf(b.kind)),
});
