import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.ts';
import { ShopsController } from './shops.controller.ts';
import { ShopsService } from './shops.service.ts';

@Module({ imports: [SettingsModule], controllers: [ShopsController], providers: [ShopsService], exports: [ShopsService] })
export class ShopsModule {}
