import { Injectable } from '@nestjs/common';
import type { cashRoutes, ZReportView } from '@zakpos/contracts';
import { z } from 'zod';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { decodeCursor, pageOf } from '../platform/http/cursor.ts';
import type { Input } from '../platform/http/input.ts';
import { zReportView } from './cash.views.ts';
import * as queries from './z-reports.queries.ts';

const afterId = z.tuple([z.uuid()]);

@Injectable()
export class ZReportsService {
  constructor(private readonly db: DatabaseService) {}

  async list({ tenantId }: Actor, query: Input<typeof cashRoutes.listZReports>['query']) {
    const before = decodeCursor(afterId, query.cursor)?.[0];
    const rows = await this.db.inTenant(tenantId, (tx) => queries.listZReports(tx, tenantId, { ...query, before }));
    return pageOf(rows, query.limit, (row) => [row.id], zReportView);
  }

  async get({ tenantId }: Actor, zReportId: string): Promise<ZReportView> {
    const row = await this.db.inTenant(tenantId, (tx) => queries.zReportById(tx, tenantId, zReportId));
    if (!row) throw new AppError('not_found');
    return zReportView(row);
  }
}
