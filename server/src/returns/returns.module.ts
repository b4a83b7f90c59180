import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module.ts';
import { SalesModule } from '../sales/sales.module.ts';
import { ReturnsController } from './returns.controller.ts';
import { ReturnsService } from './returns.service.ts';
import { VoidsService } from './voids.service.ts';

@Module({ imports: [ApprovalsModule, SalesModule], controllers: [ReturnsController], providers: [ReturnsService, VoidsService] })
export class ReturnsModule {}
