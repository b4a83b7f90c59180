import { Controller } from '@nestjs/common';
import { reportRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { ReportsService } from './reports.service.ts';

@Controller()
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Handle(reportRoutes.dayReport)
  dayReport({ actor, query }: Input<typeof reportRoutes.dayReport>) {
    return this.reports.dayReport(actor, query);
  }

  @Handle(reportRoutes.listJournals)
  listJournals({ actor, query }: Input<typeof reportRoutes.listJournals>) {
    return this.reports.listJournals(actor, query);
  }

  @Handle(reportRoutes.listAudit)
  listAudit({ actor, query }: Input<typeof reportRoutes.listAudit>) {
    return this.reports.listAudit(actor, query);
  }
}
