import { statement } from '../platform/database/statement.ts';
import type { Db, TenantId } from '../platform/database/tables.ts';

export const shopExists = statement<(shopId: string) => { id: string }>(
  'report_shop',
  'select id from shops where tenant_id = app.tenant_id() and id = $1',
);

/** In the order in which they were made: their ids grow with time. */
export const journalsPage = (
  db: Db,
  tenantId: TenantId,
  page: {
    readonly businessDay: string;
    readonly shopId: string | undefined;
    readonly after: string | undefined;
    readonly limit: number;
  },
) => {
  let query = db
    .selectFrom('journals')
    .select(['id', 'at', 'business_day', 'kind', 'document_number', 'shop_id'])
    .where('tenant_id', '=', tenantId)
    .where('business_day', '=', page.businessDay);
  if (page.shopId !== undefined) query = query.where('shop_id', '=', page.shopId);
  if (page.after !== undefined) query = query.where('id', '>', page.after);
  return query
    .orderBy('id')
    .limit(page.limit + 1)
    .execute();
};

export const linesOfJournals = (db: Db, tenantId: TenantId, journalIds: readonly string[]) =>
  db
    .selectFrom('journal_lines')
    .select(['journal_id', 'account', 'debit_paisa', 'credit_paisa'])
    .where('tenant_id', '=', tenantId)
    .where('journal_id', 'in', journalIds)
    .orderBy('journal_id')
    .orderBy('line_number')
    .execute();

/** Newest first: the ids of entries grow with time. */
export const auditPage = (
  db: Db,
  tenantId: TenantId,
  page: {
    readonly action: string | undefined;
    readonly subjectId: string | undefined;
    readonly before: string | undefined;
    readonly limit: number;
  },
) => {
  let query = db
    .selectFrom('audit_log as a')
    .leftJoin('memberships as who', (join) => join.onRef('who.tenant_id', '=', 'a.tenant_id').onRef('who.id', '=', 'a.actor_id'))
    .leftJoin('memberships as approver', (join) =>
      join.onRef('approver.tenant_id', '=', 'a.tenant_id').onRef('approver.id', '=', 'a.approver_id'),
    )
    .leftJoin('devices as d', (join) => join.onRef('d.tenant_id', '=', 'a.tenant_id').onRef('d.id', '=', 'a.device_id'))
    .where('a.tenant_id', '=', tenantId);
  if (page.action !== undefined) query = query.where('a.action', '=', page.action);
  if (page.subjectId !== undefined) query = query.where('a.subject_id', '=', page.subjectId);
  if (page.before !== undefined) query = query.where('a.id', '<', page.before);
  return query
    .select([
      'a.id',
      'a.at',
      'who.name as who',
      'd.name as device_name',
      'a.action',
      'a.subject_type',
      'a.subject_id',
      'a.before',
      'a.after',
      'a.reason',
      'approver.name as approver',
    ])
    .orderBy('a.id', 'desc')
    .limit(page.limit + 1)
    .execute();
};
