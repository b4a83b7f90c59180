import type { CartView } from '@zakpos/contracts';
import type { Kysely } from 'kysely';
import type { Actor } from '../platform/auth/actor.ts';
import type { DatabaseService } from '../platform/database/database.service.ts';
import { run } from '../platform/database/run.ts';
import type { Database } from '../platform/database/tables.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { announce } from '../platform/outbox/announce.ts';
import { cartView } from './cart-lines.ts';
import { updateCart } from './carts.queries.ts';
import { type CartLineRow, type CartRow, linesOf, lockCart } from './carts.statements.ts';

export type Tx = Kysely<Database>;

export interface CartState {
  readonly cart: CartRow;
  readonly lines: readonly CartLineRow[];
}

/**
 * Locks a cart and lets `work` say what becomes of it; lines and reservations `work` writes itself. Where anything changed, the version
 * grows and the tills are told.
 * @param work returns the state that it was given when there is nothing to do.
 * @throws AppError `not_found`, and what pricing the changed cart refuses.
 */
export function changeCart(
  db: DatabaseService,
  { tenantId }: Actor,
  cartId: string,
  work: (tx: Tx, state: CartState) => Promise<CartState> | CartState,
): Promise<CartView> {
  return db.inTenant(tenantId, async (tx) => {
    const [cart] = await run(tx, lockCart(cartId));
    if (!cart) throw new AppError('not_found');
    const state = { cart, lines: await run(tx, linesOf(cartId)) };
    const after = await work(tx, state);
    if (after === state) return cartView(cart, state.lines);
    const changed = { ...after.cart, version: cart.version + 1, updated_at: new Date() };
    const view = cartView(changed, after.lines);
    await updateCart(tx, tenantId, changed);
    await announce(tx, tenantId, {
      shopId: cart.shop_id,
      type: 'cart_changed',
      payload: { cartId, version: changed.version },
    });
    return view;
  });
}
