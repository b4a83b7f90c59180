import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.ts';
import { SalesController } from './sales.controller.ts';
import { SalesService } from './sales.service.ts';

@Module({ imports: [SettingsModule], controllers: [SalesController], providers: [SalesService], exports: [SalesService] })
export class SalesModule {}
