import type { SaleView } from '@zakpos/contracts';
import type { Actor } from '../platform/auth/actor.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { TillRow } from './ground.statements.ts';
import { type IssuedStock, journalOf, type PricedSale } from './price-sale.ts';
import { storedSaleView } from './sale-views.ts';

interface Asked {
  readonly actor: Actor;
  readonly buyer: SaleView['buyer'];
  readonly note: string;
  readonly traceParent: string | null;
}

export type SaleRows = ReturnType<typeof saleRows>;

/** A priced sale as the rows that `writeSale` takes, named as their columns. */
export function saleRows(sale: {
  readonly request: Asked;
  readonly cartId: string | null;
  readonly till: TillRow & { readonly session_id: string };
  readonly priced: PricedSale;
  readonly issued: IssuedStock;
  readonly fiscalYear: string;
}) {
  const { request, till, priced, issued } = sale;
  const { lines, totals } = priced.document;
  const costPaisa = issued.costsPaisa.reduce((sum, cost) => sum + cost, 0);
  const journal = journalOf(priced, costPaisa);
  return {
    sale: {
      id: uuidv7(),
      shop_id: till.shop_id,
      register_id: till.register_id,
      cash_session_id: till.session_id,
      cart_id: sale.cartId,
      fiscal_year: sale.fiscalYear,
      sold_at: till.sold_at,
      business_day: till.business_day,
      member_id: request.actor.memberId,
      subtotal_paisa: totals.subtotalPaisa,
      discount_paisa: totals.discountPaisa,
      net_paisa: totals.netPaisa,
      sd_paisa: totals.sdPaisa,
      vat_paisa: totals.vatPaisa,
      total_paisa: totals.totalPaisa,
      rounding_paisa: priced.roundingPaisa,
      change_paisa: priced.changePaisa,
      cost_paisa: costPaisa,
      buyer: request.buyer,
      note: request.note,
      // What is worth nothing has nothing to post.
      journal_id: journal.length > 0 ? uuidv7() : null,
      trace_parent: request.traceParent,
    },
    lines: lines.map((line, index) => ({
      line_number: index + 1,
      id: uuidv7(),
      variant_id: line.offer.variant_id,
      sku: line.offer.sku,
      name: line.offer.name,
      name_bn: line.offer.name_bn,
      unit_code: line.offer.unit_code,
      qty_thousandths: line.qtyThousandths,
      unit_price_paisa: line.unitPricePaisa,
      list_price_paisa: line.listPricePaisa,
      encoded_amount_paisa: line.encodedAmountPaisa ?? null,
      line_discount_paisa: line.lineDiscountPaisa,
      cart_discount_share_paisa: line.cartDiscountSharePaisa,
      vat_rate_basis_points: line.vatRateBasisPoints,
      sd_rate_basis_points: line.sdRateBasisPoints,
      price_includes_tax: line.priceIncludesTax,
      net_paisa: line.netPaisa,
      sd_paisa: line.sdPaisa,
      vat_paisa: line.vatPaisa,
      total_paisa: line.totalPaisa,
      cost_paisa: issued.costsPaisa[index] ?? 0,
    })),
    payments: priced.payments.map((payment, index) => ({
      ordinal: index + 1,
      kind: payment.kind,
      reference: payment.reference,
      tendered_paisa: payment.tenderedPaisa,
      applied_paisa: payment.appliedPaisa,
    })),
    stock: [...issued.after].map(([variant_id, state]) => ({
      variant_id,
      qty_thousandths: state.qtyThousandths,
      value_paisa: state.valuePaisa,
    })),
    journal: journal.map((line, index) => ({
      line_number: index + 1,
      account: line.account,
      debit_paisa: line.debitPaisa,
      credit_paisa: line.creditPaisa,
    })),
  };
}

/** The same sale as the caller sees it. */
export const saleView = ({ sale, lines, payments }: SaleRows, invoiceNumber: string, cashierName: string): SaleView =>
  storedSaleView(
    { ...sale, invoice_number: invoiceNumber, cashier_name: cashierName, voided_at: null },
    lines.map((line) => ({ ...line, returned_thousandths: 0 })),
    payments,
  );
