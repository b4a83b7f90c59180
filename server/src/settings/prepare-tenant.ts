import type { Locale } from '@zakpos/contracts';
import { sql } from 'kysely';
import { taxPresets } from '../catalogue/tax-presets.ts';
import { unitPresets } from '../catalogue/unit-presets.ts';
import type { Db, TenantId } from '../platform/database/tables.ts';
import { uuidv7 } from '../platform/ids.ts';

export interface PreparedTenant {
  readonly shopId: string;
  readonly registerId: string;
}

/**
 * What a new tenant needs before its first sale: settings, units, tax classes with rates, one shop that has the tenant's name, one
 * register. Called in the transaction that makes the tenant.
 */
export async function prepareTenant(tx: Db, tenantId: TenantId, locale: Locale): Promise<PreparedTenant> {
  const tenant_id = tenantId;
  const shopId = uuidv7();
  const registerId = uuidv7();
  const classes = taxPresets.map((preset) => ({ ...preset, id: uuidv7() }));
  // In this order on one connection: what refers to another row comes after it.
  await Promise.all([
    tx.insertInto('tenant_settings').values({ tenant_id, locale, digits: 'latin' }).execute(),
    tx
      .insertInto('units')
      .values(unitPresets.map(({ code, name, decimals }) => ({ tenant_id, id: uuidv7(), code, name: name[locale], decimals })))
      .execute(),
    tx
      .insertInto('tax_classes')
      .values(classes.map(({ id, code, name, kind }) => ({ tenant_id, id, code, name: name[locale], kind })))
      .execute(),
    tx
      .insertInto('tax_rates')
      .values(
        classes.map(({ id, vatRateBasisPoints, validFrom }) => ({
          tenant_id,
          id: uuidv7(),
          tax_class_id: id,
          vat_rate_basis_points: vatRateBasisPoints,
          valid: sql<string>`daterange(${validFrom}::date, null)`,
        })),
      )
      .execute(),
    tx
      .insertInto('shops')
      .columns(['tenant_id', 'id', 'name'])
      .expression((eb) =>
        eb
          .selectFrom('tenants')
          .select(['id as tenant_id', sql<string>`${shopId}::uuid`.as('id'), 'name'])
          .where('id', '=', tenantId),
      )
      .execute(),
    tx.insertInto('registers').values({ tenant_id, id: registerId, shop_id: shopId, name: 'Till 1' }).execute(),
  ]);
  return { shopId, registerId };
}
