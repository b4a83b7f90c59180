import { type CodeReading, encodedQtyThousandths } from '../catalogue/code-reading.ts';
import { type FoundRow, pickFound } from '../catalogue/sellable.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { uuidv7 } from '../platform/ids.ts';
import { checkQuantity, maxLines } from './cart-lines.ts';
import type { CartLineRow, OfferRow } from './carts.statements.ts';

export interface AskedLine {
  /** What the scanned code may mean; without it the offer is the variant that was named. */
  readonly reading: CodeReading | undefined;
  readonly qtyThousandths: number | undefined;
}

const isFoundByCode = (offer: OfferRow): offer is FoundRow => offer.found_by !== 'variant';

/** @throws AppError as `asked.reading` says, or `reference_unknown`; `tax_rate_missing`. */
function offerOf({ reading }: AskedLine, offers: readonly OfferRow[]) {
  const found = reading ? pickFound(reading, offers.filter(isFoundByCode)) : { row: offers[0], candidate: undefined };
  if (!found?.row) {
    if (reading) throw new AppError(reading.refusal);
    throw new AppError('reference_unknown', undefined, [{ pointer: '/variantId', message: 'unknown or inactive' }]);
  }
  const { vat_rate_basis_points: vatRate, sd_rate_basis_points: sdRate, ...row } = found.row;
  if (vatRate === null || sdRate === null) throw new AppError('tax_rate_missing', { variantId: row.variant_id, name: row.name });
  return { offer: { ...row, vatRate, sdRate }, candidate: found.candidate };
}

/** The line that takes more of the same: the same goods at the same price and rates, not overridden, not from a scale's label. */
const sameLine = (lines: readonly CartLineRow[], wanted: CartLineRow): CartLineRow | undefined =>
  wanted.from_encoded_code
    ? undefined
    : lines.find(
        (line) =>
          line.variant_id === wanted.variant_id &&
          !line.price_overridden &&
          !line.from_encoded_code &&
          line.unit_price_paisa === wanted.unit_price_paisa &&
          line.vat_rate_basis_points === wanted.vat_rate_basis_points &&
          line.sd_rate_basis_points === wanted.sd_rate_basis_points &&
          line.price_includes_tax === wanted.price_includes_tax,
      );

/**
 * The line that an addition makes or raises, and the cart's lines with it.
 * @throws AppError and DomainError for each refusal of the route but `insufficient_stock`.
 */
export function addToLines(
  cartId: string,
  lines: readonly CartLineRow[],
  asked: AskedLine,
  offers: readonly OfferRow[],
): { line: CartLineRow; lines: CartLineRow[] } {
  const { offer, candidate } = offerOf(asked, offers);
  const saysSo = candidate !== undefined && (candidate.weightGrams !== null || candidate.encodedPricePaisa !== null);
  const qtyThousandths = asked.qtyThousandths ?? (saysSo ? encodedQtyThousandths(candidate, offer) : 1_000);
  const wanted: CartLineRow = {
    id: uuidv7(),
    cart_id: cartId,
    line_number: (lines.at(-1)?.line_number ?? 0) + 1,
    variant_id: offer.variant_id,
    sku: offer.sku,
    name: offer.name,
    name_bn: offer.name_bn,
    unit_code: offer.unit_code,
    unit_decimals: offer.unit_decimals,
    qty_thousandths: qtyThousandths,
    unit_price_paisa: offer.price_paisa,
    list_price_paisa: offer.price_paisa,
    current_price_paisa: offer.price_paisa,
    price_overridden: false,
    line_discount_paisa: 0,
    vat_rate_basis_points: offer.vatRate,
    sd_rate_basis_points: offer.sdRate,
    price_includes_tax: offer.price_includes_tax,
    from_encoded_code: saysSo,
    // A printed price holds for the printed quantity only.
    encoded_amount_paisa: asked.qtyThousandths === undefined ? (candidate?.encodedPricePaisa ?? null) : null,
  };
  const same = sameLine(lines, wanted);
  const line = same ? { ...same, qty_thousandths: same.qty_thousandths + qtyThousandths } : wanted;
  checkQuantity(qtyThousandths, offer.unit_decimals);
  checkQuantity(line.qty_thousandths, offer.unit_decimals);
  if (same) return { line, lines: lines.map((other) => (other === same ? line : other)) };
  if (lines.length >= maxLines) throw new AppError('amount_out_of_range', { lines: lines.length, maxLines });
  return { line, lines: [...lines, line] };
}
