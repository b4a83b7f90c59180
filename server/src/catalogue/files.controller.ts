import { Controller } from '@nestjs/common';
import { catalogueRoutes } from '@zakpos/contracts';
import { AppError } from '../platform/errors/app-error.ts';
import { Handle } from '../platform/http/handle.ts';
import { Answer, type Input } from '../platform/http/input.ts';
import { ExportService } from './export.service.ts';
import { progressLines } from './import-progress.ts';
import { ImportService } from './import.service.ts';

/** The catalogue as a file, in and out. */
@Controller()
export class FilesController {
  constructor(
    private readonly imports: ImportService,
    private readonly exports: ExportService,
  ) {}

  @Handle(catalogueRoutes.importCatalogue)
  async importCatalogue({ actor, body, query, locale, request }: Input<typeof catalogueRoutes.importCatalogue>) {
    if (request.body === undefined) throw new AppError('unsupported_media_type', { accepted: 'text/csv' });
    const options = { dryRun: query.dryRun === 'true', skipBad: query.skipBad === 'true', locale };
    if (!request.headers.accept?.includes('application/x-ndjson')) {
      return this.imports.import(actor, body, { ...options, onProgress: () => undefined });
    }
    const lines = progressLines((onProgress) => this.imports.import(actor, body, { ...options, onProgress }), {
      locale,
      traceId: request.id,
      onBug: (error) => request.log.error({ err: error, traceId: request.id }, 'an import failed'),
    });
    return new Answer(lines, { headers: { 'content-type': 'application/x-ndjson; charset=utf-8' } });
  }

  @Handle(catalogueRoutes.exportCatalogue)
  exportCatalogue({ actor }: Input<typeof catalogueRoutes.exportCatalogue>) {
    return new Answer(this.exports.export(actor), {
      headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="catalogue.csv"' },
    });
  }
}
