import { Controller } from '@nestjs/common';
import { cartRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { ApprovalsService } from './approvals.service.ts';

@Controller()
export class ApprovalsController {
  constructor(private readonly approvals: ApprovalsService) {}

  @Handle(cartRoutes.createApproval)
  createApproval({ actor, body, request }: Input<typeof cartRoutes.createApproval>) {
    return this.approvals.create(actor, body, request.ip);
  }
}
