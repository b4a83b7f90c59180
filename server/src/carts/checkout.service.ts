import { Injectable } from '@nestjs/common';
import type { cartRoutes, SaleView } from '@zakpos/contracts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { run } from '../platform/database/run.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Answer, Input } from '../platform/http/input.ts';
import { traceparentOf } from '../platform/http/trace.ts';
import { SalesService } from '../sales/sales.service.ts';
import { cartView, priceCart } from './cart-lines.ts';
import { cartOf, linesOf } from './carts.statements.ts';
import { linesAtCurrentPrices } from './current-prices.ts';

const showCart = new Set(['cart_version_stale', 'total_mismatch']);

/** Sells a cart by the code that sells in one request too; a refusal shows the cart as it is now. */
@Injectable()
export class CheckoutService {
  constructor(
    private readonly db: DatabaseService,
    private readonly sales: SalesService,
  ) {}

  async checkout(call: Input<typeof cartRoutes.checkoutCart>): Promise<Answer<SaleView>> {
    const { actor, idempotencyKey, requestHash, params, body, request } = call;
    try {
      const traceParent = traceparentOf(request.id);
      return await this.sales.checkout({ actor, idempotencyKey, requestHash, traceParent }, params.cartId, body);
    } catch (error) {
      if (!(error instanceof AppError) || !showCart.has(error.code)) throw error;
      throw new AppError(error.code, { ...error.details, ...(await this.#cartNow(actor, params.cartId)) }, undefined, {
        cause: error.cause,
      });
    }
  }

  /** The cart, and what it would cost at the prices and rates of now: what acceptPrices would make of it. */
  #cartNow({ tenantId }: Actor, cartId: string) {
    return this.db.inTenant(tenantId, async (tx) => {
      const [cart] = await run(tx, cartOf(cartId));
      if (!cart) return {};
      const lines = await run(tx, linesOf(cartId));
      const current = await linesAtCurrentPrices(tx, { cart, lines });
      const { totals } = priceCart(current, cart.cart_discount_paisa);
      return { cart: cartView(cart, lines), actualTotalPaisa: totals.totalPaisa };
    });
  }
}
