import { sellableColumns, sellableJoins, type SellableRow, shopDay } from '../catalogue/sellable.ts';
import type { BoundStatement } from '../platform/database/statement.ts';
import { statement } from '../platform/database/statement.ts';

/**
 * What the first trip of a sale reads and locks (domain.md, “Committing a sale”). Plain and named, because a sale through a query
 * builder costs twice the time.
 */

export interface LockedCartRow {
  id: string;
  register_id: string;
  status: string;
  version: number;
  cart_discount_paisa: number;
}
export const lockCart = statement<(cartId: string) => LockedCartRow>(
  'sale_lock_cart',
  `select id, register_id, status, version, cart_discount_paisa from carts
   where tenant_id = app.tenant_id() and id = $1 for no key update`,
);

export interface CartLineRow {
  id: string;
  variant_id: string;
  qty_thousandths: number;
  unit_price_paisa: number;
  list_price_paisa: number;
  price_overridden: boolean;
  encoded_amount_paisa: number | null;
  line_discount_paisa: number;
  vat_rate_basis_points: number;
  sd_rate_basis_points: number;
  price_includes_tax: boolean;
}
export const cartLines = statement<(cartId: string) => CartLineRow>(
  'sale_cart_lines',
  `select id, variant_id, qty_thousandths, unit_price_paisa, list_price_paisa, price_overridden, encoded_amount_paisa,
     line_discount_paisa, vat_rate_basis_points, sd_rate_basis_points, price_includes_tax
   from cart_lines where tenant_id = app.tenant_id() and cart_id = $1 order by line_number`,
);

export interface CodeRow {
  found_by: 'barcode' | 'sku';
  key: string;
  variant_id: string;
}
export const variantsOfCodes = statement<(barcodes: readonly string[], skus: readonly string[]) => CodeRow>(
  'sale_variants_of_codes',
  `select 'barcode' as found_by, lookup_key as key, variant_id from barcodes
   where tenant_id = app.tenant_id() and lookup_key = any($1::text[])
   union all
   select 'sku', sku, id from variants where tenant_id = app.tenant_id() and sku = any($2::text[])`,
);

export interface TillRow {
  register_id: string;
  shop_id: string;
  session_id: string | null;
  cash_rounding_unit_paisa: 1 | 100 | 500;
  allow_negative_stock: boolean;
  sold_at: Date;
  business_day: string;
}

export interface StockRow {
  variant_id: string;
  qty_thousandths: number;
  value_paisa: number;
  last_cost_paisa: number;
}

export interface ReservedRow {
  variant_id: string;
  qty_thousandths: number;
}

/** What is asked of the shop, in this order: each read follows the lock that protects it. */
export interface GroundStatements {
  /** Shared: sales of one register do not wait for each other, but its closing waits for all of them. */
  readonly lockSession: BoundStatement<unknown>;
  /** Where and when: by the database's clock, so that all tills agree on the day. */
  readonly till: BoundStatement<TillRow>;
  readonly offers: BoundStatement<SellableRow>;
  /** In the order of the key, as everyone who locks several rows does: two sales of the same goods cannot wait for each other. */
  readonly lockStock: BoundStatement<StockRow>;
  /** What carts other than this one hold back. */
  readonly reservedByOthers: BoundStatement<ReservedRow>;
}

/**
 * The same five statements for one way of naming the register and the variants. `register` is a scalar expression of $1, `wanted` the
 * condition on a variant's id, `otherCarts` the condition on reservations.
 */
function groundStatements<Values extends readonly unknown[]>(
  name: string,
  source: { register: string; wanted: string; otherCarts: string },
): (...values: readonly [id: string, ...Values]) => GroundStatements {
  const shop = `(select shop_id from registers where tenant_id = app.tenant_id() and id = ${source.register})`;
  const lockSession = statement<(id: string) => unknown>(
    `sale_lock_session_${name}`,
    `select pg_advisory_xact_lock_shared(hashtextextended('session:' || app.tenant_id() || ${source.register}, 0))`,
  );
  const till = statement<(id: string) => TillRow>(
    `sale_till_${name}`,
    `select r.id as register_id, r.shop_id, c.id as session_id, t.cash_rounding_unit_paisa, t.allow_negative_stock,
       now() as sold_at, (now() at time zone s.time_zone)::date as business_day
     from registers r
     join shops s on s.tenant_id = r.tenant_id and s.id = r.shop_id
     join tenant_settings t on t.tenant_id = r.tenant_id
     left join cash_sessions c on c.tenant_id = r.tenant_id and c.register_id = r.id and c.status = 'open'
     where r.tenant_id = app.tenant_id() and r.id = ${source.register}`,
  );
  const offers = statement<(...values: readonly [id: string, ...Values]) => SellableRow>(
    `sale_offers_${name}`,
    `select ${sellableColumns}
     from variants v ${sellableJoins(`(select ${shopDay('s')} from shops s where s.tenant_id = app.tenant_id() and s.id = ${shop})`)}
     where v.tenant_id = app.tenant_id() and v.id ${source.wanted}`,
  );
  const lockStock = statement<(...values: readonly [id: string, ...Values]) => StockRow>(
    `sale_lock_stock_${name}`,
    `select variant_id, qty_thousandths, value_paisa, last_cost_paisa from stock
     where tenant_id = app.tenant_id() and shop_id = ${shop} and variant_id ${source.wanted}
     order by variant_id for no key update`,
  );
  const reservedByOthers = statement<(...values: readonly [id: string, ...Values]) => ReservedRow>(
    `sale_reserved_${name}`,
    `select variant_id, sum(qty_thousandths)::bigint as qty_thousandths from reservations
     where tenant_id = app.tenant_id() and shop_id = ${shop} and variant_id ${source.wanted}
       and expires_at > now() and ${source.otherCarts}
     group by variant_id`,
  );
  return (id, ...values) => ({
    lockSession: lockSession(id),
    till: till(id),
    offers: offers(id, ...values),
    lockStock: lockStock(id, ...values),
    reservedByOthers: reservedByOthers(id, ...values),
  });
}

/** A one-request sale that names its variants: the usual one, without a sub-query that the planner could misjudge. */
export const groundOfVariants = groundStatements<[variantIds: readonly string[]]>('of_variants', {
  register: '$1::uuid',
  wanted: '= any($2::uuid[])',
  otherCarts: 'true',
});

/** A one-request sale that names some of its variants by what was scanned. */
export const groundOfCodes = groundStatements<
  [variantIds: readonly string[], barcodes: readonly string[], skus: readonly string[]]
>('of_codes', {
  register: '$1::uuid',
  wanted: `in (select unnest($2::uuid[])
    union select variant_id from barcodes where tenant_id = app.tenant_id() and lookup_key = any($3::text[])
    union select id from variants where tenant_id = app.tenant_id() and sku = any($4::text[]))`,
  otherCarts: 'true',
});

/** A checkout: register and variants are the cart's, and what the cart itself holds back is its to sell. */
export const groundOfCart = groundStatements<[]>('of_cart', {
  register: '(select register_id from carts where tenant_id = app.tenant_id() and id = $1::uuid)',
  wanted: 'in (select variant_id from cart_lines where tenant_id = app.tenant_id() and cart_id = $1::uuid)',
  otherCarts: 'cart_id <> $1::uuid',
});
