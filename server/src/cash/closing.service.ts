import { Injectable } from '@nestjs/common';
import { cashRoutes, type ZReportView } from '@zakpos/contracts';
import { businessDate, cashVarianceJournal, countedTotal, expectedCash } from '@zakpos/domain';
import type { Kysely } from 'kysely';
import { ApprovalsService } from '../approvals/approvals.service.ts';
import { postJournal } from '../books/post.ts';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { run } from '../platform/database/run.ts';
import type { Database } from '../platform/database/tables.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Input } from '../platform/http/input.ts';
import { oncePerKey } from '../platform/idempotency/once-per-key.ts';
import { uuidv7 } from '../platform/ids.ts';
import * as queries from './cash.queries.ts';
import { isOpen, sessionDocument } from './cash.views.ts';
import { ownSession } from './session-lock.ts';
import { cashOf } from './session-sums.queries.ts';
import { freezeZReport } from './z-report.ts';

type Tx = Kysely<Database>;
type Counts = Input<typeof cashRoutes.countCash>['body']['counts'];
type Close = Input<typeof cashRoutes.closeSession>['body'];

const isTolerable = (variancePaisa: number, register: queries.RegisterRow) =>
  Math.abs(variancePaisa) <= register.variance_tolerance_paisa;

/** Blind count and close (domain.md, Cash sessions). What the register should hold is told with the first count, never before. */
@Injectable()
export class ClosingService {
  constructor(
    private readonly db: DatabaseService,
    private readonly approvals: ApprovalsService,
  ) {}

  count(call: Input<typeof cashRoutes.countCash>) {
    return oncePerKey(this.db, cashRoutes.countCash, call, (tx) =>
      this.#count(tx, call.actor, call.params.sessionId, call.body.counts),
    );
  }

  close(call: Input<typeof cashRoutes.closeSession>) {
    return oncePerKey(this.db, cashRoutes.closeSession, call, (tx) =>
      this.#close(tx, call.actor, call.params.sessionId, call.body),
    );
  }

  async #count(tx: Tx, actor: Actor, sessionId: string, counts: Counts) {
    const { tenantId, memberId } = actor;
    const { session, register, cash } = await this.#ownedSession(tx, actor, sessionId);
    const last = await queries.lastCount(tx, tenantId, sessionId);
    const ordinal = last?.standing === cash.standing ? last.ordinal + 1 : 1;
    if (ordinal > 2) throw new AppError('recount_used', { countsTaken: session.counts_taken });
    const countedPaisa = countedTotal(counts);
    const expectedPaisa = expectedOf(session, cash);
    const count = { id: uuidv7(), sessionId, standing: cash.standing, ordinal, counts, countedPaisa, expectedPaisa, memberId };
    await queries.insertCount(tx, tenantId, count);
    const variancePaisa = countedPaisa - expectedPaisa;
    return {
      id: count.id,
      countedPaisa,
      expectedPaisa,
      variancePaisa,
      withinTolerance: isTolerable(variancePaisa, register),
      mayRecount: ordinal === 1,
    };
  }

  async #close(tx: Tx, actor: Actor, sessionId: string, body: Close): Promise<ZReportView> {
    const { tenantId } = actor;
    const { session, register, cash } = await this.#ownedSession(tx, actor, sessionId);
    const count = await queries.lastCount(tx, tenantId, sessionId);
    // Cash that moved after the count makes it stale: what is in the drawer now, nobody has counted.
    if (count?.standing !== cash.standing) throw new AppError('count_required', { countsTaken: session.counts_taken });
    const { variance_paisa: variancePaisa } = count;
    const accepted = await this.#acceptVariance(tx, actor, { sessionId, variancePaisa, register, body });
    const closedAt = new Date();
    await queries.closeSessionRow(tx, tenantId, sessionId, { at: closedAt, by: actor.memberId });
    if (variancePaisa !== 0) {
      await postJournal(tx, tenantId, {
        shopId: session.shop_id,
        kind: 'cash_variance',
        documentId: sessionId,
        documentNumber: sessionDocument(register, session),
        businessDay: businessDate(closedAt, register.time_zone),
        at: closedAt,
        lines: cashVarianceJournal({ variancePaisa }),
      });
    }
    return freezeZReport(tx, tenantId, {
      session,
      register,
      count,
      cash,
      closedAt,
      closedBy: actor.name,
      varianceReason: accepted.reason,
    });
  }

  /** A variance beyond the tolerance needs a reason, and someone who may answer for it. */
  async #acceptVariance(
    tx: Tx,
    actor: Actor,
    close: { sessionId: string; variancePaisa: number; register: queries.RegisterRow; body: Close },
  ): Promise<{ reason: string }> {
    const { sessionId, variancePaisa, register, body } = close;
    if (isTolerable(variancePaisa, register)) return { reason: body.reason };
    const refusal = () =>
      new AppError('variance_needs_approval', { variancePaisa, tolerancePaisa: register.variance_tolerance_paisa });
    const given = await this.approvals.permit(tx, actor, {
      action: 'cash_variance',
      subjectId: sessionId,
      cartVersion: null,
      approvalId: body.approvalId,
      refusal,
    });
    const reason = body.reason === '' ? (given.reason ?? '') : body.reason;
    if (reason === '') throw refusal();
    await audit(tx, actor, {
      action: 'cash.variance_accepted',
      subjectType: 'cash_session',
      subjectId: sessionId,
      after: { variancePaisa },
      reason,
      approverId: given.approverId,
    });
    return { reason };
  }

  /** The open session, alone: its sums cannot change until this transaction ends. */
  async #ownedSession(tx: Tx, { tenantId }: Actor, sessionId: string) {
    const found = isOpen(await queries.sessionById(tx, tenantId, sessionId));
    await run(tx, ownSession(found.register_id));
    const [row, register, carts, cash] = await Promise.all([
      queries.sessionById(tx, tenantId, sessionId),
      queries.registerById(tx, tenantId, found.register_id),
      queries.liveCartsOf(tx, tenantId, found.register_id),
      cashOf(tx, tenantId, sessionId),
    ]);
    const session = isOpen(row);
    if (!register) throw new Error(`The session ${sessionId} has no register`);
    if (carts.length > 0) throw new AppError('session_has_open_carts', { carts });
    return { session, register, cash };
  }
}

const expectedOf = (session: queries.SessionRow, cash: Awaited<ReturnType<typeof cashOf>>): number =>
  expectedCash({
    floatPaisa: session.float_paisa,
    cashSalesPaisa: cash.cash_sales,
    // Credit is not sold in this release.
    debtReceiptsPaisa: 0,
    paidInPaisa: cash.paid_in,
    cashRefundsPaisa: cash.cash_refunds,
    paidOutPaisa: cash.paid_out,
    dropsPaisa: cash.drops,
  });
