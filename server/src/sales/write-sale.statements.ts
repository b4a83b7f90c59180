import { statement } from '../platform/database/statement.ts';

/** Rows that a sale below zero needs and that no receipt has made yet. */
export const makeStockRows = statement<(shopId: string, variantIds: string[]) => unknown>(
  'sale_make_stock_rows',
  `insert into stock (tenant_id, shop_id, variant_id, qty_thousandths, value_paisa, may_be_negative)
   select app.tenant_id(), $1, v, 0, 0, true from unnest($2::uuid[]) v order by v
   on conflict do nothing`,
);

/** A price or discount that somebody's permission allowed. */
export const auditSale = statement<
  (
    id: string,
    memberId: string,
    deviceId: string | null,
    action: string,
    saleId: string,
    before: string,
    after: string,
  ) => unknown
>(
  'sale_audit',
  `insert into audit_log (tenant_id, id, actor_id, device_id, action, subject_type, subject_id, before, after)
   values (app.tenant_id(), $1, $2, $3, $4, 'sale', $5, $6, $7)`,
);

export interface WrittenRow {
  invoice_number: string;
}
export type WriteValues = [
  sale: string,
  lines: string,
  payments: string,
  journal: string,
  numberPrefix: string,
  key: string,
  route: string,
  requestHash: Buffer,
  // Arrays, for the planner takes JSON for a hundred rows and would read the whole stock instead.
  stockVariantIds: readonly string[],
  stockQtyThousandths: readonly number[],
  stockValuesPaisa: readonly number[],
  mayBeNegative: boolean,
];

const ofSale = `s as (
  select * from json_to_record($1::json) as s(id uuid, shop_id uuid, register_id uuid, cash_session_id uuid, cart_id uuid, fiscal_year text,
    sold_at timestamptz, business_day date, member_id uuid, subtotal_paisa bigint, discount_paisa bigint, net_paisa bigint,
    sd_paisa bigint, vat_paisa bigint, total_paisa bigint, rounding_paisa bigint, change_paisa bigint, cost_paisa bigint,
    buyer jsonb, note text, journal_id uuid, trace_parent text)
),
l as (
  select * from json_to_recordset($2::json) as l(line_number int, id uuid, variant_id uuid, sku text, name text, name_bn text, unit_code text,
    qty_thousandths bigint, unit_price_paisa bigint, list_price_paisa bigint, encoded_amount_paisa bigint, line_discount_paisa bigint,
    cart_discount_share_paisa bigint, vat_rate_basis_points int, sd_rate_basis_points int, price_includes_tax boolean,
    net_paisa bigint, sd_paisa bigint, vat_paisa bigint, total_paisa bigint, cost_paisa bigint)
),
moved as (
  update stock set qty_thousandths = n.qty_thousandths, value_paisa = n.value_paisa, may_be_negative = $12
  from s, unnest($9::uuid[], $10::bigint[], $11::bigint[]) as n(variant_id, qty_thousandths, value_paisa)
  where stock.tenant_id = app.tenant_id() and stock.shop_id = s.shop_id and stock.variant_id = n.variant_id
  returning stock.variant_id
)`;

const ofCart = `closed as (
  update carts set status = 'checked_out', version = version + 1, updated_at = now()
  from s where carts.tenant_id = app.tenant_id() and carts.id = s.cart_id
),
freed as (
  delete from reservations using s where reservations.tenant_id = app.tenant_id() and reservations.cart_id = s.cart_id
)`;

/**
 * Everything that a sale writes, in one statement. The invoice counter depends on the stock update and all numbered rows on the
 * counter: so its lock, which all tills of a shop share, is taken last. The event's id is taken under that lock too, which makes the
 * order of a shop's sale events the order of their invoices.
 */
const write = (name: string, cart: string) =>
  statement<(...values: WriteValues) => WrittenRow>(
    name,
    `with ${ofSale},${cart}
    keyed as (
      insert into idempotency_keys (tenant_id, key, route, request_hash, response_status, response_body)
      select app.tenant_id(), $6, $7, $8, 201, jsonb_build_object('saleId', s.id) from s
    ),
    counter as (
      insert into document_counters (tenant_id, shop_id, kind, fiscal_year, last_number)
      select app.tenant_id(), s.shop_id, 'invoice', s.fiscal_year, 1 from s, (select count(*) from moved) after
      on conflict (tenant_id, shop_id, kind, fiscal_year) do update set last_number = document_counters.last_number + 1
      returning last_number, $5 || lpad(last_number::text, greatest(6, length(last_number::text)), '0') as invoice_number
    ),
    sold as (
      insert into sales (tenant_id, id, shop_id, register_id, cash_session_id, cart_id, fiscal_year, number, invoice_number, sold_at,
        business_day, member_id, subtotal_paisa, discount_paisa, net_paisa, sd_paisa, vat_paisa, total_paisa, rounding_paisa,
        change_paisa, cost_paisa, buyer, note)
      select app.tenant_id(), s.id, s.shop_id, s.register_id, s.cash_session_id, s.cart_id, s.fiscal_year, c.last_number, c.invoice_number,
        s.sold_at, s.business_day, s.member_id, s.subtotal_paisa, s.discount_paisa, s.net_paisa, s.sd_paisa, s.vat_paisa, s.total_paisa,
        s.rounding_paisa, s.change_paisa, s.cost_paisa, s.buyer, s.note
      from s, counter c
    ),
    sold_lines as (
      insert into sale_lines (tenant_id, sale_id, line_number, id, variant_id, sku, name, name_bn, unit_code, qty_thousandths,
        unit_price_paisa, list_price_paisa, encoded_amount_paisa, line_discount_paisa, cart_discount_share_paisa,
        vat_rate_basis_points, sd_rate_basis_points, price_includes_tax, net_paisa, sd_paisa, vat_paisa, total_paisa, cost_paisa)
      select app.tenant_id(), s.id, l.* from s, (select line_number, id, variant_id, sku, name, name_bn, unit_code, qty_thousandths,
        unit_price_paisa, list_price_paisa, encoded_amount_paisa, line_discount_paisa, cart_discount_share_paisa,
        vat_rate_basis_points, sd_rate_basis_points, price_includes_tax, net_paisa, sd_paisa, vat_paisa, total_paisa, cost_paisa from l) l
    ),
    paid as (
      insert into payments (tenant_id, sale_id, ordinal, shop_id, cash_session_id, kind, reference, tendered_paisa, applied_paisa)
      select app.tenant_id(), s.id, p.ordinal, s.shop_id, s.cash_session_id, p.kind, p.reference, p.tendered_paisa, p.applied_paisa
      from s, json_to_recordset($3::json) as p(ordinal smallint, kind text, reference text, tendered_paisa bigint, applied_paisa bigint)
    ),
    moves as (
      insert into stock_movements (tenant_id, shop_id, variant_id, kind, qty_thousandths, value_paisa, document_id, document_number)
      select app.tenant_id(), s.shop_id, l.variant_id, 'sale', -l.qty_thousandths, -l.cost_paisa, s.id, c.invoice_number
      from s, l, counter c
    ),
    posted as (
      insert into journals (tenant_id, id, shop_id, kind, document_id, document_number, business_day, at)
      select app.tenant_id(), s.journal_id, s.shop_id, 'sale', s.id, c.invoice_number, s.business_day, s.sold_at
      from s, counter c where s.journal_id is not null
    ),
    posted_lines as (
      insert into journal_lines (tenant_id, journal_id, line_number, account, debit_paisa, credit_paisa)
      select app.tenant_id(), s.journal_id, j.line_number, j.account, j.debit_paisa, j.credit_paisa
      from s, json_to_recordset($4::json) as j(line_number smallint, account text, debit_paisa bigint, credit_paisa bigint)
    ),
    ordered as (
      select pg_advisory_xact_lock(hashtextextended('events:' || app.tenant_id() || ':' || s.shop_id, 0)), c.invoice_number
      from s, counter c
    ),
    announced as (
      insert into outbox (tenant_id, shop_id, type, payload, trace_parent)
      select app.tenant_id(), s.shop_id, 'sale_committed', jsonb_build_object('saleId', s.id, 'invoiceNumber', o.invoice_number,
        'variantIds', (select jsonb_agg(distinct l.variant_id) from l)), s.trace_parent
      from s, ordered o
    )
    select invoice_number from counter`,
  );

export const writeSale = write('sale_write', '');
export const writeCartSale = write('sale_write_cart', `${ofCart},`);
