import { AppError } from '../platform/errors/app-error.ts';
import type { StockRow } from './carts.statements.ts';

export interface Shortage {
  readonly variantId: string;
  /** Thousandths, over all lines of the cart. */
  readonly wanted: number;
  readonly available: number;
  readonly heldByOtherCarts: number;
}

export interface Need {
  readonly variantId: string;
  readonly wanted: number;
  readonly stock: readonly StockRow[];
  readonly held: readonly StockRow[];
}

const qtyOf = (rows: readonly StockRow[], variantId: string): number =>
  rows.find((row) => row.variant_id === variantId)?.qty_thousandths ?? 0;

/**
 * What is missing for a cart, if anything: on hand, under lock, less what other carts hold back and may still sell. A variant without a
 * stock row has nothing.
 */
export function shortageOf(need: Need): Shortage | undefined {
  const { variantId, wanted } = need;
  const heldByOtherCarts = qtyOf(need.held, variantId);
  const available = Math.max(qtyOf(need.stock, variantId) - heldByOtherCarts, 0);
  return wanted > available ? { variantId, wanted, available, heldByOtherCarts } : undefined;
}

/**
 * Tells the cashier how much there is, and in which tills' carts the rest lies.
 * @param tills asked only when there is too little.
 * @throws AppError `insufficient_stock`.
 */
export async function refuseShortage(
  need: Need,
  name: string,
  tills: () => Promise<readonly { register_name: string }[]>,
): Promise<void> {
  const shortage = shortageOf(need);
  if (!shortage) return;
  const heldAt = (await tills()).map((till) => till.register_name);
  throw new AppError('insufficient_stock', { ...shortage, name, heldAt });
}
