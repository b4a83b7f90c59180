import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';

export const listShops = (db: Db, tenantId: TenantId) =>
  db.selectFrom('shops').selectAll().where('tenant_id', '=', tenantId).orderBy('name').orderBy('id').execute();

export const insertShop = (db: Db, tenantId: TenantId, shop: { id: string; name: string; address: string; phone: string }) =>
  db
    .insertInto('shops')
    .values({ tenant_id: tenantId, ...shop })
    .returningAll()
    .executeTakeFirstOrThrow();

export const shopForUpdate = (db: Db, tenantId: TenantId, shopId: string) =>
  db.selectFrom('shops').selectAll().where('tenant_id', '=', tenantId).where('id', '=', shopId).forUpdate().executeTakeFirst();

export const updateShop = (db: Db, tenantId: TenantId, shopId: string, shop: { name: string; address: string; phone: string }) =>
  db
    .updateTable('shops')
    .set(shop)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', shopId)
    .returningAll()
    .executeTakeFirstOrThrow();

/** Registers with the id of their open cash session. */
export const listRegisters = (db: Db, tenantId: TenantId, shopId: string | undefined) =>
  db
    .selectFrom('registers as r')
    .leftJoin('cash_sessions as s', (join) =>
      join
        .onRef('s.tenant_id', '=', 'r.tenant_id')
        .onRef('s.register_id', '=', 'r.id')
        // Written out, so that the planner may use the index of open sessions.
        .on(sql<boolean>`s.status = 'open'`),
    )
    .select(['r.id', 'r.shop_id', 'r.name', 's.id as open_session_id'])
    .where('r.tenant_id', '=', tenantId)
    .$if(shopId !== undefined, (query) => query.where('r.shop_id', '=', shopId ?? ''))
    .orderBy('r.name')
    .orderBy('r.id')
    .execute();

export const insertRegister = (db: Db, tenantId: TenantId, register: { id: string; shop_id: string; name: string }) =>
  db
    .insertInto('registers')
    .values({ tenant_id: tenantId, ...register })
    .execute();
