import { z } from 'zod';
import { route } from './route.ts';
import {
  cursor,
  day,
  exactlyOne,
  id,
  instant,
  optionalText,
  page,
  pageSize,
  paisa,
  qtyThousandths,
  scannedCode,
  text,
} from './scalars.ts';

export const tenderKind = z.enum(['cash', 'card', 'bkash', 'nagad', 'rocket']);
export type TenderKind = z.infer<typeof tenderKind>;
/** The reference of a card slip or wallet transaction: trimmed and upper-cased; required for the wallets. */
export const tender = z.strictObject({
  kind: tenderKind,
  /** A total that rounds to nothing is settled by cash of 0. */
  amountPaisa: paisa,
  reference: text(60)
    .transform((s) => s.toUpperCase())
    .optional(),
});
export const tenders = z.array(tender).max(10);

/** Buyer named on a VAT invoice. */
export const buyer = z.strictObject({
  name: text(120),
  bin: optionalText(30).default(''),
  address: optionalText(300).default(''),
});

/** A line of a one-request sale: by variant or by code. A price that differs from the catalogue's needs the permission. */
export const saleLineInput = exactlyOne(
  z.strictObject({
    variantId: id.optional(),
    code: scannedCode.optional(),
    qtyThousandths: qtyThousandths.optional(),
    lineDiscountPaisa: paisa.default(0),
    unitPricePaisa: paisa.optional(),
  }),
  'variantId',
  'code',
);

export const createSale = z.strictObject({
  registerId: id,
  lines: z.array(saleLineInput).min(1).max(500),
  cartDiscountPaisa: paisa.default(0),
  /** What the caller showed to the customer, before cash rounding. */
  expectedTotalPaisa: paisa,
  tenders,
  buyer: buyer.optional(),
  /** The caller's own mark, kept with the sale. */
  note: optionalText(200).default(''),
});
export type CreateSale = z.output<typeof createSale>;

export const saleLine = z.strictObject({
  id,
  lineNumber: z.int(),
  variantId: id,
  sku: z.string(),
  name: z.string(),
  nameBn: z.string(),
  unitCode: z.string(),
  qtyThousandths: z.int(),
  returnedThousandths: z.int(),
  unitPricePaisa: z.int(),
  listPricePaisa: z.int(),
  lineDiscountPaisa: z.int(),
  cartDiscountSharePaisa: z.int(),
  vatRateBasisPoints: z.int(),
  sdRateBasisPoints: z.int(),
  priceIncludesTax: z.boolean(),
  netPaisa: z.int(),
  sdPaisa: z.int(),
  vatPaisa: z.int(),
  totalPaisa: z.int(),
});
export const payment = z.strictObject({
  kind: tenderKind,
  reference: z.string().nullable(),
  tenderedPaisa: z.int(),
  /** What of it paid the sale: tendered less change. */
  appliedPaisa: z.int(),
});
export const sale = z.strictObject({
  id,
  invoiceNumber: z.string(),
  shopId: id,
  registerId: id,
  cashSessionId: id,
  cashierName: z.string(),
  soldAt: instant,
  businessDay: day,
  subtotalPaisa: z.int(),
  discountPaisa: z.int(),
  netPaisa: z.int(),
  sdPaisa: z.int(),
  vatPaisa: z.int(),
  totalPaisa: z.int(),
  roundingPaisa: z.int(),
  changePaisa: z.int(),
  buyer: buyer.nullable(),
  note: z.string(),
  voidedAt: instant.nullable(),
  lines: z.array(saleLine),
  payments: z.array(payment),
});
export type SaleView = z.infer<typeof sale>;
export const saleSummary = sale.omit({ lines: true, payments: true, buyer: true });

export const disposition = z.enum(['restock', 'quarantine', 'destroy']);
export const refund = z.strictObject({ kind: tenderKind, amountPaisa: paisa.min(1), reference: text(60).optional() });
/** Asked without `refunds`, the server refunds each tender of the sale in turn, other tenders before cash. */
export const createReturn = z.strictObject({
  registerId: id,
  reason: text(200),
  lines: z
    .array(z.strictObject({ saleLineId: id, qtyThousandths, disposition: disposition.default('restock') }))
    .min(1)
    .max(500),
  refunds: z.array(refund).min(1).max(10).optional(),
  approvalId: id.optional(),
});
export const saleReturn = z.strictObject({
  id,
  creditNoteNumber: z.string(),
  saleId: id,
  invoiceNumber: z.string(),
  at: instant,
  reason: z.string(),
  netPaisa: z.int(),
  sdPaisa: z.int(),
  vatPaisa: z.int(),
  totalPaisa: z.int(),
  roundingPaisa: z.int(),
  lines: z.array(
    z.strictObject({
      saleLineId: id,
      name: z.string(),
      qtyThousandths: z.int(),
      totalPaisa: z.int(),
      vatPaisa: z.int(),
      disposition,
    }),
  ),
  refunds: z.array(z.strictObject({ kind: tenderKind, amountPaisa: z.int(), reference: z.string().nullable() })),
});

export const printFormat = z.enum(['escpos58', 'escpos80', 'pdf']);
const saleId = z.strictObject({ saleId: id });
const returnId = z.strictObject({ returnId: id });

/** Refusals of everything that commits a sale. */
export const commitProblems = [
  'session_closed',
  'insufficient_stock',
  'total_mismatch',
  'payment_short',
  'payment_excess',
  'payment_reference_required',
  'payment_reference_used',
  'discount_exceeds_amount',
  'amount_out_of_range',
  'tax_rate_missing',
  'idempotency_key_required',
  'idempotency_key_reused',
] as const;

export const saleRoutes = {
  createSale: route({
    method: 'POST',
    path: '/sales',
    summary: 'Sell in one request: lines, tenders and the total that the caller expects',
    access: 'sales.sell',
    idempotent: true,
    body: createSale,
    status: 201,
    response: sale,
    problems: [
      ...commitProblems,
      'reference_unknown',
      'barcode_unknown',
      'barcode_check_digit',
      'quantity_precision',
      'permission_denied',
    ],
  }),
  listSales: route({
    method: 'GET',
    path: '/sales',
    summary: 'Sales, newest first',
    access: 'sales.read',
    query: z.strictObject({
      shopId: id.optional(),
      businessDay: day.optional(),
      /** Invoice number, or the reference of a tender. */
      q: text(60).optional(),
      cursor: cursor.optional(),
      limit: pageSize,
    }),
    response: page(saleSummary),
  }),
  getSale: route({
    method: 'GET',
    path: '/sales/{saleId}',
    summary: 'One sale',
    access: 'sales.read',
    params: saleId,
    response: sale,
    problems: ['not_found'],
  }),
  voidSale: route({
    method: 'POST',
    path: '/sales/{saleId}/void',
    summary: 'Void a whole sale while its cash session is open; needs the permission or an approval',
    access: 'sales.sell',
    idempotent: true,
    params: saleId,
    body: z.strictObject({ reason: text(200), approvalId: id.optional() }),
    response: sale,
    problems: ['not_found', 'sale_voided', 'void_not_possible', 'approval_invalid', 'permission_denied', 'session_closed'],
  }),
  createReturn: route({
    method: 'POST',
    path: '/sales/{saleId}/returns',
    summary: 'Take goods of a sale back and refund them',
    access: 'sales.sell',
    idempotent: true,
    params: saleId,
    body: createReturn,
    status: 201,
    response: saleReturn,
    problems: [
      'not_found',
      'sale_voided',
      'return_exceeds_sold',
      'refund_mismatch',
      'session_closed',
      'quantity_precision',
      'approval_invalid',
      'permission_denied',
      'reference_unknown',
      'payment_reference_required',
    ],
  }),
  getReturn: route({
    method: 'GET',
    path: '/returns/{returnId}',
    summary: 'One return with its credit note number',
    access: 'sales.read',
    params: returnId,
    response: saleReturn,
    problems: ['not_found'],
  }),
  printSale: route({
    method: 'POST',
    path: '/sales/{saleId}/prints',
    summary: 'The receipt as printer bytes or PDF; every print after the first says “Duplicate” and is counted',
    access: 'sales.read',
    params: saleId,
    query: z.strictObject({ format: printFormat }),
    response: z.unknown(),
    responseMedia: 'application/octet-stream',
    otherResponseMedia: ['application/pdf'],
    problems: ['not_found'],
  }),
  printReturn: route({
    method: 'POST',
    path: '/returns/{returnId}/prints',
    summary: 'The credit note as printer bytes or PDF',
    access: 'sales.read',
    params: returnId,
    query: z.strictObject({ format: printFormat }),
    response: z.unknown(),
    responseMedia: 'application/octet-stream',
    otherResponseMedia: ['application/pdf'],
    problems: ['not_found'],
  }),
  saleInvoice: route({
    method: 'GET',
    path: '/sales/{saleId}/invoice',
    summary: 'The VAT invoice (Mushak-6.3) as PDF',
    access: 'sales.read',
    params: saleId,
    response: z.unknown(),
    responseMedia: 'application/pdf',
    problems: ['not_found'],
  }),
};
