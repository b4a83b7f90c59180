import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Locale, RouteInputParsed, Settings, shopRoutes } from '@zakpos/contracts';
import { isInStoreLayout } from '@zakpos/domain';
import { LRUCache } from 'lru-cache';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import type { TenantId } from '../platform/database/tables.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { Notifications } from '../platform/events/notifications.ts';
import { currentSettings, lockSettings, renameTenant, updateSettings } from './settings.queries.ts';
import { profileOf, profileStatement, settingsOf, type TenantProfile } from './tenant-profile.ts';

export type SettingsChanges = RouteInputParsed<typeof shopRoutes.updateSettings>['body'];

/** How long another replica that missed its notice may go on with what was changed here. */
const maxAgeMs = 5_000;
const maxTenants = 5_000;

@Injectable()
export class SettingsService implements OnModuleInit {
  /** Promises, so that of many requests at once one reads. */
  readonly #profiles = new LRUCache<TenantId, Promise<TenantProfile>>({ max: maxTenants, ttl: maxAgeMs });

  constructor(
    private readonly db: DatabaseService,
    private readonly notifications: Notifications,
  ) {}

  onModuleInit(): void {
    this.notifications.listen('profile', (tenantId) => void this.#profiles.delete(tenantId));
    this.notifications.onGap(() => this.#profiles.clear());
  }

  /** Settings, shops and registers from memory, at most five seconds old. */
  profile(tenantId: TenantId): Promise<TenantProfile> {
    const known = this.#profiles.get(tenantId);
    if (known) return known;
    const read = this.#read(tenantId);
    this.#profiles.set(tenantId, read);
    read.catch(() => {
      if (this.#profiles.peek(tenantId) === read) this.#profiles.delete(tenantId);
    });
    return read;
  }

  /** The settings from memory, at most five seconds old. */
  async of(tenantId: TenantId): Promise<Settings> {
    return (await this.profile(tenantId)).settings;
  }

  /** Called once what changed is committed: from the next request on it is read anew, here and soon at the other replicas. */
  forget(tenantId: TenantId): void {
    this.#profiles.delete(tenantId);
    // Who misses it goes on with what was for as long as a profile is kept at most.
    this.notifications.send('profile', tenantId).catch(() => undefined);
  }

  async get(tenantId: TenantId): Promise<Settings> {
    return (await this.#read(tenantId)).settings;
  }

  /** @throws AppError `invalid_request` for layouts that do not fill thirteen digits or share a prefix. */
  async update(actor: Actor, changes: SettingsChanges, locale: Locale): Promise<Settings> {
    refuseFaultyLayouts(changes.inStoreLayouts ?? [], locale);
    const { tenantId } = actor;
    const { tenantName, ...others } = changes;
    const settings = await this.db.inTenant(tenantId, async (tx) => {
      await lockSettings(tx, tenantId);
      const before = settingsOf(await currentSettings(tx, tenantId));
      await updateSettings(tx, tenantId, others);
      if (tenantName !== undefined) await renameTenant(tx, tenantId, tenantName);
      const after = settingsOf(await currentSettings(tx, tenantId));
      await audit(tx, actor, { action: 'settings.update', subjectType: 'tenant', subjectId: tenantId, before, after });
      return after;
    });
    this.forget(tenantId);
    return settings;
  }

  async #read(tenantId: TenantId): Promise<TenantProfile> {
    const [[row]] = await this.db.read(tenantId, profileStatement());
    if (!row) throw new Error(`The tenant ${tenantId} has no settings`);
    return profileOf(row);
  }
}

function refuseFaultyLayouts(layouts: Settings['inStoreLayouts'], locale: Locale): void {
  const prefixes = new Set<string>();
  const faulty = layouts.flatMap((layout, index) => {
    if (isInStoreLayout(layout) && !prefixes.has(layout.prefix)) {
      prefixes.add(layout.prefix);
      return [];
    }
    return [{ pointer: `/inStoreLayouts/${index}`, message: layoutRule[locale] }];
  });
  if (faulty.length > 0) throw new AppError('invalid_request', undefined, faulty);
}

const layoutRule: Readonly<Record<Locale, string>> = {
  en: 'Prefix, item and value must be twelve digits together, and each prefix may stand once.',
  bn: 'উপসর্গ, পণ্য ও মান মিলে বারো অঙ্ক হতে হবে, এবং প্রতিটি উপসর্গ একবারই থাকতে পারে।',
};
