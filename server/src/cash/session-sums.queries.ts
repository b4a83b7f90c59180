import type { TenderKind } from '@zakpos/contracts';
import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';

/** Sales of the session that stand. A voided sale is in no sum (contracts, zReport). */
const live = (tenantId: TenantId, sessionId: string) => sql`live as (
  select s.* from app.sales s
  where s.tenant_id = ${tenantId} and s.cash_session_id = ${sessionId}
    and not exists (select from app.sale_voids v where v.tenant_id = s.tenant_id and v.sale_id = s.id)
), returned as (
  select r.* from app.sale_returns r where r.tenant_id = ${tenantId} and r.cash_session_id = ${sessionId}
)`;

const one = async <Row>(query: { execute: (db: Db) => Promise<{ rows: Row[] }> }, db: Db): Promise<Row> => {
  const [row] = (await query.execute(db)).rows;
  if (row === undefined) throw new Error('A sum without a row');
  return row;
};

export interface CashRow {
  /** How often cash has moved: it only grows, and a count that was taken at another standing is stale. */
  readonly standing: number;
  readonly cash_sales: number;
  readonly cash_refunds: number;
  readonly paid_in: number;
  readonly paid_out: number;
  readonly drops: number;
}

/** What has moved the session's cash, in paisa. Sum it under the session's lock. */
export const cashOf = (db: Db, tenantId: TenantId, sessionId: string): Promise<CashRow> =>
  one(
    sql<CashRow>`with ${live(tenantId, sessionId)}, moved as (
      select kind, count(*) as times, sum(amount_paisa) as amount from app.cash_movements
      where tenant_id = ${tenantId} and session_id = ${sessionId} group by kind
    ), paid as (
      select count(*) as times, coalesce(sum(p.applied_paisa) filter (where l.id is not null), 0) as amount
      from app.payments p left join live l on l.id = p.sale_id
      where p.tenant_id = ${tenantId} and p.cash_session_id = ${sessionId} and p.kind = 'cash'
    ), refunded as (
      select count(*) as times, coalesce(sum(amount_paisa), 0) as amount from app.refunds
      where tenant_id = ${tenantId} and cash_session_id = ${sessionId} and kind = 'cash'
    ), voided as (
      select count(*) as times from app.sales s join app.sale_voids v on v.tenant_id = s.tenant_id and v.sale_id = s.id
      where s.tenant_id = ${tenantId} and s.cash_session_id = ${sessionId}
    )
    select paid.times + refunded.times + voided.times + coalesce((select sum(times) from moved), 0) as standing,
      paid.amount as cash_sales, refunded.amount as cash_refunds,
      coalesce((select amount from moved where kind = 'paid_in'), 0) as paid_in,
      coalesce((select amount from moved where kind = 'paid_out'), 0) as paid_out,
      coalesce((select amount from moved where kind = 'drop'), 0) as drops
    from paid, refunded, voided`,
    db,
  );

export interface DocumentSums {
  readonly sales_count: number;
  readonly returns_count: number;
  readonly voids_count: number;
  readonly drawer_opens: number;
  readonly reprints: number;
  readonly first_invoice: string | null;
  readonly last_invoice: string | null;
  readonly gross: number;
  readonly discount: number;
  readonly returns: number;
  readonly net: number;
  readonly sold: number;
  readonly rounding: number;
}

/** Counts and sums of the session's documents. Invoice numbers name voided sales too: they keep the series without a gap. */
export const documentSums = (db: Db, tenantId: TenantId, sessionId: string): Promise<DocumentSums> =>
  one(
    sql<DocumentSums>`with ${live(tenantId, sessionId)}, issued as (
      select s.invoice_number, s.fiscal_year, s.number from app.sales s
      where s.tenant_id = ${tenantId} and s.cash_session_id = ${sessionId}
    ), sold as (
      select count(*) as times, coalesce(sum(subtotal_paisa), 0) as gross, coalesce(sum(discount_paisa), 0) as discount,
        coalesce(sum(net_paisa), 0) as net, coalesce(sum(total_paisa), 0) as total, coalesce(sum(rounding_paisa), 0) as rounding
      from live
    ), back as (
      select count(*) as times, coalesce(sum(net_paisa), 0) as net, coalesce(sum(total_paisa), 0) as total,
        coalesce(sum(rounding_paisa), 0) as rounding
      from returned
    )
    select sold.times as sales_count, back.times as returns_count, (select count(*) from issued) - sold.times as voids_count,
      (select count(*) from app.drawer_opens where tenant_id = ${tenantId} and session_id = ${sessionId}) as drawer_opens,
      (select count(*) from app.prints
       where tenant_id = ${tenantId} and cash_session_id = ${sessionId} and ordinal > 1) as reprints,
      (select invoice_number from issued order by fiscal_year, number limit 1) as first_invoice,
      (select invoice_number from issued order by fiscal_year desc, number desc limit 1) as last_invoice,
      sold.gross, sold.discount, back.total as returns, sold.net - back.net as net, sold.total as sold,
      sold.rounding - back.rounding as rounding
    from sold, back`,
    db,
  );

export interface RateRow {
  readonly rate: number;
  readonly net: number;
  readonly sd: number;
  readonly vat: number;
}

/** Sales less returns by VAT rate; a returned line has the rate that it was sold with. */
export const sumsByRate = async (db: Db, tenantId: TenantId, sessionId: string): Promise<RateRow[]> => {
  const { rows } = await sql<RateRow>`with ${live(tenantId, sessionId)}, every_line as (
      select l.vat_rate_basis_points as rate, l.net_paisa as net, l.sd_paisa as sd, l.vat_paisa as vat
      from live join app.sale_lines l on l.tenant_id = live.tenant_id and l.sale_id = live.id
      union all
      select o.vat_rate_basis_points, -l.net_paisa, -l.sd_paisa, -l.vat_paisa
      from returned
      join app.sale_return_lines l on l.tenant_id = returned.tenant_id and l.return_id = returned.id
      join app.sale_lines o on o.tenant_id = l.tenant_id and o.sale_id = l.sale_id and o.line_number = l.sale_line_number
    )
    select rate, sum(net) as net, sum(sd) as sd, sum(vat) as vat from every_line group by rate order by rate`.execute(db);
  return rows;
};

export interface TenderRow {
  readonly kind: TenderKind;
  readonly times: number;
  readonly amount: number;
  readonly refunded: number;
}

/** What each kind of tender paid, net of change, and gave back. */
export const sumsByTender = async (db: Db, tenantId: TenantId, sessionId: string): Promise<TenderRow[]> => {
  const { rows } = await sql<TenderRow>`with ${live(tenantId, sessionId)}, every_tender as (
      select p.kind, 1 as times, p.applied_paisa as amount, 0 as refunded
      from live join app.payments p on p.tenant_id = live.tenant_id and p.sale_id = live.id
      union all
      select f.kind, 0, 0, f.amount_paisa
      from returned join app.refunds f on f.tenant_id = returned.tenant_id and f.return_id = returned.id
    )
    select kind, sum(times) as times, sum(amount) as amount, sum(refunded) as refunded
    from every_tender group by kind order by kind`.execute(db);
  return rows;
};
