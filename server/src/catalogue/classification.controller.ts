import { Controller } from '@nestjs/common';
import { shopRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { ClassificationService } from './classification.service.ts';

@Controller()
export class ClassificationController {
  constructor(private readonly classification: ClassificationService) {}

  @Handle(shopRoutes.listCategories)
  listCategories({ actor }: Input<typeof shopRoutes.listCategories>) {
    return this.classification.listCategories(actor);
  }

  @Handle(shopRoutes.createCategory)
  createCategory({ actor, body, locale }: Input<typeof shopRoutes.createCategory>) {
    return this.classification.createCategory(actor, body.name, locale);
  }

  @Handle(shopRoutes.listUnits)
  listUnits({ actor }: Input<typeof shopRoutes.listUnits>) {
    return this.classification.listUnits(actor);
  }

  @Handle(shopRoutes.createUnit)
  createUnit({ actor, body, locale }: Input<typeof shopRoutes.createUnit>) {
    return this.classification.createUnit(actor, body, locale);
  }

  @Handle(shopRoutes.listTaxClasses)
  listTaxClasses({ actor }: Input<typeof shopRoutes.listTaxClasses>) {
    return this.classification.listTaxClasses(actor);
  }

  @Handle(shopRoutes.createTaxClass)
  createTaxClass({ actor, body, locale }: Input<typeof shopRoutes.createTaxClass>) {
    return this.classification.createTaxClass(actor, body, locale);
  }

  @Handle(shopRoutes.createTaxRate)
  createTaxRate({ actor, params, body }: Input<typeof shopRoutes.createTaxRate>) {
    return this.classification.createTaxRate(actor, params.taxClassId, body);
  }
}
