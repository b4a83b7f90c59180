import type { CashRoundingUnitPaisa, Disposition, TenderKind } from '@zakpos/domain';
import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';

export const soldSale = (db: Db, tenantId: TenantId, saleId: string) =>
  db
    .selectFrom('sales as s')
    .leftJoin('sale_voids as v', (join) => join.onRef('v.tenant_id', '=', 's.tenant_id').onRef('v.sale_id', '=', 's.id'))
    .select(['s.id', 's.invoice_number', 's.rounding_paisa', 'v.at as voided_at'])
    .where('s.tenant_id', '=', tenantId)
    .where('s.id', '=', saleId)
    .executeTakeFirst();

/** The lines as they were sold, with what of them came back. The unit decides how fine a quantity may be. */
export const soldLines = (db: Db, tenantId: TenantId, saleId: string) =>
  db
    .selectFrom('sale_lines as l')
    .leftJoin('returned_quantities as q', (join) =>
      join
        .onRef('q.tenant_id', '=', 'l.tenant_id')
        .onRef('q.sale_id', '=', 'l.sale_id')
        .onRef('q.sale_line_number', '=', 'l.line_number'),
    )
    .leftJoin('units as u', (join) => join.onRef('u.tenant_id', '=', 'l.tenant_id').onRef('u.code', '=', 'l.unit_code'))
    .select([
      'l.id',
      'l.line_number',
      'l.variant_id',
      'l.name',
      'l.qty_thousandths',
      'l.total_paisa',
      'l.vat_paisa',
      'l.sd_paisa',
      'l.cost_paisa',
      'u.decimals as unit_decimals',
    ])
    .select((eb) => eb.fn.coalesce('q.returned_thousandths', eb.lit(0)).as('returned_thousandths'))
    .where('l.tenant_id', '=', tenantId)
    .where('l.sale_id', '=', saleId)
    .orderBy('l.line_number')
    .execute();
export type SoldLineRow = Awaited<ReturnType<typeof soldLines>>[number];

export const paymentsOfSale = (db: Db, tenantId: TenantId, saleId: string) =>
  db
    .selectFrom('payments')
    .select(['kind', 'reference', 'applied_paisa as appliedPaisa'])
    .where('tenant_id', '=', tenantId)
    .where('sale_id', '=', saleId)
    .orderBy('ordinal')
    .execute();

export const earlierRefunds = (db: Db, tenantId: TenantId, saleId: string) =>
  db
    .selectFrom('sale_returns as r')
    .innerJoin('refunds as f', (join) => join.onRef('f.tenant_id', '=', 'r.tenant_id').onRef('f.return_id', '=', 'r.id'))
    .select(['f.kind', 'f.amount_paisa as amountPaisa'])
    .where('r.tenant_id', '=', tenantId)
    .where('r.sale_id', '=', saleId)
    .execute();

export const earlierTotal = async (db: Db, tenantId: TenantId, saleId: string): Promise<number> => {
  const row = await db
    .selectFrom('sale_returns')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('total_paisa'), eb.lit(0)).as('paisa'))
    .where('tenant_id', '=', tenantId)
    .where('sale_id', '=', saleId)
    .executeTakeFirstOrThrow();
  return row.paisa;
};

export interface TillRow {
  shop_id: string;
  time_zone: string;
  /** Null while the register is closed. */
  session_id: string | null;
  cash_rounding_unit_paisa: CashRoundingUnitPaisa;
  at: Date;
  business_day: string;
}

/** The register with its open session; read it under the session's lock. */
export const tillNow = async (db: Db, tenantId: TenantId, registerId: string): Promise<TillRow | undefined> => {
  const { rows } = await sql<TillRow>`select r.shop_id, s.time_zone, c.id as session_id, t.cash_rounding_unit_paisa,
      now() as at, (now() at time zone s.time_zone)::date as business_day
    from registers r
    join shops s on s.tenant_id = r.tenant_id and s.id = r.shop_id
    join tenant_settings t on t.tenant_id = r.tenant_id
    left join cash_sessions c on c.tenant_id = r.tenant_id and c.register_id = r.id and c.status = 'open'
    where r.tenant_id = ${tenantId} and r.id = ${registerId}`.execute(db);
  return rows[0];
};

export interface ReturnRow {
  readonly id: string;
  readonly saleId: string;
  readonly shopId: string;
  readonly registerId: string;
  readonly sessionId: string;
  readonly fiscalYear: string;
  readonly number: number;
  readonly creditNoteNumber: string;
  readonly at: Date;
  readonly businessDay: string;
  readonly memberId: string;
  readonly approvedBy: string | null;
  readonly reason: string;
  readonly netPaisa: number;
  readonly sdPaisa: number;
  readonly vatPaisa: number;
  readonly totalPaisa: number;
  readonly roundingPaisa: number;
  readonly costPaisa: number;
}

export const insertReturn = (db: Db, tenantId: TenantId, row: ReturnRow) =>
  db
    .insertInto('sale_returns')
    .values({
      tenant_id: tenantId,
      id: row.id,
      sale_id: row.saleId,
      shop_id: row.shopId,
      register_id: row.registerId,
      cash_session_id: row.sessionId,
      fiscal_year: row.fiscalYear,
      number: row.number,
      credit_note_number: row.creditNoteNumber,
      at: row.at,
      business_day: row.businessDay,
      member_id: row.memberId,
      approved_by: row.approvedBy,
      reason: row.reason,
      net_paisa: row.netPaisa,
      sd_paisa: row.sdPaisa,
      vat_paisa: row.vatPaisa,
      total_paisa: row.totalPaisa,
      rounding_paisa: row.roundingPaisa,
      cost_paisa: row.costPaisa,
    })
    .execute();

export interface ReturnLineRow {
  readonly lineNumber: number;
  readonly soldLineNumber: number;
  readonly qtyThousandths: number;
  readonly disposition: Disposition;
  readonly netPaisa: number;
  readonly sdPaisa: number;
  readonly vatPaisa: number;
  readonly totalPaisa: number;
  readonly costPaisa: number;
}

export const insertReturnLines = (
  db: Db,
  tenantId: TenantId,
  of: { returnId: string; saleId: string },
  lines: readonly ReturnLineRow[],
) =>
  db
    .insertInto('sale_return_lines')
    .values(
      lines.map((line) => ({
        tenant_id: tenantId,
        return_id: of.returnId,
        line_number: line.lineNumber,
        sale_id: of.saleId,
        sale_line_number: line.soldLineNumber,
        qty_thousandths: line.qtyThousandths,
        disposition: line.disposition,
        net_paisa: line.netPaisa,
        sd_paisa: line.sdPaisa,
        vat_paisa: line.vatPaisa,
        total_paisa: line.totalPaisa,
        cost_paisa: line.costPaisa,
      })),
    )
    .execute();

/** What came back of each line so far. The table itself refuses more than was sold. */
export const saveReturned = (
  db: Db,
  tenantId: TenantId,
  saleId: string,
  lines: readonly { readonly lineNumber: number; readonly soldThousandths: number; readonly returnedThousandths: number }[],
) =>
  db
    .insertInto('returned_quantities')
    .values(
      lines.map((line) => ({
        tenant_id: tenantId,
        sale_id: saleId,
        sale_line_number: line.lineNumber,
        sold_thousandths: line.soldThousandths,
        returned_thousandths: line.returnedThousandths,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'sale_id', 'sale_line_number'])
        .doUpdateSet((eb) => ({ returned_thousandths: eb.ref('excluded.returned_thousandths') })),
    )
    .execute();

export const insertRefunds = async (
  db: Db,
  tenantId: TenantId,
  of: { returnId: string; sessionId: string },
  refunds: readonly { readonly kind: TenderKind; readonly reference: string | null; readonly amountPaisa: number }[],
): Promise<void> => {
  if (refunds.length === 0) return;
  await db
    .insertInto('refunds')
    .values(
      refunds.map(({ kind, reference, amountPaisa }, index) => ({
        tenant_id: tenantId,
        return_id: of.returnId,
        ordinal: index + 1,
        cash_session_id: of.sessionId,
        kind,
        reference,
        amount_paisa: amountPaisa,
      })),
    )
    .execute();
};

export const returnHead = (db: Db, tenantId: TenantId, returnId: string) =>
  db
    .selectFrom('sale_returns as r')
    .innerJoin('sales as s', (join) => join.onRef('s.tenant_id', '=', 'r.tenant_id').onRef('s.id', '=', 'r.sale_id'))
    .select([
      'r.id',
      'r.credit_note_number',
      'r.sale_id',
      's.invoice_number',
      'r.at',
      'r.reason',
      'r.net_paisa',
      'r.sd_paisa',
      'r.vat_paisa',
      'r.total_paisa',
      'r.rounding_paisa',
    ])
    .where('r.tenant_id', '=', tenantId)
    .where('r.id', '=', returnId)
    .executeTakeFirst();

export const returnedLines = (db: Db, tenantId: TenantId, returnId: string) =>
  db
    .selectFrom('sale_return_lines as l')
    .innerJoin('sale_lines as o', (join) =>
      join
        .onRef('o.tenant_id', '=', 'l.tenant_id')
        .onRef('o.sale_id', '=', 'l.sale_id')
        .onRef('o.line_number', '=', 'l.sale_line_number'),
    )
    .select(['o.id as sale_line_id', 'o.name', 'l.qty_thousandths', 'l.total_paisa', 'l.vat_paisa', 'l.disposition'])
    .where('l.tenant_id', '=', tenantId)
    .where('l.return_id', '=', returnId)
    .orderBy('l.line_number')
    .execute();

export const refundsOf = (db: Db, tenantId: TenantId, returnId: string) =>
  db
    .selectFrom('refunds')
    .select(['kind', 'amount_paisa as amountPaisa', 'reference'])
    .where('tenant_id', '=', tenantId)
    .where('return_id', '=', returnId)
    .orderBy('ordinal')
    .execute();
