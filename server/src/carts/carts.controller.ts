import { Controller } from '@nestjs/common';
import { cartRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { AddLineService } from './add-line.service.ts';
import { CartChangesService } from './cart-changes.service.ts';
import { CartsService } from './carts.service.ts';
import { CheckoutService } from './checkout.service.ts';

@Controller()
export class CartsController {
  constructor(
    private readonly carts: CartsService,
    private readonly additions: AddLineService,
    private readonly changes: CartChangesService,
    private readonly checkouts: CheckoutService,
  ) {}

  @Handle(cartRoutes.createCart)
  createCart(call: Input<typeof cartRoutes.createCart>) {
    return this.carts.create(call);
  }

  @Handle(cartRoutes.listCarts)
  listCarts({ actor, query }: Input<typeof cartRoutes.listCarts>) {
    return this.carts.list(actor, query);
  }

  @Handle(cartRoutes.getCart)
  getCart({ actor, params }: Input<typeof cartRoutes.getCart>) {
    return this.carts.get(actor, params.cartId);
  }

  @Handle(cartRoutes.addLine)
  addLine(call: Input<typeof cartRoutes.addLine>) {
    return this.additions.addLine(call);
  }

  @Handle(cartRoutes.updateLine)
  updateLine({ actor, params, body }: Input<typeof cartRoutes.updateLine>) {
    return this.changes.updateLine(actor, params.cartId, params.lineId, body);
  }

  @Handle(cartRoutes.removeLine)
  removeLine({ actor, params }: Input<typeof cartRoutes.removeLine>) {
    return this.changes.removeLine(actor, params.cartId, params.lineId);
  }

  @Handle(cartRoutes.updateCart)
  updateCart({ actor, params, body }: Input<typeof cartRoutes.updateCart>) {
    return this.changes.updateCart(actor, params.cartId, body);
  }

  @Handle(cartRoutes.holdCart)
  holdCart({ actor, params, body }: Input<typeof cartRoutes.holdCart>) {
    return this.carts.hold(actor, params.cartId, body.label);
  }

  @Handle(cartRoutes.recallCart)
  recallCart({ actor, params, body }: Input<typeof cartRoutes.recallCart>) {
    return this.carts.recall(actor, params.cartId, body.registerId);
  }

  @Handle(cartRoutes.abandonCart)
  abandonCart({ actor, params }: Input<typeof cartRoutes.abandonCart>) {
    return this.carts.abandon(actor, params.cartId);
  }

  @Handle(cartRoutes.checkoutCart)
  checkoutCart(call: Input<typeof cartRoutes.checkoutCart>) {
    return this.checkouts.checkout(call);
  }
}
