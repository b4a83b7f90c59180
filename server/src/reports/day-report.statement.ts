import type { TenderKind } from '@zakpos/contracts';
import { statement } from '../platform/database/statement.ts';

export interface DayReportRow {
  sales_count: number;
  returns_count: number;
  voids_count: number;
  units_sold: number;
  gross: number;
  discount: number;
  sold_total: number;
  returned_total: number;
  net: number;
  sd: number;
  vat: number;
  rounding: number;
  cost: number;
  rates: readonly { rate: number; net: number; sd: number; vat: number }[];
  tenders: readonly { kind: TenderKind; times: number; amount: number; refunded: number }[];
}

/**
 * Everything of a day in one statement, so that all sums are of the same moment. A voided sale is counted apart and in no sum; a return
 * belongs to the day on which it was taken, with the rate that its line was sold with.
 */
export const dayReport = statement<(businessDay: string, shopId: string | null) => DayReportRow>(
  'report_day',
  `with every_sale as materialized (
     select s.*, exists (select from sale_voids v where v.tenant_id = s.tenant_id and v.sale_id = s.id) as is_voided
     from sales s
     where s.tenant_id = app.tenant_id() and s.business_day = $1::date and ($2::uuid is null or s.shop_id = $2)
   ),
   live as materialized (select * from every_sale where not is_voided),
   returned as materialized (
     select r.* from sale_returns r
     where r.tenant_id = app.tenant_id() and r.business_day = $1::date and ($2::uuid is null or r.shop_id = $2)
   ),
   sold_lines as materialized (
     select l.vat_rate_basis_points as rate, l.net_paisa as net, l.sd_paisa as sd, l.vat_paisa as vat, l.qty_thousandths as qty
     from live join sale_lines l on l.tenant_id = live.tenant_id and l.sale_id = live.id
   ),
   by_rate as (
     select rate, sum(net) as net, sum(sd) as sd, sum(vat) as vat from (
       select rate, net, sd, vat from sold_lines
       union all
       select o.vat_rate_basis_points, -l.net_paisa, -l.sd_paisa, -l.vat_paisa
       from returned
       join sale_return_lines l on l.tenant_id = returned.tenant_id and l.return_id = returned.id
       join sale_lines o on o.tenant_id = l.tenant_id and o.sale_id = l.sale_id and o.line_number = l.sale_line_number
     ) every_line group by rate
   ),
   by_tender as (
     select kind, sum(times) as times, sum(amount) as amount, sum(refunded) as refunded from (
       select p.kind, 1 as times, p.applied_paisa as amount, 0 as refunded
       from live join payments p on p.tenant_id = live.tenant_id and p.sale_id = live.id
       union all
       select f.kind, 0, 0, f.amount_paisa
       from returned join refunds f on f.tenant_id = returned.tenant_id and f.return_id = returned.id
     ) every_tender group by kind
   ),
   sold as (
     select count(*) as times, coalesce(sum(subtotal_paisa), 0) as gross, coalesce(sum(discount_paisa), 0) as discount,
       coalesce(sum(net_paisa), 0) as net, coalesce(sum(sd_paisa), 0) as sd, coalesce(sum(vat_paisa), 0) as vat,
       coalesce(sum(total_paisa), 0) as total, coalesce(sum(rounding_paisa), 0) as rounding, coalesce(sum(cost_paisa), 0) as cost
     from live
   ),
   back as (
     select count(*) as times, coalesce(sum(net_paisa), 0) as net, coalesce(sum(sd_paisa), 0) as sd,
       coalesce(sum(vat_paisa), 0) as vat, coalesce(sum(total_paisa), 0) as total,
       coalesce(sum(rounding_paisa), 0) as rounding, coalesce(sum(cost_paisa), 0) as cost
     from returned
   )
   select sold.times as sales_count, back.times as returns_count,
     (select count(*) from every_sale where is_voided) as voids_count,
     coalesce((select sum(qty) from sold_lines), 0) as units_sold,
     sold.gross, sold.discount, sold.total as sold_total, back.total as returned_total,
     sold.net - back.net as net, sold.sd - back.sd as sd, sold.vat - back.vat as vat,
     sold.rounding - back.rounding as rounding, sold.cost - back.cost as cost,
     coalesce((select json_agg(by_rate order by rate) from by_rate), '[]') as rates,
     coalesce((select json_agg(by_tender) from by_tender), '[]') as tenders
   from sold, back`,
);
