import type { createProduct, Locale } from '@zakpos/contracts';
import type { z } from 'zod';
import { isUniqueViolation } from '../platform/database/failures.ts';
import type { Db, TenantId } from '../platform/database/tables.ts';
import { fieldRefusal } from '../platform/errors/field-refusal.ts';
import { uuidv7 } from '../platform/ids.ts';
import { storedBarcode } from './code-reading.ts';
import * as queries from './products.queries.ts';
import { searchTextOf } from './search-text.ts';

type VariantInput = z.output<typeof createProduct>['variants'][number];

interface Addition {
  readonly product: { readonly id: string; readonly name: string; readonly name_bn: string; readonly brand: string };
  readonly variants: readonly VariantInput[];
  /** JSON pointer of the variant with this index in the request. */
  readonly pointer: (index: number) => string;
  readonly locale: Locale;
}

/** @throws AppError `duplicate`, `barcode_check_digit` or `invalid_request`, naming the field. */
export async function addVariants(tx: Db, tenantId: TenantId, { product, variants, pointer, locale }: Addition): Promise<void> {
  const rows = variants.map((input) => {
    // The same characters, whatever keyboard or file they came from.
    const sku = input.sku.normalize('NFC');
    const { name: variantName } = input;
    return {
      id: uuidv7(),
      product_id: product.id,
      sku,
      name: variantName,
      price_paisa: input.pricePaisa,
      price_includes_tax: input.priceIncludesTax,
      search_text: searchTextOf({ name: product.name, variantName, nameBn: product.name_bn, brand: product.brand, sku }),
    };
  });
  const skus = rows.map(({ sku }) => sku);
  const stored = await queries.takenSkus(tx, tenantId, skus);
  const taken = new Set(stored.map(({ sku }) => sku));
  for (const [index, sku] of skus.entries()) {
    if (taken.has(sku)) throw fieldRefusal('duplicate', `${pointer(index)}/sku`, locale);
    taken.add(sku);
  }
  await queries.insertVariants(tx, tenantId, rows);
  const codes = variants.flatMap(({ barcodes }, index) =>
    barcodes.map((code, position) => ({
      variantId: rows[index]?.id ?? '',
      code,
      pointer: `${pointer(index)}/barcodes/${position}`,
    })),
  );
  await insertCodes(tx, tenantId, codes, locale);
}

interface Codes {
  readonly variantId: string;
  readonly codes: readonly { readonly code: string; readonly pointer: string }[];
  readonly locale: Locale;
}

/** @throws AppError `duplicate`, `barcode_check_digit` or `invalid_request`, naming the field. */
export const addBarcodes = (tx: Db, tenantId: TenantId, { variantId, codes, locale }: Codes): Promise<void> =>
  insertCodes(
    tx,
    tenantId,
    codes.map((code) => ({ variantId, ...code })),
    locale,
  );

async function insertCodes(
  tx: Db,
  tenantId: TenantId,
  codes: readonly { variantId: string; code: string; pointer: string }[],
  locale: Locale,
): Promise<void> {
  if (codes.length === 0) return;
  const rows = codes.map(({ variantId, code, pointer }) => {
    const barcode = storedBarcode(code);
    if (barcode === 'barcode_check_digit') throw fieldRefusal('barcode_check_digit', pointer, locale);
    if (barcode === 'unreadable') throw fieldRefusal('invalid_request', pointer, locale);
    return { id: uuidv7(), variant_id: variantId, lookup_key: barcode.lookupKey, gtin14: barcode.gtin14, raw: barcode.raw };
  });
  const keys = rows.map(({ lookup_key }) => lookup_key);
  const stored = await queries.takenBarcodes(tx, tenantId, keys);
  const taken = new Set(stored.map(({ lookup_key }) => lookup_key));
  for (const [index, key] of keys.entries()) {
    if (taken.has(key)) throw fieldRefusal('duplicate', codes[index]?.pointer ?? '', locale);
    taken.add(key);
  }
  await queries.insertBarcodes(tx, tenantId, rows);
}

/** Another request may take an SKU or a barcode between the look and the insert: the constraint refuses, and so do we. */
export async function namingWhatIsTaken<T>(pointer: string, locale: Locale, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isUniqueViolation(error) ? fieldRefusal('duplicate', pointer, locale, error) : error;
  }
}
