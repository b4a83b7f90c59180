import type { JournalLine } from '@zakpos/domain';
import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';

export const saleToVoid = (db: Db, tenantId: TenantId, saleId: string) =>
  db
    .selectFrom('sales as s')
    .select((eb) => [
      's.id',
      's.shop_id',
      's.register_id',
      's.cash_session_id',
      's.invoice_number',
      's.business_day',
      's.total_paisa',
      sql<Date>`now()`.as('at'),
      eb
        .exists(
          eb
            .selectFrom('sale_voids as v')
            .select('v.sale_id')
            .whereRef('v.tenant_id', '=', 's.tenant_id')
            .whereRef('v.sale_id', '=', 's.id'),
        )
        .as('is_voided'),
      eb
        .exists(
          eb
            .selectFrom('sale_returns as r')
            .select('r.id')
            .whereRef('r.tenant_id', '=', 's.tenant_id')
            .whereRef('r.sale_id', '=', 's.id'),
        )
        .as('has_returns'),
    ])
    .where('s.tenant_id', '=', tenantId)
    .where('s.id', '=', saleId)
    .executeTakeFirst();

export const isSessionOpen = async (db: Db, tenantId: TenantId, sessionId: string): Promise<boolean> => {
  const session = await db
    .selectFrom('cash_sessions')
    .select('status')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sessionId)
    .executeTakeFirst();
  return session?.status === 'open';
};

/** What left the stock with each line, and at which cost. */
export const issuedLines = (db: Db, tenantId: TenantId, saleId: string) =>
  db
    .selectFrom('sale_lines')
    .select(['variant_id', 'qty_thousandths', 'cost_paisa'])
    .where('tenant_id', '=', tenantId)
    .where('sale_id', '=', saleId)
    .orderBy('line_number')
    .execute();

/** What the sale posted; empty where it was worth nothing. */
export const postedBySale = async (db: Db, tenantId: TenantId, saleId: string): Promise<JournalLine[]> => {
  const rows = await db
    .selectFrom('journals as j')
    .innerJoin('journal_lines as l', (join) => join.onRef('l.tenant_id', '=', 'j.tenant_id').onRef('l.journal_id', '=', 'j.id'))
    .select(['l.account', 'l.debit_paisa', 'l.credit_paisa'])
    .where('j.tenant_id', '=', tenantId)
    .where('j.document_id', '=', saleId)
    .where('j.kind', '=', 'sale')
    .orderBy('l.line_number')
    .execute();
  return rows.map((row) => ({ account: row.account, debitPaisa: row.debit_paisa, creditPaisa: row.credit_paisa }));
};

export const insertVoid = (
  db: Db,
  tenantId: TenantId,
  row: { saleId: string; sessionId: string; reason: string; memberId: string; approvedBy: string | null; at: Date },
) =>
  db
    .insertInto('sale_voids')
    .values({
      tenant_id: tenantId,
      sale_id: row.saleId,
      cash_session_id: row.sessionId,
      reason: row.reason,
      member_id: row.memberId,
      approved_by: row.approvedBy,
      at: row.at,
    })
    .execute();
