import { type DynamicModule, Module } from '@nestjs/common';
import { CartsModule } from './carts/carts.module.ts';
import { CashModule } from './cash/cash.module.ts';
import { CatalogueModule } from './catalogue/catalogue.module.ts';
import { IdentityModule } from './identity/identity.module.ts';
import { LiveModule } from './live/live.module.ts';
import { platformModule } from './platform/platform.module.ts';
import type { Settings } from './platform/settings.ts';
import { ReceiptsModule } from './receipts/receipts.module.ts';
import { ReportsModule } from './reports/reports.module.ts';
import { ReturnsModule } from './returns/returns.module.ts';
import { SalesModule } from './sales/sales.module.ts';
import { SettingsModule } from './settings/settings.module.ts';
import { ShopsModule } from './shops/shops.module.ts';
import { StockModule } from './stock/stock.module.ts';

/** One line a feature. */
const features = [
  IdentityModule,
  SettingsModule,
  ShopsModule,
  ReceiptsModule,
  CatalogueModule,
  StockModule,
  SalesModule,
  CashModule,
  CartsModule,
  ReturnsModule,
  LiveModule,
  ReportsModule,
];

@Module({})
export class AppModule {}

export const appModule = (settings: Settings): DynamicModule => ({
  module: AppModule,
  imports: [platformModule(settings), ...features],
});
