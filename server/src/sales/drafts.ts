import type { CreateSale } from '@zakpos/contracts';
import { type CodeReading, encodedQtyThousandths } from '../catalogue/code-reading.ts';
import { pickFound, type SellableRow } from '../catalogue/sellable.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Ground, SaleDraft } from './commit-sale.ts';
import type { SaleLine } from './price-sale.ts';

type AskedLine = CreateSale['lines'][number];

const at = (index: number, field: string) => `/lines/${index}/${field}`;
const unknownVariant = (index: number) =>
  new AppError('reference_unknown', undefined, [{ pointer: at(index, 'variantId'), message: 'unknown or inactive' }]);

/** The offer that a line names, and what its code says of the quantity and the price. */
function offerOf(line: AskedLine, reading: CodeReading | undefined, ground: Ground, index: number) {
  if (line.variantId !== undefined) {
    const offer = ground.offers.get(line.variantId);
    if (!offer?.active) throw unknownVariant(index);
    return { offer, saidQtyThousandths: 1_000, encodedAmountPaisa: undefined };
  }
  const picked =
    reading &&
    pickFound(
      reading,
      ground.codes.filter(({ variant_id }) => ground.offers.get(variant_id)?.active),
    );
  const offer = picked && ground.offers.get(picked.row.variant_id);
  if (!offer) {
    const refusal = reading?.refusal ?? 'barcode_unknown';
    throw new AppError(refusal, { code: line.code }, [{ pointer: at(index, 'code'), message: refusal }]);
  }
  const { candidate } = picked;
  return {
    offer,
    saidQtyThousandths: encodedQtyThousandths(candidate, offer),
    encodedAmountPaisa: candidate.encodedPricePaisa ?? undefined,
  };
}

/** The rates in force today. @throws AppError `tax_rate_missing`. */
export function ratesOf(offer: SellableRow): { vatRateBasisPoints: number; sdRateBasisPoints: number } {
  const { vat_rate_basis_points: vat, sd_rate_basis_points: sd } = offer;
  if (vat === null || sd === null) throw new AppError('tax_rate_missing', { variantId: offer.variant_id, name: offer.name });
  return { vatRateBasisPoints: vat, sdRateBasisPoints: sd };
}

/** @throws AppError `quantity_precision` where the unit has no such fraction: half a piece. */
export function checkPrecision(offer: SellableRow, qtyThousandths: number, pointer: string): void {
  if (qtyThousandths % 10 ** (3 - offer.unit_decimals) === 0) return;
  const details = { variantId: offer.variant_id, unit: offer.unit_code, decimals: offer.unit_decimals };
  throw new AppError('quantity_precision', details, [{ pointer, message: 'precision' }]);
}

/** The lines of a one-request sale. */
export function requestDraft(asked: CreateSale, readings: ReadonlyMap<number, CodeReading>, ground: Ground): SaleDraft {
  const lines = asked.lines.map((line, index): SaleLine => {
    const { offer, saidQtyThousandths, encodedAmountPaisa } = offerOf(line, readings.get(index), ground, index);
    const qtyThousandths = line.qtyThousandths ?? saidQtyThousandths;
    checkPrecision(offer, qtyThousandths, at(index, 'qtyThousandths'));
    const unitPricePaisa = line.unitPricePaisa ?? offer.price_paisa;
    // A printed price holds for the printed quantity at the catalogue's price, and for nothing else.
    const asPrinted = line.qtyThousandths === undefined && unitPricePaisa === offer.price_paisa;
    return {
      offer,
      listPricePaisa: offer.price_paisa,
      unitPricePaisa,
      qtyThousandths,
      lineDiscountPaisa: line.lineDiscountPaisa,
      encodedAmountPaisa: asPrinted ? encodedAmountPaisa : undefined,
      priceIncludesTax: offer.price_includes_tax,
      ...ratesOf(offer),
    };
  });
  return { lines, cartDiscountPaisa: asked.cartDiscountPaisa };
}

/** A cart line whose price or rate is no longer the catalogue's: the customer must hear of it before paying. */
export interface ChangedLine {
  readonly lineId: string;
  readonly name: string;
  readonly oldPaisa: number;
  readonly newPaisa: number;
}

/**
 * The lines of a cart at checkout.
 * @throws AppError `cart_closed`, `cart_version_stale`, `cart_empty`, and `total_mismatch` with `changedLines` where the catalogue has
 * changed since the customer saw the cart.
 */
export function cartDraft(version: number, ground: Ground): SaleDraft {
  const { cart } = ground;
  if (!cart) throw new AppError('not_found');
  if (cart.row.status !== 'open') throw new AppError('cart_closed', { status: cart.row.status });
  if (cart.row.version !== version) throw new AppError('cart_version_stale', { version: cart.row.version });
  if (cart.lines.length === 0) throw new AppError('cart_empty');

  const changedLines: ChangedLine[] = [];
  const lines = cart.lines.map((line, index): SaleLine => {
    const offer = ground.offers.get(line.variant_id);
    if (!offer?.active) throw unknownVariant(index);
    const rates = ratesOf(offer);
    const samePrice = line.price_overridden || line.list_price_paisa === offer.price_paisa;
    const sameTax =
      line.vat_rate_basis_points === rates.vatRateBasisPoints &&
      line.sd_rate_basis_points === rates.sdRateBasisPoints &&
      line.price_includes_tax === offer.price_includes_tax;
    if (!samePrice || !sameTax) {
      changedLines.push({ lineId: line.id, name: offer.name, oldPaisa: line.unit_price_paisa, newPaisa: offer.price_paisa });
    }
    return {
      offer,
      listPricePaisa: line.list_price_paisa,
      unitPricePaisa: line.unit_price_paisa,
      qtyThousandths: line.qty_thousandths,
      lineDiscountPaisa: line.line_discount_paisa,
      encodedAmountPaisa: line.encoded_amount_paisa ?? undefined,
      priceIncludesTax: line.price_includes_tax,
      ...rates,
    };
  });
  if (changedLines.length > 0) throw new AppError('total_mismatch', { changedLines });
  return { lines, cartDiscountPaisa: cart.row.cart_discount_paisa };
}
