import { type DynamicModule, Module } from '@nestjs/common';
import { IdentityModule } from './identity/identity.module.ts';
import { platformModule } from './platform/platform.module.ts';
import type { Settings } from './platform/settings.ts';

/** One line a feature. */
const features = [IdentityModule];

@Module({})
export class AppModule {}

export const appModule = (settings: Settings): DynamicModule => ({
  module: AppModule,
  imports: [platformModule(settings), ...features],
});
