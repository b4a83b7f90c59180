import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';
import type { CartLineRow, CartRow } from './carts.statements.ts';

/** Writes what may change of a cart. Its row is locked. */
export const updateCart = (db: Db, tenantId: TenantId, cart: CartRow) =>
  db
    .updateTable('carts')
    .set({
      register_id: cart.register_id,
      status: cart.status,
      version: cart.version,
      label: cart.label,
      cart_discount_paisa: cart.cart_discount_paisa,
      updated_at: cart.updated_at,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', cart.id)
    .execute();

export const updateLine = (db: Db, tenantId: TenantId, line: CartLineRow) =>
  db
    .updateTable('cart_lines')
    .set({
      qty_thousandths: line.qty_thousandths,
      unit_price_paisa: line.unit_price_paisa,
      list_price_paisa: line.list_price_paisa,
      price_overridden: line.price_overridden,
      line_discount_paisa: line.line_discount_paisa,
      vat_rate_basis_points: line.vat_rate_basis_points,
      sd_rate_basis_points: line.sd_rate_basis_points,
      price_includes_tax: line.price_includes_tax,
      encoded_amount_paisa: line.encoded_amount_paisa,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', line.id)
    .execute();

/** Takes a line out and lets those behind it move up. */
export async function deleteLine(db: Db, tenantId: TenantId, line: CartLineRow): Promise<void> {
  await db.deleteFrom('reservations').where('tenant_id', '=', tenantId).where('cart_line_id', '=', line.id).execute();
  await db.deleteFrom('cart_lines').where('tenant_id', '=', tenantId).where('id', '=', line.id).execute();
  await db
    .updateTable('cart_lines')
    .set((eb) => ({ line_number: eb('line_number', '-', 1) }))
    .where('tenant_id', '=', tenantId)
    .where('cart_id', '=', line.cart_id)
    .where('line_number', '>', line.line_number)
    .execute();
}

const until = (minutes: number) => sql<Date>`now() + make_interval(mins => ${minutes})`;

/** Holds the line's whole quantity back, from now on. The stock row is locked. */
export const reserve = (db: Db, tenantId: TenantId, shopId: string, line: CartLineRow, minutes: number) =>
  db
    .insertInto('reservations')
    .values({
      tenant_id: tenantId,
      cart_line_id: line.id,
      cart_id: line.cart_id,
      shop_id: shopId,
      variant_id: line.variant_id,
      qty_thousandths: line.qty_thousandths,
      expires_at: until(minutes),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'cart_line_id'])
        .doUpdateSet({ qty_thousandths: line.qty_thousandths, expires_at: until(minutes) }),
    )
    .execute();

/** Gives back what a line no longer needs; what is left expires when it would have. */
export const reserveLess = (db: Db, tenantId: TenantId, line: CartLineRow) =>
  db
    .updateTable('reservations')
    .set({ qty_thousandths: line.qty_thousandths })
    .where('tenant_id', '=', tenantId)
    .where('cart_line_id', '=', line.id)
    .execute();

/** Holds what the cart reserves of these variants for the whole time again. Their stock rows are locked. */
export const renewReservations = (db: Db, tenantId: TenantId, cartId: string, variantIds: readonly string[], minutes: number) =>
  db
    .updateTable('reservations')
    .set({ expires_at: until(minutes) })
    .where('tenant_id', '=', tenantId)
    .where('cart_id', '=', cartId)
    .where('variant_id', 'in', variantIds)
    .execute();

export const freeReservations = (db: Db, tenantId: TenantId, cartId: string) =>
  db.deleteFrom('reservations').where('tenant_id', '=', tenantId).where('cart_id', '=', cartId).execute();
