import { Injectable } from '@nestjs/common';
import type { createRegister, createShop, Locale, updateShop } from '@zakpos/contracts';
import type { z } from 'zod';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../platform/database/failures.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { fieldRefusal } from '../platform/errors/field-refusal.ts';
import { uuidv7 } from '../platform/ids.ts';
import { SettingsService } from '../settings/settings.service.ts';
import * as queries from './shops.queries.ts';

interface ShopRow {
  id: string;
  name: string;
  address: string;
  phone: string;
  time_zone: string;
}

const shopView = ({ id, name, address, phone, time_zone }: ShopRow) => ({ id, name, address, phone, timeZone: time_zone });
const wholePage = <T>(items: T[]) => ({ items, nextCursor: null });

@Injectable()
export class ShopsService {
  constructor(
    private readonly db: DatabaseService,
    private readonly settings: SettingsService,
  ) {}

  async listShops({ tenantId }: Actor) {
    const rows = await this.db.inTenant(tenantId, (tx) => queries.listShops(tx, tenantId));
    return wholePage(rows.map(shopView));
  }

  /** @throws AppError `duplicate` */
  async createShop(actor: Actor, input: z.output<typeof createShop>, locale: Locale) {
    const { tenantId } = actor;
    const shop = await this.#naming(locale, () =>
      this.db.inTenant(tenantId, async (tx) => {
        const row = await queries.insertShop(tx, tenantId, { id: uuidv7(), ...input });
        await audit(tx, actor, { action: 'shop.create', subjectType: 'shop', subjectId: row.id, after: shopView(row) });
        return shopView(row);
      }),
    );
    this.settings.forget(tenantId);
    return shop;
  }

  /** @throws AppError `not_found` or `duplicate` */
  async updateShop(actor: Actor, shopId: string, changes: z.output<typeof updateShop>, locale: Locale) {
    const { tenantId } = actor;
    const shop = await this.#naming(locale, () =>
      this.db.inTenant(tenantId, async (tx) => {
        const before = await queries.shopForUpdate(tx, tenantId, shopId);
        if (!before) throw new AppError('not_found');
        const { name = before.name, address = before.address, phone = before.phone } = changes;
        const after = shopView(await queries.updateShop(tx, tenantId, shopId, { name, address, phone }));
        await audit(tx, actor, {
          action: 'shop.update',
          subjectType: 'shop',
          subjectId: shopId,
          before: shopView(before),
          after,
        });
        return after;
      }),
    );
    this.settings.forget(tenantId);
    return shop;
  }

  async listRegisters({ tenantId }: Actor, shopId: string | undefined) {
    const rows = await this.db.inTenant(tenantId, (tx) => queries.listRegisters(tx, tenantId, shopId));
    return wholePage(
      rows.map(({ id, shop_id, name, open_session_id }) => ({ id, shopId: shop_id, name, openSessionId: open_session_id })),
    );
  }

  /** @throws AppError `reference_unknown` or `duplicate` */
  async createRegister(actor: Actor, { shopId, name }: z.output<typeof createRegister>, locale: Locale) {
    const { tenantId } = actor;
    const id = uuidv7();
    const register = { id, shopId, name, openSessionId: null };
    try {
      await this.#naming(locale, () =>
        this.db.inTenant(tenantId, async (tx) => {
          await queries.insertRegister(tx, tenantId, { id, shop_id: shopId, name });
          await audit(tx, actor, { action: 'register.create', subjectType: 'register', subjectId: id, after: register });
        }),
      );
    } catch (error) {
      throw isForeignKeyViolation(error) ? fieldRefusal('reference_unknown', '/shopId', locale, error) : error;
    }
    this.settings.forget(tenantId);
    return register;
  }

  /** A name that is taken already is the caller's to change. */
  async #naming<T>(locale: Locale, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw isUniqueViolation(error) ? fieldRefusal('duplicate', '/name', locale, error) : error;
    }
  }
}
