import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';
import type { SettingsChanges } from './settings.service.ts';

/** The row is locked, so that what the audit log calls "before" is what was replaced. */
export const lockSettings = (db: Db, tenantId: TenantId) =>
  db.selectFrom('tenant_settings').select('tenant_id').where('tenant_id', '=', tenantId).forUpdate().executeTakeFirstOrThrow();

export const updateSettings = (db: Db, tenantId: TenantId, changes: Omit<SettingsChanges, 'tenantName'>) =>
  db
    .updateTable('tenant_settings')
    .set({
      bin: changes.bin,
      locale: changes.locale,
      digits: changes.digits,
      cash_rounding_unit_paisa: changes.cashRoundingUnitPaisa,
      allow_negative_stock: changes.allowNegativeStock,
      variance_tolerance_paisa: changes.varianceTolerancePaisa,
      buyer_identity_threshold_paisa: changes.buyerIdentityThresholdPaisa,
      reservation_minutes: changes.reservationMinutes,
      in_store_layouts: changes.inStoreLayouts && JSON.stringify(changes.inStoreLayouts),
      updated_at: sql<Date>`now()`,
    })
    .where('tenant_id', '=', tenantId)
    .execute();

export const renameTenant = (db: Db, tenantId: TenantId, name: string) =>
  db.updateTable('tenants').set({ name }).where('id', '=', tenantId).execute();

/** As `profileStatement` reads it, inside of a transaction. */
export const currentSettings = (db: Db, tenantId: TenantId) =>
  db
    .selectFrom('tenant_settings as s')
    .innerJoin('tenants as t', 't.id', 's.tenant_id')
    .where('s.tenant_id', '=', tenantId)
    .selectAll('s')
    .select('t.name as tenant_name')
    .executeTakeFirstOrThrow();
