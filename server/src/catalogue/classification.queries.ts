import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';

export const listCategories = (db: Db, tenantId: TenantId) =>
  db.selectFrom('categories').select(['id', 'name']).where('tenant_id', '=', tenantId).orderBy('name').orderBy('id').execute();

export const insertCategory = (db: Db, tenantId: TenantId, category: { id: string; name: string }) =>
  db
    .insertInto('categories')
    .values({ tenant_id: tenantId, ...category })
    .execute();

export const listUnits = (db: Db, tenantId: TenantId) =>
  db.selectFrom('units').select(['id', 'code', 'name', 'decimals']).where('tenant_id', '=', tenantId).orderBy('code').execute();

export const insertUnit = (db: Db, tenantId: TenantId, unit: { id: string; code: string; name: string; decimals: number }) =>
  db
    .insertInto('units')
    .values({ tenant_id: tenantId, ...unit })
    .execute();

export const listTaxClassCodes = (db: Db, tenantId: TenantId) =>
  db.selectFrom('tax_classes').select(['id', 'code']).where('tenant_id', '=', tenantId).execute();

export type TaxKind = 'standard' | 'reduced' | 'zero' | 'exempt' | 'specific';

/** One row per rate, the earliest first; a class without any has one row of nulls. */
export const taxClassRates = (db: Db, tenantId: TenantId, taxClassId?: string) =>
  db
    .selectFrom('tax_classes as c')
    .leftJoin('tax_rates as r', (join) => join.onRef('r.tenant_id', '=', 'c.tenant_id').onRef('r.tax_class_id', '=', 'c.id'))
    .select(['c.id', 'c.code', 'c.name', 'c.kind', 'r.id as rate_id', 'r.vat_rate_basis_points', 'r.sd_rate_basis_points'])
    .select([sql<string | null>`lower(r.valid)`.as('valid_from'), sql<string | null>`upper(r.valid)`.as('valid_until')])
    .where('c.tenant_id', '=', tenantId)
    .$if(taxClassId !== undefined, (query) => query.where('c.id', '=', taxClassId ?? ''))
    .orderBy('c.code')
    .orderBy(sql`lower(r.valid)`)
    .execute();

export const insertTaxClass = (db: Db, tenantId: TenantId, taxClass: { id: string; code: string; name: string; kind: TaxKind }) =>
  db
    .insertInto('tax_classes')
    .values({ tenant_id: tenantId, ...taxClass })
    .execute();

/** Locked, so that of two rates that are added at once the second sees the first. */
export const lockTaxClass = (db: Db, tenantId: TenantId, taxClassId: string) =>
  db
    .selectFrom('tax_classes')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', taxClassId)
    .forUpdate()
    .executeTakeFirst();

/** The open-ended rate, if it began before that day, is no longer in force on it. */
export const endOpenRate = (db: Db, tenantId: TenantId, taxClassId: string, day: string) =>
  db
    .updateTable('tax_rates')
    .set({ valid: sql<string>`daterange(lower(valid), ${day}::date)` })
    .where('tenant_id', '=', tenantId)
    .where('tax_class_id', '=', taxClassId)
    .where(sql<boolean>`upper_inf(valid) and lower(valid) < ${day}::date`)
    .execute();

export const insertTaxRate = (
  db: Db,
  tenantId: TenantId,
  rate: { id: string; taxClassId: string; vatRateBasisPoints: number; sdRateBasisPoints: number; validFrom: string },
) =>
  db
    .insertInto('tax_rates')
    .values({
      tenant_id: tenantId,
      id: rate.id,
      tax_class_id: rate.taxClassId,
      vat_rate_basis_points: rate.vatRateBasisPoints,
      sd_rate_basis_points: rate.sdRateBasisPoints,
      valid: sql<string>`daterange(${rate.validFrom}::date, null)`,
    })
    .execute();
