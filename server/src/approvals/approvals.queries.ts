import type { Db, TenantId } from '../platform/database/tables.ts';
import type { SalesTables } from '../sales/sales.tables.ts';

export type ApprovalAction = SalesTables['approvals']['action'];

export interface NewApproval {
  readonly id: string;
  readonly action: ApprovalAction;
  readonly subjectId: string;
  readonly cartVersion: number | null;
  readonly requestedBy: string;
  readonly approvedBy: string;
  readonly reason: string;
  readonly expiresAt: Date;
}

export const insertApproval = (db: Db, tenantId: TenantId, approval: NewApproval) =>
  db
    .insertInto('approvals')
    .values({
      tenant_id: tenantId,
      id: approval.id,
      action: approval.action,
      subject_id: approval.subjectId,
      cart_version: approval.cartVersion,
      requested_by: approval.requestedBy,
      approved_by: approval.approvedBy,
      reason: approval.reason,
      expires_at: approval.expiresAt,
    })
    .execute();

/** Uses it up, if it is for exactly this and nobody has: of two at once, the second finds no row. */
export const spendApproval = (
  db: Db,
  tenantId: TenantId,
  use: Pick<NewApproval, 'id' | 'action' | 'subjectId' | 'cartVersion' | 'requestedBy'> & { at: Date },
) =>
  db
    .updateTable('approvals')
    .set({ used_at: use.at })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', use.id)
    .where('action', '=', use.action)
    .where('subject_id', '=', use.subjectId)
    .where('cart_version', 'is not distinct from', use.cartVersion)
    .where('requested_by', '=', use.requestedBy)
    .where('used_at', 'is', null)
    .where('expires_at', '>', use.at)
    .returning(['approved_by', 'reason'])
    .executeTakeFirst();

export const cartSubject = (db: Db, tenantId: TenantId, cartId: string) =>
  db
    .selectFrom('carts')
    .select(['version', 'status'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', cartId)
    .executeTakeFirst();

const subjectTables = { void: 'sales', return: 'sales', cash_variance: 'cash_sessions' } as const;

/** Whether the sale or session that an approval shall be about exists. */
export const hasSubject = async (
  db: Db,
  tenantId: TenantId,
  action: keyof typeof subjectTables,
  subjectId: string,
): Promise<boolean> => {
  const row = await db
    .selectFrom(subjectTables[action])
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', subjectId)
    .executeTakeFirst();
  return row !== undefined;
};
