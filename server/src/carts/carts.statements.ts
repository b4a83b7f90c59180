import type { CodeReading } from '../catalogue/code-reading.ts';
import { type FoundRow, keysOf, sellableColumns, sellableJoins, type SellableRow, shopDay } from '../catalogue/sellable.ts';
import { statement } from '../platform/database/statement.ts';
import { keyedInsert, type KeyValues } from '../platform/idempotency/pipelined-key.ts';

/** The SQL of a cart's lines: what is locked and read first, and what is then written. `app.tenant_id()` decides whose cart. */

export interface CartRow {
  readonly id: string;
  readonly shop_id: string;
  readonly register_id: string;
  readonly status: 'open' | 'held' | 'checked_out' | 'abandoned';
  readonly version: number;
  readonly label: string;
  readonly cart_discount_paisa: number;
  readonly updated_at: Date;
}

const cartColumns = 'c.id, c.shop_id, c.register_id, c.status, c.version, c.label, c.cart_discount_paisa, c.updated_at';

/** All changes of a cart wait for each other here. */
export const lockCart = statement<(cartId: string) => CartRow>(
  'cart_lock',
  `select ${cartColumns} from app.carts c where c.tenant_id = app.tenant_id() and c.id = $1 for no key update`,
);

export const cartOf = statement<(cartId: string) => CartRow>(
  'cart_of',
  `select ${cartColumns} from app.carts c where c.tenant_id = app.tenant_id() and c.id = $1`,
);

export interface CartLineRow {
  readonly id: string;
  readonly cart_id: string;
  readonly line_number: number;
  readonly variant_id: string;
  readonly sku: string;
  readonly name: string;
  readonly name_bn: string;
  readonly unit_code: string;
  readonly unit_decimals: number;
  readonly qty_thousandths: number;
  readonly unit_price_paisa: number;
  /** The catalogue's price when the line was made or its price was last accepted, and now. */
  readonly list_price_paisa: number;
  readonly current_price_paisa: number;
  readonly price_overridden: boolean;
  readonly line_discount_paisa: number;
  readonly vat_rate_basis_points: number;
  readonly sd_rate_basis_points: number;
  readonly price_includes_tax: boolean;
  readonly from_encoded_code: boolean;
  readonly encoded_amount_paisa: number | null;
}

const lineColumns = `l.id, l.cart_id, l.line_number, l.variant_id, g.sku, g.name, g.name_bn, g.unit_code, g.unit_decimals,
  l.qty_thousandths, l.unit_price_paisa, l.list_price_paisa, g.current_price_paisa, l.price_overridden, l.line_discount_paisa,
  l.vat_rate_basis_points, l.sd_rate_basis_points, l.price_includes_tax, l.from_encoded_code, l.encoded_amount_paisa`;
// The limit keeps it a look-up a line: merged with the variants' index, a cart would cost what the catalogue is long.
const lineJoins = `cross join lateral (
     select v.sku, v.price_paisa as current_price_paisa, u.code as unit_code, u.decimals as unit_decimals,
       case when v.name = '' then p.name else p.name || ' ' || v.name end as name,
       case when v.name = '' or p.name_bn = '' then p.name_bn else p.name_bn || ' ' || v.name end as name_bn
     from app.variants v
     join app.products p on p.tenant_id = v.tenant_id and p.id = v.product_id
     join app.units u on u.tenant_id = p.tenant_id and u.id = p.unit_id
     where v.tenant_id = l.tenant_id and v.id = l.variant_id limit 1
   ) g`;

export const linesOf = statement<(cartId: string) => CartLineRow>(
  'cart_lines_of',
  `select ${lineColumns} from app.cart_lines l ${lineJoins}
   where l.tenant_id = app.tenant_id() and l.cart_id = $1 order by l.line_number`,
);

/** A shop has few carts at once: more than this many held ones are not shown. */
export const maxListedCarts = 200;
const listed = `select c.* from app.carts c
  where c.tenant_id = app.tenant_id() and c.shop_id = $1 and c.status = $2 order by c.updated_at desc limit ${maxListedCarts}`;
export const cartsOfShop = statement<(shopId: string, status: 'open' | 'held') => CartRow>(
  'carts_of_shop',
  `select ${cartColumns} from (${listed}) c order by c.updated_at desc`,
);
export const linesOfShop = statement<(shopId: string, status: 'open' | 'held') => CartLineRow>(
  'cart_lines_of_shop',
  `select ${lineColumns} from (${listed}) c
   join app.cart_lines l on l.tenant_id = c.tenant_id and l.cart_id = c.id ${lineJoins} order by l.cart_id, l.line_number`,
);

const dayOfCart = `(select ${shopDay('s')} from app.carts c join app.shops s on s.tenant_id = c.tenant_id and s.id = c.shop_id
  where c.tenant_id = app.tenant_id() and c.id = $1)`;

/** Whatever a scan or an identifier may mean, at the prices and rates of the cart's shop today. */
const wanted = `(select b.tenant_id, b.variant_id, 'barcode' as found_by, b.lookup_key as key
     from app.barcodes b where b.tenant_id = app.tenant_id() and b.lookup_key = any($2::text[])
     union all
     select s.tenant_id, s.id, 'sku', s.sku
     from app.variants s where s.tenant_id = app.tenant_id() and s.sku = any($3::text[])
     union all
     select s.tenant_id, s.id, 'variant', s.id::text from app.variants s where s.tenant_id = app.tenant_id() and s.id = $4::uuid)`;
type Wanted = [cartId: string, barcodes: readonly string[], skus: readonly string[], variantId: string | null];
export const wantedOf = (cartId: string, reading: CodeReading | undefined, variantId: string | undefined): Wanted => [
  cartId,
  reading ? keysOf([reading], 'barcode') : [],
  reading ? keysOf([reading], 'sku') : [],
  variantId ?? null,
];

export type OfferRow = FoundRow | (Omit<FoundRow, 'found_by'> & { readonly found_by: 'variant' });
export const offers = statement<(...wanted: Wanted) => OfferRow>(
  'cart_offers',
  `select ${sellableColumns}, found.found_by, found.key
   from ${wanted} found
   join app.variants v on v.tenant_id = found.tenant_id and v.id = found.variant_id
   ${sellableJoins(dayOfCart)}
   where v.active and p.active`,
);

const shopOfCart = '(select c.shop_id from app.carts c where c.tenant_id = app.tenant_id() and c.id = $1)';

export interface StockRow {
  readonly variant_id: string;
  readonly qty_thousandths: number;
}
/** In the order of the key, as everyone does who locks several rows. */
const lockedStock = (variants: string) => `select s.variant_id, s.qty_thousandths from app.stock s
   where s.tenant_id = app.tenant_id() and s.shop_id = ${shopOfCart} and s.variant_id = any(${variants})
   order by s.variant_id for no key update`;
/** What other carts hold back and may still sell. */
const heldByOthers = (variants: string) => `select r.variant_id, sum(r.qty_thousandths) as qty_thousandths from app.reservations r
   where r.tenant_id = app.tenant_id() and r.shop_id = ${shopOfCart} and r.variant_id = any(${variants})
     and r.cart_id <> $1 and r.expires_at > clock_timestamp()
   group by r.variant_id`;

// An array is known before the rows are looked for: so each is found by its key, whatever the tables have grown to.
const wantedVariants = `(array(select b.variant_id from app.barcodes b where b.tenant_id = app.tenant_id() and b.lookup_key = any($2::text[]))
     || array(select s.id from app.variants s where s.tenant_id = app.tenant_id() and s.sku = any($3::text[])) || $4::uuid)`;
export const lockWantedStock = statement<(...wanted: Wanted) => StockRow>('cart_lock_wanted_stock', lockedStock(wantedVariants));
export const wantedHeldByOthers = statement<(...wanted: Wanted) => StockRow>(
  'cart_wanted_held_by_others',
  heldByOthers(wantedVariants),
);

const cartVariants = 'array(select l.variant_id from app.cart_lines l where l.tenant_id = app.tenant_id() and l.cart_id = $1)';
export const lockCartStock = statement<(cartId: string) => StockRow>('cart_lock_stock', lockedStock(cartVariants));
export const cartHeldByOthers = statement<(cartId: string) => StockRow>('cart_held_by_others', heldByOthers(cartVariants));

/** At which tills a variant lies in other carts: for telling the cashier who was refused. */
export const tillsHolding = statement<(cartId: string, variantId: string) => { register_name: string }>(
  'cart_tills_holding',
  `select distinct g.name as register_name
   from app.reservations r
   join app.carts c on c.tenant_id = r.tenant_id and c.id = r.cart_id
   join app.registers g on g.tenant_id = c.tenant_id and g.id = c.register_id
   where r.tenant_id = app.tenant_id() and r.shop_id = ${shopOfCart} and r.variant_id = $2 and r.cart_id <> $1
     and r.expires_at > clock_timestamp()
   order by g.name limit 5`,
);

export type PutLineValues = [
  lineId: string,
  cartId: string,
  lineNumber: number,
  variantId: string,
  qtyThousandths: number,
  unitPricePaisa: number,
  vatRateBasisPoints: number,
  sdRateBasisPoints: number,
  priceIncludesTax: boolean,
  fromEncodedCode: boolean,
  encodedAmountPaisa: number | null,
  shopId: string,
  reservationMinutes: number,
  version: number,
  updatedAt: Date,
  ...KeyValues,
];
/** A new line, or more of one: with its reservation, the cart's version, and the key that it was asked with. */
export const putLine = statement<(...values: PutLineValues) => unknown>(
  'cart_put_line',
  `with line as (
     insert into app.cart_lines as l (tenant_id, id, cart_id, line_number, variant_id, qty_thousandths, unit_price_paisa, list_price_paisa,
       vat_rate_basis_points, sd_rate_basis_points, price_includes_tax, from_encoded_code, encoded_amount_paisa)
     values (app.tenant_id(), $1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11)
     on conflict (tenant_id, id) do update set qty_thousandths = excluded.qty_thousandths
   ), reserved as (
     insert into app.reservations (tenant_id, cart_line_id, cart_id, shop_id, variant_id, qty_thousandths, expires_at)
     values (app.tenant_id(), $1, $2, $12, $4, $5, now() + make_interval(mins => $13))
     on conflict (tenant_id, cart_line_id) do update set qty_thousandths = excluded.qty_thousandths, expires_at = excluded.expires_at
   ), ${keyedInsert(16)}
   update app.carts set version = $14, updated_at = $15 where tenant_id = app.tenant_id() and id = $2`,
);

/** Without the lock that orders a shop's events: the version orders these, and the tills of a shop would wait for it with each line. */
export const announceCart = statement<(shopId: string, payload: string, traceParent: string | null) => unknown>(
  'cart_announce',
  `insert into app.outbox (tenant_id, shop_id, type, payload, trace_parent)
   values (app.tenant_id(), $1::uuid, 'cart_changed', $2::jsonb, $3)`,
);

export interface RegisterRow {
  readonly id: string;
  readonly shop_id: string;
  /** Of the open session; null while the register is closed. */
  readonly session_id: string | null;
}
export const registerOf = statement<(registerId: string) => RegisterRow>(
  'cart_register_of',
  `select r.id, r.shop_id, s.id as session_id from app.registers r
   left join app.cash_sessions s on s.tenant_id = r.tenant_id and s.register_id = r.id and s.status = 'open'
   where r.tenant_id = app.tenant_id() and r.id = $1`,
);

export const insertCart = statement<
  (cartId: string, shopId: string, registerId: string, memberId: string, at: Date, ...key: KeyValues) => unknown
>(
  'cart_insert',
  `with ${keyedInsert(6)}
   insert into app.carts (tenant_id, id, shop_id, register_id, created_by, created_at, updated_at)
   values (app.tenant_id(), $1, $2, $3, $4, $5, $5)`,
);

/** What each line's variant costs today, and at which rates. */
export const offersOfLines = statement<(cartId: string) => SellableRow>(
  'cart_offers_of_lines',
  `select distinct ${sellableColumns}
   from app.cart_lines l
   join app.variants v on v.tenant_id = l.tenant_id and v.id = l.variant_id
   ${sellableJoins(dayOfCart)}
   where l.tenant_id = app.tenant_id() and l.cart_id = $1`,
);
