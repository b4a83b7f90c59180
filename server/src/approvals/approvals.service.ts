import { Injectable } from '@nestjs/common';
import type { cartRoutes, Permission } from '@zakpos/contracts';
import { ManagerPinService } from '../identity/manager-pin.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import type { Db } from '../platform/database/tables.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Input } from '../platform/http/input.ts';
import { uuidv7 } from '../platform/ids.ts';
import { type ApprovalAction, cartSubject, hasSubject, insertApproval, spendApproval } from './approvals.queries.ts';

type CreateApproval = Input<typeof cartRoutes.createApproval>['body'];

/** Long enough to walk back to the till, too short to be kept for another customer. */
const validMs = 2 * 60_000;

/** What a member needs to act alone, and a manager to let another act. */
const permissionFor: Readonly<Record<ApprovalAction, Permission>> = {
  discount: 'sales.discount',
  override_price: 'sales.override_price',
  void: 'sales.void',
  return: 'sales.return',
  cash_variance: 'cash.approve_variance',
};

export interface Need {
  readonly action: ApprovalAction;
  /** The cart, sale or session that is acted on. */
  readonly subjectId: string;
  /** The version that the change is made on; null where the subject is no cart. */
  readonly cartVersion: number | null;
  readonly approvalId: string | undefined;
  /** What to answer instead of `permission_denied` where neither is there. */
  readonly refusal?: () => AppError;
}

/** Who answers for what was done, when it is not the actor alone. */
export interface Given {
  readonly approverId: string | null;
  readonly reason: string | null;
}

@Injectable()
export class ApprovalsService {
  constructor(
    private readonly db: DatabaseService,
    private readonly pins: ManagerPinService,
  ) {}

  /**
   * Lets the actor act by permission, else by an approval, which is used up with this transaction.
   * @throws AppError `permission_denied` (or `need.refusal`) without either, `approval_invalid` for one that does not fit.
   */
  async permit(tx: Db, actor: Actor, need: Need): Promise<Given> {
    const permission = permissionFor[need.action];
    if (actor.permissions.has(permission)) return { approverId: null, reason: null };
    if (need.approvalId === undefined) {
      throw need.refusal?.() ?? new AppError('permission_denied', { permission, approvalAction: need.action });
    }
    const spent = await spendApproval(tx, actor.tenantId, {
      ...need,
      id: need.approvalId,
      requestedBy: actor.memberId,
      at: new Date(),
    });
    if (!spent) throw new AppError('approval_invalid', { approvalId: need.approvalId });
    return { approverId: spent.approved_by, reason: spent.reason };
  }

  /** A manager approves one action at the till of the member who asks, and never their own. */
  async create(actor: Actor, body: CreateApproval, address: string) {
    const { tenantId, memberId } = actor;
    await this.#checkSubject(tenantId, body);
    const manager = await this.pins.prove(tenantId, body.managerMemberId, body.pin, address);
    const missing = (['approvals.give', permissionFor[body.action]] as const).find((p) => !manager.permissions.has(p));
    if (missing !== undefined) throw new AppError('permission_denied', { permission: missing, memberId: manager.memberId });
    if (manager.memberId === memberId) throw new AppError('permission_denied', { memberId });
    const approval = {
      id: uuidv7(),
      action: body.action,
      subjectId: body.subjectId,
      cartVersion: body.cartVersion ?? null,
      expiresAt: new Date(Date.now() + validMs),
    };
    await this.db.inTenant(tenantId, (tx) =>
      insertApproval(tx, tenantId, {
        ...approval,
        requestedBy: memberId,
        approvedBy: manager.memberId,
        reason: body.reason,
      }),
    );
    return { ...approval, expiresAt: approval.expiresAt.toISOString() };
  }

  async #checkSubject(tenantId: string, { action, subjectId, cartVersion }: CreateApproval): Promise<void> {
    if (action !== 'discount' && action !== 'override_price') {
      if (cartVersion !== undefined) throw misplacedVersion('Only an approval for a cart has a cart version.');
      const exists = await this.db.inTenant(tenantId, (tx) => hasSubject(tx, tenantId, action, subjectId));
      if (!exists) throw new AppError('not_found');
      return;
    }
    if (cartVersion === undefined) throw misplacedVersion('An approval for a cart names its version.');
    const found = await this.db.inTenant(tenantId, (tx) => cartSubject(tx, tenantId, subjectId));
    if (!found) throw new AppError('not_found');
    if (found.version !== cartVersion) throw new AppError('cart_version_stale', { version: found.version });
  }
}

const misplacedVersion = (message: string) => new AppError('invalid_request', undefined, [{ pointer: '/cartVersion', message }]);
