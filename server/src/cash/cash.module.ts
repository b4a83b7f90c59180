import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module.ts';
import { CashController } from './cash.controller.ts';
import { CashService } from './cash.service.ts';
import { ClosingService } from './closing.service.ts';
import { ZReportsService } from './z-reports.service.ts';

@Module({
  imports: [ApprovalsModule],
  controllers: [CashController],
  providers: [CashService, ClosingService, ZReportsService],
})
export class CashModule {}
