import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.ts';
import { ClassificationController } from './classification.controller.ts';
import { ClassificationService } from './classification.service.ts';

@Module({
  imports: [SettingsModule],
  controllers: [ClassificationController],
  providers: [ClassificationService],
  exports: [],
})
export class CatalogueModule {}
