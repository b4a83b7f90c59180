import { z } from 'zod';
import { route } from './route.ts';
import {
  count,
  cursor,
  id,
  instant,
  optionalText,
  page,
  pageSize,
  paisa,
  scannedCode,
  signedQtyThousandths,
  text,
} from './scalars.ts';

export const barcode = z.strictObject({ id, code: z.string(), gtin14: z.string().nullable() });
export const variant = z.strictObject({
  id,
  productId: id,
  sku: z.string(),
  /** Empty for a product with one variant. */
  name: z.string(),
  pricePaisa: z.int(),
  priceIncludesTax: z.boolean(),
  active: z.boolean(),
  barcodes: z.array(barcode),
});
export const product = z.strictObject({
  id,
  name: z.string(),
  nameBn: z.string(),
  brand: z.string(),
  categoryId: id.nullable(),
  unitId: id,
  taxClassId: id,
  active: z.boolean(),
  variants: z.array(variant),
  updatedAt: instant,
});
export type ProductView = z.infer<typeof product>;

/** What a till needs to show and sell one variant. */
export const sellable = z.strictObject({
  variantId: id,
  sku: z.string(),
  name: z.string(),
  nameBn: z.string(),
  unitCode: z.string(),
  unitDecimals: z.int(),
  pricePaisa: z.int(),
  priceIncludesTax: z.boolean(),
  vatRateBasisPoints: z.int(),
  sdRateBasisPoints: z.int(),
  /** On hand less what other carts reserve, at the shop that was asked for. */
  availableThousandths: signedQtyThousandths,
});
export type Sellable = z.infer<typeof sellable>;
/** `qtyThousandths` is what the code itself says (a weight, or a price turned into a quantity), else one unit. */
export const lookupResult = sellable.extend({ qtyThousandths: z.int(), encodedPricePaisa: z.int().nullable() });

const variantInput = z.strictObject({
  sku: text(60),
  name: optionalText(120).default(''),
  pricePaisa: paisa,
  priceIncludesTax: z.boolean().default(true),
  barcodes: z.array(scannedCode).max(20).default([]),
});
export const createProduct = z.strictObject({
  name: text(200),
  nameBn: optionalText(200).default(''),
  brand: optionalText(120).default(''),
  categoryId: id.nullable().default(null),
  unitId: id.optional(),
  taxClassId: id.optional(),
  variants: z.array(variantInput).min(1).max(100),
});
export const updateProduct = z.strictObject({
  name: text(200).optional(),
  nameBn: optionalText(200).optional(),
  brand: optionalText(120).optional(),
  categoryId: id.nullable().optional(),
  taxClassId: id.optional(),
  active: z.boolean().optional(),
});
export const updateVariant = z.strictObject({
  name: optionalText(120).optional(),
  pricePaisa: paisa.optional(),
  priceIncludesTax: z.boolean().optional(),
  active: z.boolean().optional(),
});

/**
 * Columns of the catalogue file, by their header in the first line (any order; others are reported as unknown columns and ignored):
 * sku*, name*, price* (taka, at most two decimals), barcode (several apart by `|`), name_bn, category, brand, unit (code), tax_class
 * (code), price_includes_tax (true/false), variant (name of one of several variants; rows of one name are then one product), active
 * (true/false). `unit_price` is read as price. `*` is required. What a row finds by its SKU is changed, the rest is added: a column that
 * is missing changes nothing, an empty cell empties (unit, tax_class and the two flags stay), and barcodes are only ever added.
 */
export const catalogueColumns = [
  'sku',
  'name',
  'price',
  'barcode',
  'name_bn',
  'category',
  'brand',
  'unit',
  'tax_class',
  'price_includes_tax',
  'variant',
  'active',
] as const;

export const importFault = z.strictObject({
  /** Line of the file, the header being line 1. */
  line: z.int(),
  column: z.string(),
  value: z.string(),
  reason: z.string(),
});
export type ImportFault = z.infer<typeof importFault>;
/** `faults` holds the first 1,000; `faultyRows` counts all. */
export const importResult = z.strictObject({
  dryRun: z.boolean(),
  rows: count,
  created: count,
  changed: count,
  unchanged: count,
  faultyRows: count,
  ignoredColumns: z.array(z.string()),
  faults: z.array(importFault),
});
export type ImportResult = z.infer<typeof importResult>;
/** With `Accept: application/x-ndjson` the answer is a line per step, the last one `done` or `failed`. */
export const importProgress = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('progress'), rows: count, bytes: count }),
  z.strictObject({ event: z.literal('done'), result: importResult }),
  z.strictObject({ event: z.literal('failed'), problem: z.unknown() }),
]);
export type ImportProgress = z.infer<typeof importProgress>;

const flag = z.enum(['true', 'false']).default('false');
const productId = z.strictObject({ productId: id });
const variantId = z.strictObject({ variantId: id });

export const catalogueRoutes = {
  lookup: route({
    method: 'GET',
    path: '/lookup',
    summary: 'Find the variant that a scanned or typed code means, with its price and what is left at the shop',
    access: 'catalogue.read',
    query: z.strictObject({ shopId: id, code: scannedCode }),
    response: lookupResult,
    problems: ['barcode_check_digit', 'barcode_unknown', 'reference_unknown', 'tax_rate_missing', 'amount_out_of_range'],
  }),
  search: route({
    method: 'GET',
    path: '/search',
    summary: 'Search by name (Bangla, English or romanised), SKU or code; best first',
    access: 'catalogue.read',
    query: z.strictObject({ shopId: id, q: text(100), limit: z.coerce.number().int().min(1).max(50).default(20) }),
    response: z.strictObject({ items: z.array(sellable) }),
    problems: ['reference_unknown'],
  }),
  listProducts: route({
    method: 'GET',
    path: '/products',
    summary: 'Products by name',
    access: 'catalogue.read',
    query: z.strictObject({ q: text(100).optional(), categoryId: id.optional(), cursor: cursor.optional(), limit: pageSize }),
    response: page(product),
  }),
  createProduct: route({
    method: 'POST',
    path: '/products',
    summary: 'Add a product with its variants and barcodes',
    access: 'catalogue.write',
    idempotent: true,
    body: createProduct,
    status: 201,
    response: product,
    problems: ['duplicate', 'reference_unknown', 'barcode_check_digit'],
  }),
  getProduct: route({
    method: 'GET',
    path: '/products/{productId}',
    summary: 'One product',
    access: 'catalogue.read',
    params: productId,
    response: product,
    problems: ['not_found'],
  }),
  updateProduct: route({
    method: 'PATCH',
    path: '/products/{productId}',
    summary: 'Change a product',
    access: 'catalogue.write',
    params: productId,
    body: updateProduct,
    response: product,
    problems: ['not_found', 'reference_unknown'],
  }),
  addVariant: route({
    method: 'POST',
    path: '/products/{productId}/variants',
    summary: 'Add a variant',
    access: 'catalogue.write',
    idempotent: true,
    params: productId,
    body: variantInput,
    status: 201,
    response: product,
    problems: ['not_found', 'duplicate', 'barcode_check_digit'],
  }),
  updateVariant: route({
    method: 'PATCH',
    path: '/variants/{variantId}',
    summary: 'Change a variant: name, price, active',
    access: 'catalogue.write',
    params: variantId,
    body: updateVariant,
    response: product,
    problems: ['not_found'],
  }),
  addBarcode: route({
    method: 'POST',
    path: '/variants/{variantId}/barcodes',
    summary: 'Add a barcode to a variant',
    access: 'catalogue.write',
    params: variantId,
    body: z.strictObject({ code: scannedCode }),
    status: 201,
    response: product,
    problems: ['not_found', 'duplicate', 'barcode_check_digit'],
  }),
  removeBarcode: route({
    method: 'DELETE',
    path: '/barcodes/{barcodeId}',
    summary: 'Remove a barcode',
    access: 'catalogue.write',
    params: z.strictObject({ barcodeId: id }),
    response: product,
    problems: ['not_found'],
  }),
  importCatalogue: route({
    method: 'POST',
    path: '/catalogue/import',
    summary: 'Import products from CSV (UTF-8, comma or semicolon); importing the same file again changes nothing',
    access: 'catalogue.write',
    query: z.strictObject({ dryRun: flag, skipBad: flag }),
    requestMedia: 'text/csv',
    response: importResult,
    problems: ['csv_invalid', 'csv_rows_invalid'],
  }),
  exportCatalogue: route({
    method: 'GET',
    path: '/catalogue/export',
    summary: 'The whole catalogue as CSV, in the columns that the import reads',
    access: 'catalogue.read',
    response: z.string(),
    responseMedia: 'text/csv',
  }),
};
