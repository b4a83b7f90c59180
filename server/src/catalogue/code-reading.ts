import { type InStoreLayout, latinDigits, parseBarcode, qtyForEncodedPrice, readInStore } from '@zakpos/domain';

/** One thing that a code may mean, and what the code then says about the quantity. */
export interface CodeCandidate {
  readonly by: 'barcode' | 'sku';
  /** Compared with `barcodes.lookup_key` or with `variants.sku`. */
  readonly key: string;
  /** A weight that a scale printed, in grams; null where the code names no quantity. */
  readonly weightGrams: number | null;
  /** A price that a scale printed: the amount of the line. */
  readonly encodedPricePaisa: number | null;
}

export interface CodeReading {
  /** Best first: a label of the shop's scale by the tenant's layouts, a barcode, an SKU. */
  readonly candidates: readonly CodeCandidate[];
  /** What to answer when no candidate is found. */
  readonly refusal: 'barcode_check_digit' | 'barcode_unknown';
}

/** A barcode as it is stored. */
export interface StoredBarcode {
  readonly raw: string;
  readonly gtin14: string | null;
  readonly lookupKey: string;
}

const plain = { weightGrams: null, encodedPricePaisa: null } as const;

const normalised = (text: string): string => text.normalize('NFC');

/** What a barcode is stored as, or why it cannot be one. Codes that are no GTIN are the shop's own and are compared as text. */
export function storedBarcode(code: string): StoredBarcode | 'barcode_check_digit' | 'unreadable' {
  const barcode = parseBarcode(code);
  if (barcode.kind === 'refused') return barcode.reason === 'bad_check_digit' ? 'barcode_check_digit' : 'unreadable';
  if (barcode.gtin14 !== undefined) return { raw: code.trim(), gtin14: barcode.gtin14, lookupKey: barcode.gtin14 };
  return { raw: code.trim(), gtin14: null, lookupKey: normalised(barcode.text) };
}

/**
 * What a scanned or typed code may mean (domain.md, Barcodes). An in-store label is read by the tenant's layouts; its item is the
 * barcode `prefix + item digits` (`2112345`), else the barcode or the SKU `item digits` (`12345`). Then the whole code as a barcode,
 * and last as an SKU: a number that is typed for its SKU may look like a GTIN whose check digit is wrong.
 */
export function readCode(code: string, layouts: readonly InStoreLayout[]): CodeReading {
  const barcode = parseBarcode(code);
  const candidates: CodeCandidate[] = [];
  if (barcode.kind === 'in_store' && layouts.length > 0) {
    const label = readInStore(barcode.text, layouts);
    if (label.kind !== 'refused') {
      const says =
        label.kind === 'weight_grams'
          ? { weightGrams: label.qtyThousandths, encodedPricePaisa: null }
          : { weightGrams: null, encodedPricePaisa: label.pricePaisa };
      candidates.push(
        { by: 'barcode', key: label.prefix + label.itemCode, ...says },
        { by: 'barcode', key: label.itemCode, ...says },
        { by: 'sku', key: label.itemCode, ...says },
      );
    }
  }
  if (barcode.kind !== 'refused') {
    candidates.push({ by: 'barcode', key: barcode.gtin14 ?? normalised(barcode.text), ...plain });
  }
  const typed = normalised(code.trim());
  for (const sku of new Set([typed, latinDigits(typed)])) candidates.push({ by: 'sku', key: sku, ...plain });
  const wrongDigit = barcode.kind === 'refused' && barcode.reason === 'bad_check_digit';
  return { candidates, refusal: wrongDigit ? 'barcode_check_digit' : 'barcode_unknown' };
}

/** Thousandths of the unit that a code asks for: the weight, the quantity behind the price, else one unit.
 * @throws DomainError `unit_price_not_positive` where a price was printed and the variant has none, `amount_out_of_range`.
 */
export function encodedQtyThousandths(candidate: CodeCandidate, variant: { price_paisa: number; unit_code: string }): number {
  if (candidate.encodedPricePaisa !== null) return qtyForEncodedPrice(candidate.encodedPricePaisa, variant.price_paisa);
  if (candidate.weightGrams === null) return 1_000;
  // A label counts grams; an item that is sold by the gram has a thousand times as many units.
  return variant.unit_code === 'g' ? candidate.weightGrams * 1_000 : candidate.weightGrams;
}
