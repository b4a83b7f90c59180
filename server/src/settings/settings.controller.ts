import { Controller } from '@nestjs/common';
import { shopRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { SettingsService } from './settings.service.ts';

@Controller()
export class SettingsController {
  constructor(private readonly settings: SettingsService) {}

  @Handle(shopRoutes.getSettings)
  getSettings({ actor }: Input<typeof shopRoutes.getSettings>) {
    return this.settings.get(actor.tenantId);
  }

  @Handle(shopRoutes.updateSettings)
  updateSettings({ actor, body, locale }: Input<typeof shopRoutes.updateSettings>) {
    return this.settings.update(actor, body, locale);
  }
}
