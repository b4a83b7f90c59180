import { Injectable } from '@nestjs/common';
import type { saleRoutes, SaleView } from '@zakpos/contracts';
import { adjustmentJournal, returnStock, reverseJournal } from '@zakpos/domain';
import { ApprovalsService } from '../approvals/approvals.service.ts';
import { postJournal } from '../books/post.ts';
import { shareSession } from '../cash/session-lock.ts';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { run } from '../platform/database/run.ts';
import type { Db } from '../platform/database/tables.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { Answer, type Input } from '../platform/http/input.ts';
import { claim, replayedHeader, store } from '../platform/idempotency/idempotency.ts';
import { announce } from '../platform/outbox/announce.ts';
import { SalesService } from '../sales/sales.service.ts';
import { StockLedger } from '../stock/stock-ledger.ts';
import { ownSale } from './locks.ts';
import * as queries from './voids.queries.ts';

type VoidSale = Pick<Input<typeof saleRoutes.voidSale>, 'actor' | 'params' | 'body' | 'idempotencyKey' | 'requestHash'>;

@Injectable()
export class VoidsService {
  constructor(
    private readonly db: DatabaseService,
    private readonly approvals: ApprovalsService,
    private readonly sales: SalesService,
  ) {}

  /**
   * Undoes a whole sale while its cash session is open.
   * @throws AppError `not_found`, `permission_denied`, `approval_invalid`, `sale_voided`; `void_not_possible` once its session is
   * closed or something of it came back.
   */
  async voidSale({ actor, params, body, idempotencyKey, requestHash }: VoidSale): Promise<Answer<SaleView>> {
    const { saleId } = params;
    const request = { tenantId: actor.tenantId, key: idempotencyKey, route: 'POST /sales/{saleId}/void', requestHash };
    const isReplay = await this.db.inTenant(actor.tenantId, async (tx) => {
      if (await claim(tx, request)) return true;
      await this.#void(tx, actor, saleId, body);
      // A voided sale does not change any more: it is read again for whoever asks again.
      await store(tx, request, { status: 200, body: { saleId } });
      return false;
    });
    return new Answer(await this.sales.getSale(actor, saleId), { status: 200, headers: isReplay ? replayedHeader : {} });
  }

  async #void(tx: Db, actor: Actor, saleId: string, asked: VoidSale['body']): Promise<void> {
    const { tenantId } = actor;
    await ownSale(tx, saleId);
    const sale = await queries.saleToVoid(tx, tenantId, saleId);
    if (!sale) throw new AppError('not_found');
    const { approverId } = await this.approvals.permit(tx, actor, {
      action: 'void',
      subjectId: saleId,
      cartVersion: null,
      approvalId: asked.approvalId,
    });
    if (sale.is_voided) throw new AppError('sale_voided', { saleId });
    if (sale.has_returns) throw new AppError('void_not_possible', { because: 'returned' });
    await run(tx, shareSession(sale.register_id));
    const isOpen = await queries.isSessionOpen(tx, tenantId, sale.cash_session_id);
    if (!isOpen) throw new AppError('void_not_possible', { because: 'session_closed' });

    const { shop_id: shopId, invoice_number: number, at } = sale;
    const lines = await queries.issuedLines(tx, tenantId, saleId);
    const ledger = await StockLedger.open(
      tx,
      tenantId,
      shopId,
      lines.map((line) => line.variant_id),
    );
    let cogsAdjustmentPaisa = 0;
    for (const line of lines) {
      const goods = { qtyThousandths: line.qty_thousandths, costPaisa: line.cost_paisa };
      const entry = returnStock(ledger.stateOf(line.variant_id), goods);
      ledger.move(line.variant_id, entry.state);
      cogsAdjustmentPaisa += entry.cogsAdjustmentPaisa;
    }
    await ledger.write({ kind: 'void', id: saleId, number });
    await queries.insertVoid(tx, tenantId, {
      saleId,
      sessionId: sale.cash_session_id,
      reason: asked.reason,
      memberId: actor.memberId,
      approvedBy: approverId,
      at,
    });
    await postJournal(tx, tenantId, {
      shopId,
      kind: 'void',
      documentId: saleId,
      documentNumber: number,
      // The day whose sales it is taken out of, also when its session runs past midnight.
      businessDay: sale.business_day,
      at,
      lines: [
        ...reverseJournal(await queries.postedBySale(tx, tenantId, saleId)),
        // Goods that come back to less than nothing settle what was sold below zero.
        ...adjustmentJournal({ kind: 'gain', costPaisa: 0, cogsAdjustmentPaisa }),
      ],
    });
    await audit(tx, actor, {
      action: 'sale.void',
      subjectType: 'sale',
      subjectId: saleId,
      before: { invoiceNumber: number, totalPaisa: sale.total_paisa },
      reason: asked.reason,
      approverId,
    });
    await announce(
      tx,
      tenantId,
      { shopId, type: 'sale_voided', payload: { saleId } },
      { shopId, type: 'stock_changed', payload: { variantIds: ledger.movedVariantIds } },
    );
  }
}
