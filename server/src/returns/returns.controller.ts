import { Controller } from '@nestjs/common';
import { saleRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { ReturnsService } from './returns.service.ts';
import { VoidsService } from './voids.service.ts';

@Controller()
export class ReturnsController {
  constructor(
    private readonly returns: ReturnsService,
    private readonly voids: VoidsService,
  ) {}

  @Handle(saleRoutes.voidSale)
  voidSale(input: Input<typeof saleRoutes.voidSale>) {
    return this.voids.voidSale(input);
  }

  @Handle(saleRoutes.createReturn)
  createReturn(input: Input<typeof saleRoutes.createReturn>) {
    return this.returns.createReturn(input);
  }

  @Handle(saleRoutes.getReturn)
  getReturn({ actor, params }: Input<typeof saleRoutes.getReturn>) {
    return this.returns.getReturn(actor, params.returnId);
  }
}
