import { Controller } from '@nestjs/common';
import { shopRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { ShopsService } from './shops.service.ts';

@Controller()
export class ShopsController {
  constructor(private readonly shops: ShopsService) {}

  @Handle(shopRoutes.listShops)
  listShops({ actor }: Input<typeof shopRoutes.listShops>) {
    return this.shops.listShops(actor);
  }

  @Handle(shopRoutes.createShop)
  createShop({ actor, body, locale }: Input<typeof shopRoutes.createShop>) {
    return this.shops.createShop(actor, body, locale);
  }

  @Handle(shopRoutes.updateShop)
  updateShop({ actor, params, body, locale }: Input<typeof shopRoutes.updateShop>) {
    return this.shops.updateShop(actor, params.shopId, body, locale);
  }

  @Handle(shopRoutes.listRegisters)
  listRegisters({ actor, query }: Input<typeof shopRoutes.listRegisters>) {
    return this.shops.listRegisters(actor, query.shopId);
  }

  @Handle(shopRoutes.createRegister)
  createRegister({ actor, body, locale }: Input<typeof shopRoutes.createRegister>) {
    return this.shops.createRegister(actor, body, locale);
  }
}
