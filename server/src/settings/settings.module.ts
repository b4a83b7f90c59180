import { Module, type OnModuleInit } from '@nestjs/common';
import { NewTenantSteps } from '../identity/new-tenant.ts';
import { prepareTenant } from './prepare-tenant.ts';
import { SettingsController } from './settings.controller.ts';
import { SettingsService } from './settings.service.ts';

@Module({ controllers: [SettingsController], providers: [SettingsService], exports: [SettingsService] })
export class SettingsModule implements OnModuleInit {
  constructor(private readonly newTenants: NewTenantSteps) {}

  onModuleInit(): void {
    this.newTenants.add(async (tx, { tenantId, locale }) => {
      await prepareTenant(tx, tenantId, locale);
    });
  }
}
