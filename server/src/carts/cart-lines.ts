import { type CartLineView, type CartView, maxPaisa, maxQtyThousandths } from '@zakpos/contracts';
import { priceDocument, type PricedDocument } from '@zakpos/domain';
import { AppError } from '../platform/errors/app-error.ts';
import type { CartLineRow, CartRow } from './carts.statements.ts';

/** As many as one sale may have. */
export const maxLines = 500;

const priced = (line: CartLineRow) => ({
  row: line,
  qtyThousandths: line.qty_thousandths,
  unitPricePaisa: line.unit_price_paisa,
  lineDiscountPaisa: line.line_discount_paisa,
  encodedAmountPaisa: line.encoded_amount_paisa ?? undefined,
  vatRateBasisPoints: line.vat_rate_basis_points,
  sdRateBasisPoints: line.sd_rate_basis_points,
  priceIncludesTax: line.price_includes_tax,
});
type CartDocument = PricedDocument<ReturnType<typeof priced>>;

/** @throws DomainError and AppError for a cart that could not be sold so: `discount_exceeds_amount`, `amount_out_of_range`. */
export function priceCart(lines: readonly CartLineRow[], cartDiscountPaisa: number): CartDocument {
  const document = priceDocument({ lines: lines.map(priced), cartDiscountPaisa });
  if (Math.max(document.totals.totalPaisa, document.totals.subtotalPaisa) > maxPaisa) {
    throw new AppError('amount_out_of_range', { totalPaisa: document.totals.totalPaisa, maxPaisa });
  }
  return document;
}

/** What the tills show. Prices it anew: the totals of a cart are never stored. */
export function cartView(cart: CartRow, rows: readonly CartLineRow[]): CartView {
  const { lines, totals } = priceCart(rows, cart.cart_discount_paisa);
  return {
    id: cart.id,
    shopId: cart.shop_id,
    registerId: cart.register_id,
    status: cart.status,
    version: cart.version,
    label: cart.label,
    cartDiscountPaisa: cart.cart_discount_paisa,
    ...totals,
    lines: lines.map((line): CartLineView => {
      const { row } = line;
      return {
        id: row.id,
        lineNumber: row.line_number,
        variantId: row.variant_id,
        sku: row.sku,
        name: row.name,
        nameBn: row.name_bn,
        unitCode: row.unit_code,
        unitDecimals: row.unit_decimals,
        qtyThousandths: line.qtyThousandths,
        unitPricePaisa: line.unitPricePaisa,
        listPricePaisa: row.current_price_paisa,
        lineDiscountPaisa: line.lineDiscountPaisa,
        cartDiscountSharePaisa: line.cartDiscountSharePaisa,
        vatRateBasisPoints: line.vatRateBasisPoints,
        netPaisa: line.netPaisa,
        sdPaisa: line.sdPaisa,
        vatPaisa: line.vatPaisa,
        totalPaisa: line.totalPaisa,
      };
    }),
    updatedAt: cart.updated_at.toISOString(),
  };
}

/**
 * A unit of two decimals takes hundredths, a piece whole ones.
 * @throws AppError `quantity_precision`, `amount_out_of_range`.
 */
export function checkQuantity(qtyThousandths: number, unitDecimals: number): void {
  if (qtyThousandths <= 0 || qtyThousandths > maxQtyThousandths) {
    throw new AppError('amount_out_of_range', { qtyThousandths, maxQtyThousandths });
  }
  if (qtyThousandths % 10 ** (3 - unitDecimals) !== 0) throw new AppError('quantity_precision', { qtyThousandths, unitDecimals });
}

/** What a cart takes of one stock row, over all its lines. */
export const demandFor = (lines: readonly CartLineRow[], variantId: string): number =>
  lines.reduce((sum, line) => (line.variant_id === variantId ? sum + line.qty_thousandths : sum), 0);

/** @throws AppError `cart_closed` unless it can be changed at a till now. */
export function openCart<Row extends CartRow>(cart: Row | undefined): Row {
  if (!cart) throw new AppError('not_found');
  if (cart.status !== 'open') throw new AppError('cart_closed', { status: cart.status });
  return cart;
}

/** @throws AppError `cart_version_stale` with the cart as it is now. */
export function checkVersion(cart: CartRow, lines: readonly CartLineRow[], version: number): void {
  if (cart.version !== version) throw new AppError('cart_version_stale', { cart: cartView(cart, lines) });
}
