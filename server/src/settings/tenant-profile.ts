import type { Settings } from '@zakpos/contracts';
import { type BoundStatement, statement } from '../platform/database/statement.ts';

export interface ShopProfile {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly phone: string;
  readonly timeZone: string;
}
export interface RegisterProfile {
  readonly id: string;
  readonly shopId: string;
  readonly name: string;
}

/** What nearly every request of a tenant needs and what changes a few times a year. */
export interface TenantProfile {
  readonly settings: Settings;
  readonly shops: ReadonlyMap<string, ShopProfile>;
  readonly registers: ReadonlyMap<string, RegisterProfile>;
}

interface SettingsRow {
  tenant_name: string;
  bin: string;
  locale: Settings['locale'];
  digits: Settings['digits'];
  cash_rounding_unit_paisa: number;
  allow_negative_stock: boolean;
  variance_tolerance_paisa: number;
  buyer_identity_threshold_paisa: number;
  reservation_minutes: number;
  in_store_layouts: unknown;
}
interface ProfileRow extends SettingsRow {
  shops: ShopProfile[];
  registers: RegisterProfile[];
}

const tenantProfile = statement<() => ProfileRow>(
  'tenant_profile',
  `select t.name as tenant_name, s.bin, s.locale, s.digits, s.cash_rounding_unit_paisa, s.allow_negative_stock,
     s.variance_tolerance_paisa, s.buyer_identity_threshold_paisa, s.reservation_minutes, s.in_store_layouts,
     (select coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'name', h.name, 'address', h.address, 'phone', h.phone,
        'timeZone', h.time_zone)), '[]') from app.shops h where h.tenant_id = app.tenant_id()) as shops,
     (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'shopId', r.shop_id, 'name', r.name)), '[]')
        from app.registers r where r.tenant_id = app.tenant_id()) as registers
   from app.tenants t join app.tenant_settings s on s.tenant_id = t.id
   where t.id = app.tenant_id()`,
);

export const profileStatement = (): BoundStatement<ProfileRow> => tenantProfile();

const byId = <T extends { readonly id: string }>(items: readonly T[]) => new Map(items.map((item) => [item.id, item]));

// The table's checks and the contract, by which it was written, allow nothing else.
export const settingsOf = (row: SettingsRow): Settings => ({
  tenantName: row.tenant_name,
  bin: row.bin,
  locale: row.locale,
  digits: row.digits,
  cashRoundingUnitPaisa: row.cash_rounding_unit_paisa as Settings['cashRoundingUnitPaisa'],
  allowNegativeStock: row.allow_negative_stock,
  varianceTolerancePaisa: row.variance_tolerance_paisa,
  buyerIdentityThresholdPaisa: row.buyer_identity_threshold_paisa,
  reservationMinutes: row.reservation_minutes,
  inStoreLayouts: row.in_store_layouts as Settings['inStoreLayouts'],
});

export const profileOf = (row: ProfileRow): TenantProfile => ({
  settings: settingsOf(row),
  shops: byId(row.shops),
  registers: byId(row.registers),
});
