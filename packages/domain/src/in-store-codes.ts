import { isGtin } from './check-digit.ts';
import { assertAmount, assertSafe, DomainError, mulDivRound } from './money.ts';
import { latinDigits } from './text.ts';

/** How a tenant's scale fills the thirteen digits: prefix, item, value, check digit (domain.md, Barcodes). */
export interface InStoreLayout {
  /** Two or three digits, 20–29 in front. */
  readonly prefix: string;
  readonly itemDigits: number;
  readonly valueKind: 'weight_grams' | 'price_paisa';
  readonly valueDigits: number;
  /** Grams or paisa that one counts for: 100 where the scale prints whole taka. Default 1. */
  readonly valueScale?: number | undefined;
}

export const inStoreRefusals = ['bad_check_digit', 'not_in_store', 'no_layout', 'zero_value'] as const;
export type InStoreRefusal = (typeof inStoreRefusals)[number];

export type InStoreReading =
  /** `qtyThousandths` is the weight in thousandths of a kilogram, that is in grams. */
  | { readonly kind: 'weight_grams'; readonly prefix: string; readonly itemCode: string; readonly qtyThousandths: number }
  /** The price is the line's total; its quantity is `qtyForEncodedPrice`. */
  | { readonly kind: 'price_paisa'; readonly prefix: string; readonly itemCode: string; readonly pricePaisa: number }
  | { readonly kind: 'refused'; readonly reason: InStoreRefusal };

/** Whether a layout fills EAN-13 exactly: what a settings form must check. */
export const isInStoreLayout = (layout: InStoreLayout): boolean =>
  /^2\d{1,2}$/.test(layout.prefix) &&
  Number.isInteger(layout.itemDigits) &&
  layout.itemDigits > 0 &&
  Number.isInteger(layout.valueDigits) &&
  layout.valueDigits > 0 &&
  layout.prefix.length + layout.itemDigits + layout.valueDigits === 12 &&
  (layout.valueScale === undefined || (Number.isSafeInteger(layout.valueScale) && layout.valueScale > 0));

/**
 * Reads an in-store EAN-13 by the first layout whose prefix fits, the longest prefix first; the check digit is verified before
 * anything else (domain.md, Barcodes). Never throws on a code: a refusal is the kind `refused`.
 */
export const readInStore = (code: string, layouts: readonly InStoreLayout[]): InStoreReading => {
  const digits = latinDigits(code).trim();
  if (!/^2\d{12}$/.test(digits)) return { kind: 'refused', reason: 'not_in_store' };
  if (!isGtin(digits)) return { kind: 'refused', reason: 'bad_check_digit' };
  const layout = layouts
    .filter((candidate) => isInStoreLayout(candidate) && digits.startsWith(candidate.prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)[0];
  if (!layout) return { kind: 'refused', reason: 'no_layout' };
  const valueAt = layout.prefix.length + layout.itemDigits;
  const value = Number(digits.slice(valueAt, -1)) * (layout.valueScale ?? 1);
  if (value === 0) return { kind: 'refused', reason: 'zero_value' };
  const item = { prefix: layout.prefix, itemCode: digits.slice(layout.prefix.length, valueAt) };
  return layout.valueKind === 'weight_grams'
    ? { kind: 'weight_grams', ...item, qtyThousandths: assertSafe(value, 'weight') }
    : { kind: 'price_paisa', ...item, pricePaisa: assertSafe(value, 'price') };
};

/**
 * The quantity in thousandths behind a price that a scale encoded: R(price × 1000, unit price), both in paisa. Give the price
 * to the line as `encodedAmountPaisa`, because price × this rounded quantity may differ from it.
 * @throws DomainError `unit_price_not_positive`, `negative_amount`, `amount_out_of_range`.
 */
export const qtyForEncodedPrice = (pricePaisa: number, unitPricePaisa: number): number => {
  if (assertAmount(unitPricePaisa, 'unitPricePaisa') === 0) throw new DomainError('unit_price_not_positive');
  return mulDivRound(assertAmount(pricePaisa, 'pricePaisa'), 1000, unitPricePaisa);
};
