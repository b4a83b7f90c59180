import { Controller } from '@nestjs/common';
import { cashRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { CashService } from './cash.service.ts';
import { ClosingService } from './closing.service.ts';
import { ZReportsService } from './z-reports.service.ts';

@Controller()
export class CashController {
  constructor(
    private readonly cash: CashService,
    private readonly closing: ClosingService,
    private readonly zReports: ZReportsService,
  ) {}

  @Handle(cashRoutes.openSession)
  openSession(call: Input<typeof cashRoutes.openSession>) {
    return this.cash.open(call);
  }

  @Handle(cashRoutes.listSessions)
  listSessions({ actor, query }: Input<typeof cashRoutes.listSessions>) {
    return this.cash.list(actor, query);
  }

  @Handle(cashRoutes.getSession)
  getSession({ actor, params }: Input<typeof cashRoutes.getSession>) {
    return this.cash.get(actor, params.sessionId);
  }

  @Handle(cashRoutes.moveCash)
  moveCash(call: Input<typeof cashRoutes.moveCash>) {
    return this.cash.move(call);
  }

  @Handle(cashRoutes.openDrawer)
  openDrawer({ actor, params, body }: Input<typeof cashRoutes.openDrawer>) {
    return this.cash.openDrawer(actor, params.sessionId, body.reason);
  }

  @Handle(cashRoutes.countCash)
  countCash(call: Input<typeof cashRoutes.countCash>) {
    return this.closing.count(call);
  }

  @Handle(cashRoutes.closeSession)
  closeSession(call: Input<typeof cashRoutes.closeSession>) {
    return this.closing.close(call);
  }

  @Handle(cashRoutes.listZReports)
  listZReports({ actor, query }: Input<typeof cashRoutes.listZReports>) {
    return this.zReports.list(actor, query);
  }

  @Handle(cashRoutes.getZReport)
  getZReport({ actor, params }: Input<typeof cashRoutes.getZReport>) {
    return this.zReports.get(actor, params.zReportId);
  }
}
