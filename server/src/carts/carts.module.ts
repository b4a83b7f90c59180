import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module.ts';
import { SalesModule } from '../sales/sales.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { AddLineService } from './add-line.service.ts';
import { CartChangesService } from './cart-changes.service.ts';
import { CartsController } from './carts.controller.ts';
import { CartsService } from './carts.service.ts';
import { CheckoutService } from './checkout.service.ts';

@Module({
  imports: [ApprovalsModule, SalesModule, SettingsModule],
  controllers: [CartsController],
  providers: [AddLineService, CartChangesService, CartsService, CheckoutService],
})
export class CartsModule {}
