import { Injectable } from '@nestjs/common';
import { type CashSessionView, cashRoutes } from '@zakpos/contracts';
import { businessDate, cashDropJournal, cashFloatJournal, paidInJournal, paidOutJournal } from '@zakpos/domain';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { postJournal } from '../books/post.ts';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { run } from '../platform/database/run.ts';
import type { Database } from '../platform/database/tables.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { decodeCursor, pageOf } from '../platform/http/cursor.ts';
import type { Input } from '../platform/http/input.ts';
import { oncePerKey } from '../platform/idempotency/once-per-key.ts';
import { uuidv7 } from '../platform/ids.ts';
import * as queries from './cash.queries.ts';
import { isOpen, sessionDocument, sessionView } from './cash.views.ts';
import { ownSession, shareSession } from './session-lock.ts';

type Tx = Kysely<Database>;
type Movement = Input<typeof cashRoutes.moveCash>['body'];

const afterId = z.tuple([z.uuid()]);
const movementJournals = { paid_in: paidInJournal, paid_out: paidOutJournal, drop: cashDropJournal } as const;

/** Cash sessions while they are open. Counting and closing are in closing.service.ts. */
@Injectable()
export class CashService {
  constructor(private readonly db: DatabaseService) {}

  open(call: Input<typeof cashRoutes.openSession>) {
    return oncePerKey(this.db, cashRoutes.openSession, call, (tx) => this.#open(tx, call.actor, call.body));
  }

  async #open(tx: Tx, { tenantId, memberId }: Actor, body: { registerId: string; floatPaisa: number }): Promise<CashSessionView> {
    const register = await queries.registerById(tx, tenantId, body.registerId);
    if (!register) {
      throw new AppError('reference_unknown', { registerId: body.registerId }, [
        { pointer: '/registerId', message: 'There is no such register.' },
      ]);
    }
    await run(tx, ownSession(register.id));
    const open = await queries.openSessionOf(tx, tenantId, register.id);
    if (open) throw new AppError('session_already_open', { sessionId: open.id, openedByName: open.opened_by_name });
    const { number } = await queries.lastSessionNumber(tx, tenantId, register.id);
    const session = { id: uuidv7(), register, number: number + 1, openedAt: new Date() };
    await queries.insertSession(tx, tenantId, { ...session, floatPaisa: body.floatPaisa, openedBy: memberId });
    if (body.floatPaisa > 0) {
      await postJournal(tx, tenantId, {
        shopId: register.shop_id,
        kind: 'cash_float',
        documentId: session.id,
        documentNumber: sessionDocument(register, { session_number: session.number }),
        businessDay: businessDate(session.openedAt, register.time_zone),
        at: session.openedAt,
        lines: cashFloatJournal({ amountPaisa: body.floatPaisa }),
      });
    }
    return sessionView(isOpen(await queries.sessionById(tx, tenantId, session.id)));
  }

  async list(actor: Actor, query: Input<typeof cashRoutes.listSessions>['query']) {
    const before = decodeCursor(afterId, query.cursor)?.[0];
    const rows = await this.db.inTenant(actor.tenantId, (tx) =>
      queries.listSessions(tx, actor.tenantId, { ...query, before, limit: query.limit }),
    );
    return pageOf(rows, query.limit, (row) => [row.id], sessionView);
  }

  async get(actor: Actor, sessionId: string): Promise<CashSessionView> {
    const session = await this.db.inTenant(actor.tenantId, (tx) => queries.sessionById(tx, actor.tenantId, sessionId));
    if (!session) throw new AppError('not_found');
    return sessionView(session);
  }

  move(call: Input<typeof cashRoutes.moveCash>) {
    return oncePerKey(this.db, cashRoutes.moveCash, call, (tx) => this.#move(tx, call.actor, call.params.sessionId, call.body));
  }

  async #move(tx: Tx, actor: Actor, sessionId: string, body: Movement) {
    const { tenantId, memberId } = actor;
    const { session, register } = await this.#openSession(tx, actor, sessionId);
    const movement = { id: uuidv7(), sessionId, ...body, memberId, at: new Date() };
    await Promise.all([
      queries.insertMovement(tx, tenantId, movement),
      postJournal(tx, tenantId, {
        shopId: session.shop_id,
        kind: 'cash_movement',
        documentId: movement.id,
        documentNumber: sessionDocument(register, session),
        businessDay: businessDate(movement.at, register.time_zone),
        at: movement.at,
        lines: movementJournals[body.kind]({ amountPaisa: body.amountPaisa }),
      }),
      audit(tx, actor, {
        action: `cash.${body.kind}`,
        subjectType: 'cash_session',
        subjectId: sessionId,
        after: { amountPaisa: body.amountPaisa },
        reason: body.reason,
      }),
    ]);
    return { id: movement.id, ...body, at: movement.at.toISOString() };
  }

  openDrawer(actor: Actor, sessionId: string, reason: string): Promise<Record<string, never>> {
    return this.db.inTenant(actor.tenantId, async (tx) => {
      await this.#openSession(tx, actor, sessionId);
      await Promise.all([
        queries.insertDrawerOpen(tx, actor.tenantId, { id: uuidv7(), sessionId, reason, memberId: actor.memberId }),
        audit(tx, actor, { action: 'cash.drawer_opened', subjectType: 'cash_session', subjectId: sessionId, reason }),
      ]);
      return {};
    });
  }

  /** The session with its register, held open until the transaction ends. */
  async #openSession(tx: Tx, { tenantId }: Actor, sessionId: string) {
    const found = isOpen(await queries.sessionById(tx, tenantId, sessionId));
    await run(tx, shareSession(found.register_id));
    // It may have been closed while the lock was waited for.
    const [session, register] = await Promise.all([
      queries.sessionById(tx, tenantId, sessionId),
      queries.registerById(tx, tenantId, found.register_id),
    ]);
    if (!register) throw new Error(`The session ${sessionId} has no register`);
    return { session: isOpen(session), register };
  }
}
