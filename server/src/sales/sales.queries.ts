import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';
import { statement } from '../platform/database/statement.ts';

export interface SaleHeadRow {
  id: string;
  invoice_number: string;
  shop_id: string;
  register_id: string;
  cash_session_id: string;
  cashier_name: string;
  sold_at: Date;
  business_day: string;
  subtotal_paisa: number;
  discount_paisa: number;
  net_paisa: number;
  sd_paisa: number;
  vat_paisa: number;
  total_paisa: number;
  rounding_paisa: number;
  change_paisa: number;
  buyer: { name: string; bin: string; address: string } | null;
  note: string;
  voided_at: Date | null;
}

const headColumns = `s.id, s.invoice_number, s.shop_id, s.register_id, s.cash_session_id, m.name as cashier_name, s.sold_at, s.business_day,
  s.subtotal_paisa, s.discount_paisa, s.net_paisa, s.sd_paisa, s.vat_paisa, s.total_paisa, s.rounding_paisa, s.change_paisa, s.buyer, s.note,
  v.at as voided_at`;
const headSource = `from sales s
  join memberships m on m.tenant_id = s.tenant_id and m.id = s.member_id
  left join sale_voids v on v.tenant_id = s.tenant_id and v.sale_id = s.id`;

export const saleHead = statement<(saleId: string) => SaleHeadRow>(
  'sale_head',
  `select ${headColumns} ${headSource} where s.tenant_id = app.tenant_id() and s.id = $1`,
);

export interface SaleLineRow {
  id: string;
  line_number: number;
  variant_id: string;
  sku: string;
  name: string;
  name_bn: string;
  unit_code: string;
  qty_thousandths: number;
  returned_thousandths: number;
  unit_price_paisa: number;
  list_price_paisa: number;
  line_discount_paisa: number;
  cart_discount_share_paisa: number;
  vat_rate_basis_points: number;
  sd_rate_basis_points: number;
  price_includes_tax: boolean;
  net_paisa: number;
  sd_paisa: number;
  vat_paisa: number;
  total_paisa: number;
}
export const saleLines = statement<(saleId: string) => SaleLineRow>(
  'sale_lines_of',
  `select l.id, l.line_number, l.variant_id, l.sku, l.name, l.name_bn, l.unit_code, l.qty_thousandths,
     coalesce(q.returned_thousandths, 0) as returned_thousandths, l.unit_price_paisa, l.list_price_paisa, l.line_discount_paisa,
     l.cart_discount_share_paisa, l.vat_rate_basis_points, l.sd_rate_basis_points, l.price_includes_tax, l.net_paisa, l.sd_paisa,
     l.vat_paisa, l.total_paisa
   from sale_lines l
   left join returned_quantities q on q.tenant_id = l.tenant_id and q.sale_id = l.sale_id and q.sale_line_number = l.line_number
   where l.tenant_id = app.tenant_id() and l.sale_id = $1 order by l.line_number`,
);

export interface PaymentRow {
  kind: 'cash' | 'card' | 'bkash' | 'nagad' | 'rocket';
  reference: string | null;
  tendered_paisa: number;
  applied_paisa: number;
}
export const salePayments = statement<(saleId: string) => PaymentRow>(
  'sale_payments_of',
  `select kind, reference, tendered_paisa, applied_paisa from payments
   where tenant_id = app.tenant_id() and sale_id = $1 order by ordinal`,
);

/** The invoice that a wallet's transaction has paid already. */
export const invoiceOfReference = statement<
  (
    kinds: readonly string[],
    references: readonly string[],
  ) => {
    kind: string;
    reference: string;
    invoice_number: string;
  }
>(
  'sale_invoice_of_reference',
  `select p.kind, p.reference, s.invoice_number
   from unnest($1::text[], $2::text[]) asked(kind, reference)
   join payments p on p.tenant_id = app.tenant_id() and p.kind = asked.kind and p.reference = asked.reference
   join sales s on s.tenant_id = p.tenant_id and s.id = p.sale_id`,
);

export interface SaleFilter {
  readonly shopId: string | undefined;
  readonly businessDay: string | undefined;
  readonly q: string | undefined;
  readonly after: readonly [soldAt: string, saleId: string] | undefined;
  readonly limit: number;
}

/** Newest first. `q` is an invoice number or the reference of a tender. */
export const salesPage = (db: Db, tenantId: TenantId, filter: SaleFilter) => {
  let query = db
    .selectFrom('sales as s')
    .innerJoin('memberships as m', (join) => join.onRef('m.tenant_id', '=', 's.tenant_id').onRef('m.id', '=', 's.member_id'))
    .leftJoin('sale_voids as v', (join) => join.onRef('v.tenant_id', '=', 's.tenant_id').onRef('v.sale_id', '=', 's.id'))
    .where('s.tenant_id', '=', tenantId);
  if (filter.shopId !== undefined) query = query.where('s.shop_id', '=', filter.shopId);
  if (filter.businessDay !== undefined) query = query.where('s.business_day', '=', filter.businessDay);
  if (filter.q !== undefined) {
    const asked = filter.q.toUpperCase();
    query = query.where((eb) =>
      eb.or([
        eb('s.invoice_number', '=', asked),
        eb.exists(
          eb
            .selectFrom('payments as p')
            .select('p.ordinal')
            .whereRef('p.tenant_id', '=', 's.tenant_id')
            .whereRef('p.sale_id', '=', 's.id')
            .where('p.reference', '=', asked),
        ),
      ]),
    );
  }
  if (filter.after !== undefined) {
    const [soldAt, saleId] = filter.after;
    query = query.where(sql<boolean>`(s.sold_at, s.id) < (${soldAt}::timestamptz, ${saleId}::uuid)`);
  }
  return query
    .select([
      's.id',
      's.invoice_number',
      's.shop_id',
      's.register_id',
      's.cash_session_id',
      'm.name as cashier_name',
      's.sold_at',
      's.business_day',
      's.subtotal_paisa',
      's.discount_paisa',
      's.net_paisa',
      's.sd_paisa',
      's.vat_paisa',
      's.total_paisa',
      's.rounding_paisa',
      's.change_paisa',
      's.note',
      'v.at as voided_at',
    ])
    .orderBy('s.sold_at', 'desc')
    .orderBy('s.id', 'desc')
    .limit(filter.limit + 1)
    .execute();
};
export type SalesPageRow = Awaited<ReturnType<typeof salesPage>>[number];
