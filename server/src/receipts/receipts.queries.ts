import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';

/** The next print of the document waits here, so that two tills never both get the original. */
export const lockPrints = (db: Db, documentId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${documentId}, 0))`.execute(db);

/** The shop, register and member that a document names, with the settings that say how it is written. */
export const issuerOf = (db: Db, tenantId: TenantId, of: { shop_id: string; register_id: string; member_id: string }) =>
  db
    .selectFrom('shops as s')
    .innerJoin('registers as r', (join) => join.onRef('r.tenant_id', '=', 's.tenant_id').on('r.id', '=', of.register_id))
    .innerJoin('memberships as m', (join) => join.onRef('m.tenant_id', '=', 's.tenant_id').on('m.id', '=', of.member_id))
    .innerJoin('tenant_settings as t', 't.tenant_id', 's.tenant_id')
    .where('s.tenant_id', '=', tenantId)
    .where('s.id', '=', of.shop_id)
    .select(['s.name as shop_name', 's.address', 's.phone', 's.time_zone', 'r.name as register_name'])
    .select(['m.name as member_name', 'm.role', 't.bin', 't.locale', 't.digits'])
    .executeTakeFirstOrThrow();

export const saleToPrint = (db: Db, tenantId: TenantId, saleId: string) =>
  db
    .selectFrom('sales as s')
    .leftJoin('sale_voids as v', (join) => join.onRef('v.tenant_id', '=', 's.tenant_id').onRef('v.sale_id', '=', 's.id'))
    .where('s.tenant_id', '=', tenantId)
    .where('s.id', '=', saleId)
    .selectAll('s')
    .select('v.at as voided_at')
    .executeTakeFirst();

export const saleLinesToPrint = (db: Db, tenantId: TenantId, saleId: string) =>
  db
    .selectFrom('sale_lines')
    .where('tenant_id', '=', tenantId)
    .where('sale_id', '=', saleId)
    .orderBy('line_number')
    .selectAll()
    .execute();

export const paymentsToPrint = (db: Db, tenantId: TenantId, saleId: string) =>
  db
    .selectFrom('payments')
    .where('tenant_id', '=', tenantId)
    .where('sale_id', '=', saleId)
    .orderBy('ordinal')
    .select(['kind', 'reference', 'tendered_paisa'])
    .execute();

export const returnToPrint = (db: Db, tenantId: TenantId, returnId: string) =>
  db
    .selectFrom('sale_returns as r')
    .innerJoin('sales as s', (join) => join.onRef('s.tenant_id', '=', 'r.tenant_id').onRef('s.id', '=', 'r.sale_id'))
    .where('r.tenant_id', '=', tenantId)
    .where('r.id', '=', returnId)
    .selectAll('r')
    .select('s.invoice_number')
    .executeTakeFirst();

export const returnLinesToPrint = (db: Db, tenantId: TenantId, returnId: string) =>
  db
    .selectFrom('sale_return_lines as r')
    .innerJoin('sale_lines as l', (join) =>
      join
        .onRef('l.tenant_id', '=', 'r.tenant_id')
        .onRef('l.sale_id', '=', 'r.sale_id')
        .onRef('l.line_number', '=', 'r.sale_line_number'),
    )
    .where('r.tenant_id', '=', tenantId)
    .where('r.return_id', '=', returnId)
    .orderBy('r.line_number')
    .select(['l.name', 'l.name_bn', 'l.unit_code', 'l.vat_rate_basis_points'])
    .select(['r.qty_thousandths', 'r.net_paisa', 'r.vat_paisa', 'r.total_paisa'])
    .execute();

export const refundsToPrint = (db: Db, tenantId: TenantId, returnId: string) =>
  db
    .selectFrom('refunds')
    .where('tenant_id', '=', tenantId)
    .where('return_id', '=', returnId)
    .orderBy('ordinal')
    .select(['kind', 'reference', 'amount_paisa'])
    .execute();

/** How often the document has been printed. */
export const printCount = async (db: Db, tenantId: TenantId, documentId: string): Promise<number> => {
  const { count } = await db
    .selectFrom('prints')
    .where('tenant_id', '=', tenantId)
    .where('document_id', '=', documentId)
    .select((eb) => eb.fn.coalesce(eb.fn.max('ordinal'), sql<number>`0`).as('count'))
    .executeTakeFirstOrThrow();
  return count;
};

export interface NewPrint {
  readonly documentId: string;
  readonly documentKind: 'sale' | 'return';
  readonly ordinal: number;
  readonly format: string;
  readonly memberId: string;
  readonly deviceId: string | null;
  /** Of the document itself. */
  readonly registerId: string;
  readonly cashSessionId: string;
}

/**
 * A print counts in the session that is open where it comes out: at the printing device's register, else at the document's; else in
 * the document's own, whose report is frozen.
 */
export const insertPrint = (db: Db, tenantId: TenantId, print: NewPrint) =>
  db
    .insertInto('prints')
    .values({
      tenant_id: tenantId,
      document_id: print.documentId,
      ordinal: print.ordinal,
      document_kind: print.documentKind,
      cash_session_id: sql<string>`coalesce(
        (select c.id from cash_sessions c join devices d on d.tenant_id = c.tenant_id and d.register_id = c.register_id
         where c.tenant_id = ${tenantId} and d.id = ${print.deviceId} and c.status = 'open'),
        (select c.id from cash_sessions c where c.tenant_id = ${tenantId} and c.register_id = ${print.registerId} and c.status = 'open'),
        ${print.cashSessionId})`,
      format: print.format,
      member_id: print.memberId,
    })
    .execute();
