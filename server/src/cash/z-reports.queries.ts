import type { Db, TenantId } from '../platform/database/tables.ts';

const reports = (db: Db, tenantId: TenantId) =>
  db
    .selectFrom('z_reports')
    .select(['id', 'register_id', 'z_number', 'grand_total_paisa', 'report', 'previous_hash', 'hash'])
    .where('tenant_id', '=', tenantId);

/** The end of the register's chain. Read it under the session's lock. */
export const lastZReport = (db: Db, tenantId: TenantId, registerId: string) =>
  reports(db, tenantId).where('register_id', '=', registerId).orderBy('z_number', 'desc').limit(1).executeTakeFirst();

export const zReportById = (db: Db, tenantId: TenantId, zReportId: string) =>
  reports(db, tenantId).where('id', '=', zReportId).executeTakeFirst();

export const listZReports = (
  db: Db,
  tenantId: TenantId,
  filter: { shopId: string; businessDay?: string | undefined; before?: string | undefined; limit: number },
) =>
  reports(db, tenantId)
    .where('shop_id', '=', filter.shopId)
    .$if(filter.businessDay !== undefined, (query) => query.where('business_day', '=', filter.businessDay ?? ''))
    .$if(filter.before !== undefined, (query) => query.where('id', '<', filter.before ?? ''))
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute();

export const insertZReport = (
  db: Db,
  tenantId: TenantId,
  z: {
    id: string;
    shopId: string;
    registerId: string;
    sessionId: string;
    number: number;
    businessDay: string;
    closedAt: Date;
    grandTotalPaisa: number;
    report: string;
    previousHash: string | null;
    hash: string;
  },
) =>
  db
    .insertInto('z_reports')
    .values({
      tenant_id: tenantId,
      id: z.id,
      shop_id: z.shopId,
      register_id: z.registerId,
      session_id: z.sessionId,
      z_number: z.number,
      business_day: z.businessDay,
      closed_at: z.closedAt,
      grand_total_paisa: z.grandTotalPaisa,
      report: z.report,
      previous_hash: z.previousHash,
      hash: z.hash,
    })
    .execute();
