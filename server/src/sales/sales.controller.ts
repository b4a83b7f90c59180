import { Controller } from '@nestjs/common';
import { saleRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { traceparentOf } from '../platform/http/trace.ts';
import { SalesService } from './sales.service.ts';

@Controller()
export class SalesController {
  constructor(private readonly sales: SalesService) {}

  @Handle(saleRoutes.createSale)
  createSale({ actor, idempotencyKey, requestHash, body, request }: Input<typeof saleRoutes.createSale>) {
    return this.sales.createSale({ actor, idempotencyKey, requestHash, traceParent: traceparentOf(request.id) }, body);
  }

  @Handle(saleRoutes.listSales)
  listSales({ actor, query }: Input<typeof saleRoutes.listSales>) {
    return this.sales.listSales(actor, query);
  }

  @Handle(saleRoutes.getSale)
  getSale({ actor, params }: Input<typeof saleRoutes.getSale>) {
    return this.sales.getSale(actor, params.saleId);
  }
}
