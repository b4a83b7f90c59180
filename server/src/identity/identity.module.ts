import { Global, Module } from '@nestjs/common';
import { Authenticator } from '../platform/auth/actor.ts';
import { AccessService } from './access.service.ts';
import { AuthController } from './auth.controller.ts';
import { DevicesService } from './devices.service.ts';
import { ManagerPinService } from './manager-pin.service.ts';
import { MembersController } from './members.controller.ts';
import { MembersService } from './members.service.ts';
import { NewTenantSteps } from './new-tenant.ts';
import { SessionsService } from './sessions.service.ts';
import { SignInService } from './sign-in.service.ts';

/** Global for its Authenticator, which guards every route, and for the steps of a new tenant. */
@Global()
@Module({
  controllers: [AuthController, MembersController],
  providers: [
    AccessService,
    { provide: Authenticator, useExisting: AccessService },
    DevicesService,
    ManagerPinService,
    MembersService,
    NewTenantSteps,
    SessionsService,
    SignInService,
  ],
  exports: [Authenticator, ManagerPinService, NewTenantSteps],
})
export class IdentityModule {}
