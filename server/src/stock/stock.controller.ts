import { Controller } from '@nestjs/common';
import { stockRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { StockService } from './stock.service.ts';

@Controller()
export class StockController {
  constructor(private readonly stock: StockService) {}

  @Handle(stockRoutes.listStock)
  listStock({ actor, query }: Input<typeof stockRoutes.listStock>) {
    return this.stock.listStock(actor, query);
  }

  @Handle(stockRoutes.listMovements)
  listMovements({ actor, query }: Input<typeof stockRoutes.listMovements>) {
    return this.stock.listMovements(actor, query);
  }

  @Handle(stockRoutes.receiveStock)
  receiveStock(input: Input<typeof stockRoutes.receiveStock>) {
    return this.stock.receiveStock(input);
  }

  @Handle(stockRoutes.countStock)
  countStock(input: Input<typeof stockRoutes.countStock>) {
    return this.stock.countStock(input);
  }

  @Handle(stockRoutes.adjustStock)
  adjustStock(input: Input<typeof stockRoutes.adjustStock>) {
    return this.stock.adjustStock(input);
  }
}
