import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.ts';
import { CatalogueController } from './catalogue.controller.ts';
import { ClassificationController } from './classification.controller.ts';
import { ClassificationService } from './classification.service.ts';
import { ExportService } from './export.service.ts';
import { FilesController } from './files.controller.ts';
import { ImportService } from './import.service.ts';
import { LookupService } from './lookup.service.ts';
import { ProductsService } from './products.service.ts';

@Module({
  imports: [SettingsModule],
  controllers: [CatalogueController, ClassificationController, FilesController],
  providers: [ClassificationService, ExportService, ImportService, LookupService, ProductsService],
  exports: [LookupService],
})
export class CatalogueModule {}
