import { Controller } from '@nestjs/common';
import { identityRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { DevicesService } from './devices.service.ts';
import { MembersService } from './members.service.ts';

@Controller()
export class MembersController {
  constructor(
    private readonly members: MembersService,
    private readonly devices: DevicesService,
  ) {}

  @Handle(identityRoutes.listMembers)
  listMembers({ actor }: Input<typeof identityRoutes.listMembers>) {
    return this.members.list(actor);
  }

  @Handle(identityRoutes.createMember)
  createMember({ actor, body }: Input<typeof identityRoutes.createMember>) {
    return this.members.create(actor, body);
  }

  @Handle(identityRoutes.updateMember)
  updateMember({ actor, params, body }: Input<typeof identityRoutes.updateMember>) {
    return this.members.update(actor, params.memberId, body);
  }

  @Handle(identityRoutes.listDevices)
  listDevices({ actor }: Input<typeof identityRoutes.listDevices>) {
    return this.devices.list(actor);
  }

  @Handle(identityRoutes.createDevice)
  createDevice({ actor, body }: Input<typeof identityRoutes.createDevice>) {
    return this.devices.create(actor, body);
  }

  @Handle(identityRoutes.revokeDevice)
  async revokeDevice({ actor, params }: Input<typeof identityRoutes.revokeDevice>): Promise<Record<string, never>> {
    await this.devices.revoke(actor, params.deviceId);
    return {};
  }
}
