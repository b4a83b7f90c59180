import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { printFormat } from '@zakpos/contracts';
import type { z } from 'zod';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { Cache } from '../platform/cache/cache.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import type { Db } from '../platform/database/tables.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { ReceiptDocument } from './documents.ts';
import { renderEscPos } from './escpos.ts';
import { renderMushakPdf } from './mushak-pdf.ts';
import { mushakOfSale } from './mushak-view.ts';
import { renderReceiptPdf } from './receipt-pdf.ts';
import { returnReceipt, saleReceipt } from './receipt-view.ts';
import {
  insertPrint,
  issuerOf,
  lockPrints,
  type NewPrint,
  paymentsToPrint,
  printCount,
  refundsToPrint,
  returnLinesToPrint,
  returnToPrint,
  saleLinesToPrint,
  saleToPrint,
} from './receipts.queries.ts';

export type PrintFormat = z.infer<typeof printFormat>;

/** A document as bytes, and under which number. */
export interface RenderedDocument {
  readonly number: string;
  readonly bytes: Buffer;
}

/** A document is looked at, printed and sent within minutes, or not again for months. */
const cachedMs = 15 * 60_000;

/** A PDF costs 6 ms of processor time. It is found by what it says, so that it can never be out of date. */
const cachedPdf = <T>(
  cache: Cache,
  of: { readonly tenantId: string; readonly kind: 'receipt' | 'mushak'; readonly document: T },
  make: (document: T) => Promise<Buffer>,
): Promise<Buffer> => {
  const { tenantId, kind, document } = of;
  const id = createHash('sha256').update(JSON.stringify(document)).digest('base64url');
  return cache.getOrMake({ tenantId, kind, id }, cachedMs, () => make(document));
};

const render = async (
  cache: Cache,
  tenantId: string,
  document: ReceiptDocument,
  format: PrintFormat,
): Promise<RenderedDocument> => {
  const bytes =
    format === 'pdf'
      ? await cachedPdf(cache, { tenantId, kind: 'receipt', document }, renderReceiptPdf)
      : await renderEscPos(document, {
          paperMm: format === 'escpos58' ? 58 : 80,
          openDrawer: document.kind !== 'void',
        });
  return { number: document.documentNumber, bytes };
};

/** Counts the print, and writes a reprint down with who asked for it. */
const recordPrint = async (tx: Db, actor: Actor, print: Omit<NewPrint, 'memberId' | 'deviceId'>): Promise<void> => {
  await insertPrint(tx, actor.tenantId, { ...print, memberId: actor.memberId, deviceId: actor.deviceId });
  if (print.ordinal === 1) return;
  await audit(tx, actor, {
    action: `${print.documentKind}.reprint`,
    subjectType: print.documentKind,
    subjectId: print.documentId,
    after: { ordinal: print.ordinal, format: print.format },
  });
};

@Injectable()
export class ReceiptsService {
  constructor(
    private readonly db: DatabaseService,
    private readonly cache: Cache,
  ) {}

  /** @throws AppError `not_found`. */
  async printSale(actor: Actor, saleId: string, format: PrintFormat): Promise<RenderedDocument> {
    const { tenantId } = actor;
    const document = await this.db.inTenant(tenantId, async (tx) => {
      const [, sale] = await Promise.all([lockPrints(tx, saleId), saleToPrint(tx, tenantId, saleId)]);
      if (sale === undefined) throw new AppError('not_found');
      const [issuer, lines, payments, printed] = await Promise.all([
        issuerOf(tx, tenantId, sale),
        saleLinesToPrint(tx, tenantId, saleId),
        paymentsToPrint(tx, tenantId, saleId),
        printCount(tx, tenantId, saleId),
      ]);
      await recordPrint(tx, actor, {
        documentId: saleId,
        documentKind: 'sale',
        ordinal: printed + 1,
        format,
        registerId: sale.register_id,
        cashSessionId: sale.cash_session_id,
      });
      return saleReceipt({ sale, issuer, lines, payments, duplicate: printed > 0 });
    });
    return render(this.cache, tenantId, document, format);
  }

  /** @throws AppError `not_found`. */
  async printReturn(actor: Actor, returnId: string, format: PrintFormat): Promise<RenderedDocument> {
    const { tenantId } = actor;
    const document = await this.db.inTenant(tenantId, async (tx) => {
      const [, saleReturn] = await Promise.all([lockPrints(tx, returnId), returnToPrint(tx, tenantId, returnId)]);
      if (saleReturn === undefined) throw new AppError('not_found');
      const [issuer, lines, refunds, printed] = await Promise.all([
        issuerOf(tx, tenantId, saleReturn),
        returnLinesToPrint(tx, tenantId, returnId),
        refundsToPrint(tx, tenantId, returnId),
        printCount(tx, tenantId, returnId),
      ]);
      await recordPrint(tx, actor, {
        documentId: returnId,
        documentKind: 'return',
        ordinal: printed + 1,
        format,
        registerId: saleReturn.register_id,
        cashSessionId: saleReturn.cash_session_id,
      });
      return returnReceipt({ saleReturn, issuer, lines, refunds, duplicate: printed > 0 });
    });
    return render(this.cache, tenantId, document, format);
  }

  /** @throws AppError `not_found`. */
  async saleInvoice(actor: Actor, saleId: string): Promise<RenderedDocument> {
    const { tenantId } = actor;
    const invoice = await this.db.inTenant(tenantId, async (tx) => {
      const sale = await saleToPrint(tx, tenantId, saleId);
      if (sale === undefined) throw new AppError('not_found');
      const [issuer, lines] = await Promise.all([issuerOf(tx, tenantId, sale), saleLinesToPrint(tx, tenantId, saleId)]);
      return mushakOfSale({ sellerName: actor.tenantName, sale, issuer, lines });
    });
    return {
      number: invoice.invoiceNumber,
      bytes: await cachedPdf(this.cache, { tenantId, kind: 'mushak', document: invoice }, renderMushakPdf),
    };
  }
}
