import { z } from 'zod';
import { route } from './route.ts';
import {
  cursor,
  exactlyOne,
  id,
  instant,
  optionalText,
  page,
  pageSize,
  paisa,
  qtyThousandths,
  signedQtyThousandths,
  text,
} from './scalars.ts';

export const stockRow = z.strictObject({
  variantId: id,
  sku: z.string(),
  name: z.string(),
  qtyThousandths: signedQtyThousandths,
  reservedThousandths: z.int(),
  /** Exact value of what is on hand; the average cost is derived from it. */
  valuePaisa: z.int(),
});
const named = { variantId: id.optional(), sku: text(60).optional() };
/** Each line names its variant by `variantId` or by `sku`. */
const lines = <T extends z.ZodRawShape>(fields: T) =>
  z
    .array(exactlyOne(z.strictObject({ ...named, ...fields }), 'variantId', 'sku'))
    .min(1)
    .max(5_000);

export const stockReceipt = z.strictObject({
  shopId: id,
  reference: optionalText(80).default(''),
  lines: lines({ qtyThousandths, landedCostPaisa: paisa }),
});
export const stockCount = z.strictObject({
  shopId: id,
  reference: optionalText(80).default(''),
  /** What was counted; the difference to what the books say becomes an adjustment. */
  lines: lines({ countedThousandths: z.int().min(0).max(1_000_000_000) }),
});
export const stockAdjustment = z.strictObject({
  shopId: id,
  reason: text(200),
  lines: lines({ differenceThousandths: signedQtyThousandths.refine((n) => n !== 0).meta({ not: { const: 0 } }) }),
});
export const stockDocument = z.strictObject({
  id,
  number: z.string(),
  kind: z.enum(['receipt', 'count', 'adjustment']),
  shopId: id,
  at: instant,
  lines: z.int(),
  /** Change of the stock's value. */
  valuePaisa: z.int(),
});
export const movementKind = z.enum(['receipt', 'count', 'adjustment', 'sale', 'return', 'void']);
export const movement = z.strictObject({
  /** Grows from movement to movement; opaque. */
  id: z.string(),
  at: instant,
  kind: movementKind,
  variantId: id,
  qtyThousandths: z.int(),
  valuePaisa: z.int(),
  documentNumber: z.string(),
});

const write = { method: 'POST', access: 'stock.write', idempotent: true, status: 201, response: stockDocument } as const;

export const stockRoutes = {
  listStock: route({
    method: 'GET',
    path: '/stock',
    summary: 'Stock of a shop by name',
    access: 'stock.read',
    query: z.strictObject({ shopId: id, q: text(100).optional(), cursor: cursor.optional(), limit: pageSize }),
    response: page(stockRow),
    problems: ['not_found'],
  }),
  listMovements: route({
    method: 'GET',
    path: '/stock/movements',
    summary: 'Movements of one variant at a shop, newest first',
    access: 'stock.read',
    query: z.strictObject({ shopId: id, variantId: id, cursor: cursor.optional(), limit: pageSize }),
    response: page(movement),
    problems: ['not_found'],
  }),
  receiveStock: route({
    ...write,
    path: '/stock/receipts',
    summary: 'Receive goods at their landed cost',
    body: stockReceipt,
    problems: ['reference_unknown', 'quantity_precision', 'amount_out_of_range'],
  }),
  countStock: route({
    ...write,
    path: '/stock/counts',
    summary: 'Set the stock to what was counted',
    body: stockCount,
    problems: ['reference_unknown', 'quantity_precision', 'amount_out_of_range'],
  }),
  adjustStock: route({
    ...write,
    path: '/stock/adjustments',
    summary: 'Adjust the stock by a difference, with its reason',
    body: stockAdjustment,
    problems: ['reference_unknown', 'quantity_precision', 'insufficient_stock', 'amount_out_of_range'],
  }),
};
