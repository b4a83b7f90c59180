import type { saleSummary, SaleView } from '@zakpos/contracts';
import type { z } from 'zod';
import type { PaymentRow, SaleHeadRow, SaleLineRow, SalesPageRow } from './sales.queries.ts';

export const saleSummaryView = (row: SalesPageRow): z.infer<typeof saleSummary> => ({
  id: row.id,
  invoiceNumber: row.invoice_number,
  shopId: row.shop_id,
  registerId: row.register_id,
  cashSessionId: row.cash_session_id,
  cashierName: row.cashier_name,
  soldAt: row.sold_at.toISOString(),
  businessDay: row.business_day,
  subtotalPaisa: row.subtotal_paisa,
  discountPaisa: row.discount_paisa,
  netPaisa: row.net_paisa,
  sdPaisa: row.sd_paisa,
  vatPaisa: row.vat_paisa,
  totalPaisa: row.total_paisa,
  roundingPaisa: row.rounding_paisa,
  changePaisa: row.change_paisa,
  note: row.note,
  voidedAt: row.voided_at?.toISOString() ?? null,
});

export const storedSaleView = (head: SaleHeadRow, lines: readonly SaleLineRow[], payments: readonly PaymentRow[]): SaleView => ({
  ...saleSummaryView(head),
  buyer: head.buyer,
  lines: lines.map((line) => ({
    id: line.id,
    lineNumber: line.line_number,
    variantId: line.variant_id,
    sku: line.sku,
    name: line.name,
    nameBn: line.name_bn,
    unitCode: line.unit_code,
    qtyThousandths: line.qty_thousandths,
    returnedThousandths: line.returned_thousandths,
    unitPricePaisa: line.unit_price_paisa,
    listPricePaisa: line.list_price_paisa,
    lineDiscountPaisa: line.line_discount_paisa,
    cartDiscountSharePaisa: line.cart_discount_share_paisa,
    vatRateBasisPoints: line.vat_rate_basis_points,
    sdRateBasisPoints: line.sd_rate_basis_points,
    priceIncludesTax: line.price_includes_tax,
    netPaisa: line.net_paisa,
    sdPaisa: line.sd_paisa,
    vatPaisa: line.vat_paisa,
    totalPaisa: line.total_paisa,
  })),
  payments: payments.map((payment) => ({
    kind: payment.kind,
    reference: payment.reference,
    tenderedPaisa: payment.tendered_paisa,
    appliedPaisa: payment.applied_paisa,
  })),
});
