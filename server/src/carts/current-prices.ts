import { run } from '../platform/database/run.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { SellableRow } from '../catalogue/sellable.ts';
import { updateLine } from './carts.queries.ts';
import { type CartLineRow, offersOfLines } from './carts.statements.ts';
import type { CartState, Tx } from './change-cart.ts';

/** A line at the price and the rates that hold today. What was overridden keeps its price, but nobody overrides a tax. */
function atCurrentPrice(line: CartLineRow, offer: SellableRow): CartLineRow {
  const { vat_rate_basis_points: vatRate, sd_rate_basis_points: sdRate } = offer;
  if (vatRate === null || sdRate === null)
    throw new AppError('tax_rate_missing', { variantId: line.variant_id, name: line.name });
  const unitPricePaisa = line.price_overridden ? line.unit_price_paisa : offer.price_paisa;
  const isCurrent =
    line.unit_price_paisa === unitPricePaisa &&
    (line.price_overridden || line.list_price_paisa === offer.price_paisa) &&
    line.vat_rate_basis_points === vatRate &&
    line.sd_rate_basis_points === sdRate &&
    line.price_includes_tax === offer.price_includes_tax;
  if (isCurrent) return line;
  return {
    ...line,
    unit_price_paisa: unitPricePaisa,
    list_price_paisa: offer.price_paisa,
    current_price_paisa: offer.price_paisa,
    vat_rate_basis_points: vatRate,
    sd_rate_basis_points: sdRate,
    price_includes_tax: offer.price_includes_tax,
  };
}

/**
 * The cart's lines as they would be sold today; the same array where nothing has changed.
 * @throws AppError `tax_rate_missing`.
 */
export async function linesAtCurrentPrices(tx: Tx, { cart, lines }: CartState): Promise<readonly CartLineRow[]> {
  const offers = new Map((await run(tx, offersOfLines(cart.id))).map((offer) => [offer.variant_id, offer]));
  const current = lines.map((line) => {
    const offer = offers.get(line.variant_id);
    if (!offer) throw new Error(`The cart line ${line.id} has no variant`);
    return atCurrentPrice(line, offer);
  });
  return current.every((line, index) => line === lines[index]) ? lines : current;
}

/** Writes what `linesAtCurrentPrices` says. */
export async function acceptPrices(tx: Tx, tenantId: string, state: CartState): Promise<readonly CartLineRow[]> {
  const current = await linesAtCurrentPrices(tx, state);
  for (const line of current) if (!state.lines.includes(line)) await updateLine(tx, tenantId, line);
  return current;
}
