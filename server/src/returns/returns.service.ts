import { Injectable } from '@nestjs/common';
import type { saleReturn, saleRoutes } from '@zakpos/contracts';
import { returnStock } from '@zakpos/domain';
import type { z } from 'zod';
import { ApprovalsService } from '../approvals/approvals.service.ts';
import { postJournal } from '../books/post.ts';
import { shareSession } from '../cash/session-lock.ts';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { run } from '../platform/database/run.ts';
import type { Db, TenantId } from '../platform/database/tables.ts';
import { nextDocumentNumber } from '../platform/documents/number.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Input } from '../platform/http/input.ts';
import { once } from '../platform/idempotency/idempotency.ts';
import { uuidv7 } from '../platform/ids.ts';
import { announce, type Announcement } from '../platform/outbox/announce.ts';
import { StockLedger } from '../stock/stock-ledger.ts';
import { journalOfReturn, type PricedReturnLine, priceReturn, sumOf } from './price-return.ts';
import { acceptRefunds, proposeRefunds, type Refund, refundable, type RefundPlan, type RefundSituation } from './refund-plan.ts';
import * as queries from './returns.queries.ts';
import { ownSale } from './locks.ts';

type CreateReturn = Pick<Input<typeof saleRoutes.createReturn>, 'actor' | 'params' | 'body' | 'idempotencyKey' | 'requestHash'>;
type ReturnView = z.input<typeof saleReturn>;

@Injectable()
export class ReturnsService {
  constructor(
    private readonly db: DatabaseService,
    private readonly approvals: ApprovalsService,
  ) {}

  /**
   * Takes goods of a sale back at a register's open session, and refunds them.
   * @throws AppError `not_found`, `permission_denied`, `approval_invalid`, `sale_voided`, `reference_unknown`, `session_closed`,
   * `return_exceeds_sold`, `quantity_precision`, `refund_mismatch`, `payment_reference_required`.
   */
  createReturn({ actor, params, body, idempotencyKey, requestHash }: CreateReturn) {
    const request = { tenantId: actor.tenantId, key: idempotencyKey, route: 'POST /sales/{saleId}/returns', requestHash };
    return once(this.db, request, 201, (tx) => this.#take(tx, actor, params.saleId, body));
  }

  /** @throws AppError `not_found`. */
  getReturn({ tenantId }: Actor, returnId: string): Promise<ReturnView> {
    return this.db.inTenant(tenantId, (tx) => viewOf(tx, tenantId, returnId));
  }

  async #take(tx: Db, actor: Actor, saleId: string, asked: CreateReturn['body']): Promise<ReturnView> {
    const { tenantId } = actor;
    await ownSale(tx, saleId);
    const sale = await queries.soldSale(tx, tenantId, saleId);
    if (!sale) throw new AppError('not_found');
    const { approverId } = await this.approvals.permit(tx, actor, {
      action: 'return',
      subjectId: saleId,
      cartVersion: null,
      approvalId: asked.approvalId,
    });
    if (sale.voided_at !== null) throw new AppError('sale_voided', { saleId });
    const till = await openTill(tx, tenantId, asked.registerId);

    const [sold, payments, earlierRefunds, earlierTotalPaisa] = await Promise.all([
      queries.soldLines(tx, tenantId, saleId),
      queries.paymentsOfSale(tx, tenantId, saleId),
      queries.earlierRefunds(tx, tenantId, saleId),
      queries.earlierTotal(tx, tenantId, saleId),
    ]);
    const priced = priceReturn(asked.lines, sold);
    const { lines } = priced;
    const totalPaisa = sumOf(lines, 'totalPaisa');
    const plan = planOf(asked.refunds, {
      returnTotalPaisa: totalPaisa,
      payments,
      saleRoundingPaisa: sale.rounding_paisa,
      earlierTotalPaisa,
      earlierRefunds,
      cashRoundingUnitPaisa: till.cash_rounding_unit_paisa,
    });
    const stock = await restock(tx, tenantId, till.shop_id, lines);

    const id = uuidv7();
    const { shop_id: shopId, session_id: sessionId, at, business_day: businessDay } = till;
    const series = { shopId, kind: 'credit_note', at, timeZone: till.time_zone } as const;
    const { fiscalYear, number, text: creditNoteNumber } = await nextDocumentNumber(tx, tenantId, series);
    await queries.insertReturn(tx, tenantId, {
      id,
      saleId,
      shopId,
      registerId: asked.registerId,
      sessionId,
      fiscalYear,
      number,
      creditNoteNumber,
      at,
      businessDay,
      memberId: actor.memberId,
      approvedBy: approverId,
      reason: asked.reason,
      netPaisa: sumOf(lines, 'netPaisa'),
      sdPaisa: sumOf(lines, 'sdPaisa'),
      vatPaisa: sumOf(lines, 'vatPaisa'),
      totalPaisa,
      roundingPaisa: plan.roundingPaisa,
      costPaisa: sumOf(lines, 'costPaisa'),
    });
    await Promise.all([
      queries.insertReturnLines(
        tx,
        tenantId,
        { returnId: id, saleId },
        lines.map((line, index) => ({ ...line, lineNumber: index + 1, soldLineNumber: line.sold.line_number })),
      ),
      queries.saveReturned(tx, tenantId, saleId, priced.returned),
      queries.insertRefunds(tx, tenantId, { returnId: id, sessionId }, plan.refunds),
      stock.ledger.write({ kind: 'return', id, number: creditNoteNumber }),
      postJournal(tx, tenantId, {
        shopId,
        kind: 'return',
        documentId: id,
        documentNumber: creditNoteNumber,
        businessDay,
        at,
        lines: journalOfReturn(lines, plan, stock.cogsAdjustmentPaisa),
      }),
      audit(tx, actor, {
        action: 'sale.return',
        subjectType: 'sale',
        subjectId: saleId,
        after: { returnId: id, creditNoteNumber, invoiceNumber: sale.invoice_number, totalPaisa, refunds: plan.refunds },
        reason: asked.reason,
        approverId,
      }),
    ]);
    const view = await viewOf(tx, tenantId, id);
    const variantIds = stock.ledger.movedVariantIds;
    const moved: Announcement[] = variantIds.length > 0 ? [{ shopId, type: 'stock_changed', payload: { variantIds } }] : [];
    await announce(tx, tenantId, { shopId, type: 'sale_returned', payload: { returnId: id } }, ...moved);
    return view;
  }
}

async function openTill(tx: Db, tenantId: TenantId, registerId: string) {
  await run(tx, shareSession(registerId));
  const till = await queries.tillNow(tx, tenantId, registerId);
  if (!till) {
    const fault = { pointer: '/registerId', message: 'There is no such register.' };
    throw new AppError('reference_unknown', { registerId }, [fault]);
  }
  const { session_id } = till;
  if (session_id === null) throw new AppError('session_closed', { registerId });
  return { ...till, session_id };
}

const needsReference: ReadonlySet<Refund['kind']> = new Set(['bkash', 'nagad', 'rocket']);

function planOf(asked: CreateReturn['body']['refunds'], situation: RefundSituation): RefundPlan {
  if (asked === undefined) return proposeRefunds(situation);
  const unreferenced = asked.findIndex(({ kind, reference }) => needsReference.has(kind) && reference === undefined);
  if (unreferenced >= 0) {
    const pointer = `/refunds/${unreferenced}/reference`;
    throw new AppError('payment_reference_required', undefined, [{ pointer, message: 'required' }]);
  }
  const plan = acceptRefunds(
    situation,
    asked.map(({ kind, amountPaisa, reference }) => ({ kind, amountPaisa, reference: reference?.toUpperCase() ?? null })),
  );
  if (plan) return plan;
  throw new AppError('refund_mismatch', {
    totalPaisa: situation.returnTotalPaisa,
    refundable: refundable(situation),
    proposed: proposeRefunds(situation).refunds,
  });
}

/** Only what can be sold again re-enters the stock, at the cost that it left with. */
async function restock(tx: Db, tenantId: TenantId, shopId: string, lines: readonly PricedReturnLine[]) {
  const goods = lines.filter(({ disposition }) => disposition === 'restock');
  const ledger = await StockLedger.open(
    tx,
    tenantId,
    shopId,
    goods.map(({ sold }) => sold.variant_id),
  );
  let cogsAdjustmentPaisa = 0;
  for (const { sold, qtyThousandths, costPaisa } of goods) {
    const entry = returnStock(ledger.stateOf(sold.variant_id), { qtyThousandths, costPaisa });
    ledger.move(sold.variant_id, entry.state);
    cogsAdjustmentPaisa += entry.cogsAdjustmentPaisa;
  }
  return { ledger, cogsAdjustmentPaisa };
}

async function viewOf(tx: Db, tenantId: TenantId, returnId: string): Promise<ReturnView> {
  const [head, lines, refunds] = await Promise.all([
    queries.returnHead(tx, tenantId, returnId),
    queries.returnedLines(tx, tenantId, returnId),
    queries.refundsOf(tx, tenantId, returnId),
  ]);
  if (!head) throw new AppError('not_found');
  return {
    id: head.id,
    creditNoteNumber: head.credit_note_number,
    saleId: head.sale_id,
    invoiceNumber: head.invoice_number,
    at: head.at.toISOString(),
    reason: head.reason,
    netPaisa: head.net_paisa,
    sdPaisa: head.sd_paisa,
    vatPaisa: head.vat_paisa,
    totalPaisa: head.total_paisa,
    roundingPaisa: head.rounding_paisa,
    lines: lines.map((line) => ({
      saleLineId: line.sale_line_id,
      name: line.name,
      qtyThousandths: line.qty_thousandths,
      totalPaisa: line.total_paisa,
      vatPaisa: line.vat_paisa,
      disposition: line.disposition,
    })),
    refunds,
  };
}
