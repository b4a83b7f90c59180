import { Controller } from '@nestjs/common';
import { catalogueRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { LookupService } from './lookup.service.ts';
import { ProductsService } from './products.service.ts';

@Controller()
export class CatalogueController {
  constructor(
    private readonly lookups: LookupService,
    private readonly products: ProductsService,
  ) {}

  @Handle(catalogueRoutes.lookup)
  lookup({ actor, query, locale }: Input<typeof catalogueRoutes.lookup>) {
    return this.lookups.lookup(actor, query.shopId, query.code, locale);
  }

  @Handle(catalogueRoutes.search)
  search({ actor, query, locale }: Input<typeof catalogueRoutes.search>) {
    return this.lookups.search(actor, query, locale);
  }

  @Handle(catalogueRoutes.listProducts)
  listProducts({ actor, query }: Input<typeof catalogueRoutes.listProducts>) {
    return this.products.list(actor, query);
  }

  @Handle(catalogueRoutes.createProduct)
  createProduct({ actor, body, idempotencyKey, requestHash, locale }: Input<typeof catalogueRoutes.createProduct>) {
    return this.products.create(actor, body, { key: idempotencyKey, requestHash }, locale);
  }

  @Handle(catalogueRoutes.getProduct)
  getProduct({ actor, params }: Input<typeof catalogueRoutes.getProduct>) {
    return this.products.get(actor, params.productId);
  }

  @Handle(catalogueRoutes.updateProduct)
  updateProduct({ actor, params, body, locale }: Input<typeof catalogueRoutes.updateProduct>) {
    return this.products.update(actor, params.productId, body, locale);
  }

  @Handle(catalogueRoutes.addVariant)
  addVariant({ actor, params, body, idempotencyKey, requestHash, locale }: Input<typeof catalogueRoutes.addVariant>) {
    return this.products.addVariant(actor, params.productId, body, { key: idempotencyKey, requestHash }, locale);
  }

  @Handle(catalogueRoutes.updateVariant)
  updateVariant({ actor, params, body }: Input<typeof catalogueRoutes.updateVariant>) {
    return this.products.updateVariant(actor, params.variantId, body);
  }

  @Handle(catalogueRoutes.addBarcode)
  addBarcode({ actor, params, body, locale }: Input<typeof catalogueRoutes.addBarcode>) {
    return this.products.addBarcode(actor, params.variantId, body.code, locale);
  }

  @Handle(catalogueRoutes.removeBarcode)
  removeBarcode({ actor, params }: Input<typeof catalogueRoutes.removeBarcode>) {
    return this.products.removeBarcode(actor, params.barcodeId);
  }
}
