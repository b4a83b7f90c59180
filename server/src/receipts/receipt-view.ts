import type { ReceiptDocument, ReceiptLine, VatSummaryRow } from './documents.ts';
import { localTime } from './local-time.ts';
import type {
  issuerOf,
  paymentsToPrint,
  refundsToPrint,
  returnLinesToPrint,
  returnToPrint,
  saleLinesToPrint,
  saleToPrint,
} from './receipts.queries.ts';

type Row<Query extends (...values: never[]) => Promise<unknown>> = NonNullable<Awaited<ReturnType<Query>>>;
type RowOfMany<Query extends (...values: never[]) => Promise<readonly unknown[]>> = Awaited<ReturnType<Query>>[number];

export type Issuer = Row<typeof issuerOf>;
export type SaleRow = Row<typeof saleToPrint>;
export type SaleLineRow = RowOfMany<typeof saleLinesToPrint>;
export type PaymentRow = RowOfMany<typeof paymentsToPrint>;
export type ReturnRow = Row<typeof returnToPrint>;
export type ReturnLineRow = RowOfMany<typeof returnLinesToPrint>;
export type RefundRow = RowOfMany<typeof refundsToPrint>;

const nameOf = (line: { name: string; name_bn: string }, { locale }: Issuer) =>
  locale === 'bn' && line.name_bn !== '' ? line.name_bn : line.name;

const sum = <T>(rows: readonly T[], amountOf: (row: T) => number): number =>
  rows.reduce((total, row) => total + amountOf(row), 0);

/** What a line cost at its price, before any discount; exact also for labels that carry their price. */
export const undiscountedPaisa = (line: SaleLineRow): number =>
  (line.price_includes_tax ? line.total_paisa : line.net_paisa) + line.line_discount_paisa + line.cart_discount_share_paisa;

interface TaxedRow {
  readonly vat_rate_basis_points: number;
  readonly net_paisa: number;
  readonly vat_paisa: number;
}

/** Per rate, the highest first; a document without VAT has no summary. */
const vatSummaryOf = (rows: readonly TaxedRow[]): VatSummaryRow[] => {
  const byRate = Map.groupBy(rows, (row) => row.vat_rate_basis_points);
  if (byRate.size === 1 && byRate.has(0)) return [];
  return [...byRate]
    .map(([vatRateBasisPoints, ofRate]) => ({
      vatRateBasisPoints,
      netPaisa: sum(ofRate, (row) => row.net_paisa),
      vatPaisa: sum(ofRate, (row) => row.vat_paisa),
    }))
    .toSorted((a, b) => b.vatRateBasisPoints - a.vatRateBasisPoints);
};

const headOf = (issuer: Issuer, at: Date) => {
  const { date, time } = localTime(at, issuer.time_zone);
  return {
    locale: issuer.locale,
    digits: issuer.digits,
    shopName: issuer.shop_name,
    shopAddress: issuer.address,
    shopPhone: issuer.phone,
    bin: issuer.bin,
    issuedAt: `${date} ${time}`,
    registerName: issuer.register_name,
    cashierName: issuer.member_name,
  };
};

const saleLine = (line: SaleLineRow, issuer: Issuer): ReceiptLine => ({
  name: nameOf(line, issuer),
  qtyThousandths: line.qty_thousandths,
  unit: line.unit_code,
  unitPricePaisa: line.unit_price_paisa,
  discountPaisa: line.line_discount_paisa,
  totalPaisa: undiscountedPaisa(line) - line.line_discount_paisa,
  vatRateBasisPoints: line.vat_rate_basis_points,
});

export const saleReceipt = (of: {
  sale: SaleRow;
  issuer: Issuer;
  lines: readonly SaleLineRow[];
  payments: readonly PaymentRow[];
  duplicate: boolean;
}): ReceiptDocument => {
  const { sale, issuer } = of;
  const lines = of.lines.map((line) => saleLine(line, issuer));
  const subtotalPaisa = sum(lines, (line) => line.totalPaisa);
  const cartDiscountPaisa = sum(of.lines, (line) => line.cart_discount_share_paisa);
  return {
    ...headOf(issuer, sale.sold_at),
    kind: sale.voided_at === null ? 'sale' : 'void',
    duplicate: of.duplicate,
    documentNumber: sale.invoice_number,
    originalNumber: null,
    lines,
    totals: {
      subtotalPaisa,
      cartDiscountPaisa,
      taxAddedPaisa: sale.total_paisa - subtotalPaisa + cartDiscountPaisa,
      netPaisa: sale.net_paisa,
      sdPaisa: sale.sd_paisa,
      vatPaisa: sale.vat_paisa,
      totalPaisa: sale.total_paisa,
      roundingPaisa: sale.rounding_paisa,
      payablePaisa: sale.total_paisa + sale.rounding_paisa,
    },
    vatSummary: vatSummaryOf(of.lines),
    payments: of.payments.map(({ kind, reference, tendered_paisa }) => ({ kind, reference, amountPaisa: tendered_paisa })),
    changePaisa: sale.change_paisa,
  };
};

export const returnReceipt = (of: {
  saleReturn: ReturnRow;
  issuer: Issuer;
  lines: readonly ReturnLineRow[];
  refunds: readonly RefundRow[];
  duplicate: boolean;
}): ReceiptDocument => {
  const { saleReturn, issuer } = of;
  return {
    ...headOf(issuer, saleReturn.at),
    kind: 'return',
    duplicate: of.duplicate,
    documentNumber: saleReturn.credit_note_number,
    originalNumber: saleReturn.invoice_number,
    lines: of.lines.map((line) => ({
      name: nameOf(line, issuer),
      qtyThousandths: line.qty_thousandths,
      unit: line.unit_code,
      unitPricePaisa: null,
      discountPaisa: 0,
      totalPaisa: line.total_paisa,
      vatRateBasisPoints: line.vat_rate_basis_points,
    })),
    totals: {
      subtotalPaisa: saleReturn.total_paisa,
      cartDiscountPaisa: 0,
      taxAddedPaisa: 0,
      netPaisa: saleReturn.net_paisa,
      sdPaisa: saleReturn.sd_paisa,
      vatPaisa: saleReturn.vat_paisa,
      totalPaisa: saleReturn.total_paisa,
      roundingPaisa: saleReturn.rounding_paisa,
      payablePaisa: saleReturn.total_paisa + saleReturn.rounding_paisa,
    },
    vatSummary: vatSummaryOf(of.lines),
    payments: of.refunds.map(({ kind, reference, amount_paisa }) => ({ kind, reference, amountPaisa: amount_paisa })),
    changePaisa: 0,
  };
};
