import { Injectable } from '@nestjs/common';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import type { Db } from '../platform/database/tables.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { uuidv7 } from '../platform/ids.ts';
import { Settings } from '../platform/settings.ts';
import { AccessService } from './access.service.ts';
import { membershipsOfUser } from './identity.queries.ts';
import { KeyRing } from './key-ring.ts';
import { decodeToken, encodeToken, hashOf, newSecret, type OpaqueToken, sameHash } from './opaque-tokens.ts';
import { insertSession, revokeSessions, rotateSession, sessionForUpdate } from './sessions.queries.ts';

/** A till that is not used for so long has to sign in again. */
export const sessionMs = 30 * 24 * 60 * 60_000;
/** A retry whose first answer was lost comes within this time. */
const retryMs = 10_000;

export interface OpenedSession {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly refreshToken: string;
}

type Exchange = { readonly opened: OpenedSession } | { readonly refused: AppError; readonly isReuse?: boolean };

/** Sessions and their refresh tokens: opaque, rotated at each use, the whole session ended when an old one turns up again. */
@Injectable()
export class SessionsService {
  readonly #keys: KeyRing;

  constructor(
    private readonly database: DatabaseService,
    private readonly access: AccessService,
    settings: Settings,
  ) {
    this.#keys = new KeyRing(settings.tokenKeys);
  }

  async open(tx: Db, member: { tenantId: string; memberId: string; deviceId: string | null }): Promise<OpenedSession> {
    const { tenantId, memberId, deviceId } = member;
    const id = uuidv7();
    const secret = newSecret();
    await insertSession(tx, tenantId, { id, memberId, deviceId, refreshHash: hashOf(secret), expiresAt: expiry() });
    return { tenantId, sessionId: id, refreshToken: encodeToken({ tenantId, rowId: id, secret }) };
  }

  /** @throws AppError `unauthenticated`, `session_revoked`, `refresh_token_reused` or `member_disabled`. */
  async refresh(refreshToken: string): Promise<OpenedSession> {
    const token = decodeToken(refreshToken);
    if (!token) throw new AppError('unauthenticated');
    // A refusal is returned, not thrown: the end of a session whose token was reused must be committed.
    const exchange = await this.database.inTenant(token.tenantId, (tx) => this.#exchange(tx, token));
    if ('opened' in exchange) return exchange.opened;
    if (exchange.isReuse) this.access.forget({ tenantId: token.tenantId, sessionId: token.rowId });
    throw exchange.refused;
  }

  async end(actor: Actor): Promise<void> {
    const change = { tenantId: actor.tenantId, sessionId: actor.sessionId };
    await this.database.inTenant(actor.tenantId, async (tx) => {
      await revokeSessions(tx, actor.tenantId, { sessionId: actor.sessionId }, 'signed_out');
      await this.access.announce(tx, change);
    });
    this.access.forget(change);
  }

  /** Ends every session of the person, at each tenant that they work for. */
  async endAll(actor: Actor): Promise<void> {
    const memberships = await this.database.withoutTenant((tx) => membershipsOfUser(tx, actor.userId));
    for (const { tenant_id: tenantId, membership_id: memberId } of memberships) {
      await this.database.inTenant(tenantId, async (tx) => {
        await revokeSessions(tx, tenantId, { memberId }, 'signed_out_everywhere');
        await this.access.announce(tx, { tenantId, memberId });
        await audit(
          tx,
          { tenantId, memberId, deviceId: null },
          { action: 'session.signed_out_everywhere', subjectType: 'member', subjectId: memberId },
        );
      });
      this.access.forget({ tenantId, memberId });
    }
  }

  async #exchange(tx: Db, token: OpaqueToken): Promise<Exchange> {
    const { tenantId, rowId: sessionId, secret } = token;
    const session = await sessionForUpdate(tx, tenantId, sessionId);
    if (!session) return { refused: new AppError('unauthenticated') };
    if (!session.enabled || session.revoked_because === 'member_disabled') return { refused: new AppError('member_disabled') };
    if (session.revoked_because !== null || session.expires_at.getTime() <= Date.now()) {
      return { refused: new AppError('session_revoked') };
    }
    // The next secret follows from this one and our key, so that a repeated request gets the same answer: nobody is locked out by
    // an answer that was lost, or by two requests at once.
    const successors = this.#keys.derive(`refresh:${sessionId}:${secret.toString('hex')}`);
    const presented = hashOf(secret);
    if (sameHash(session.refresh_hash, presented)) {
      const next = successors[0];
      if (!next) throw new Error('The key ring is empty');
      await rotateSession(tx, tenantId, sessionId, { hash: hashOf(next), previous: presented, expiresAt: expiry() });
      return { opened: { tenantId, sessionId, refreshToken: encodeToken({ ...token, secret: next }) } };
    }
    const isRetry = sameHash(session.previous_hash, presented) && (session.rotated_ms_ago ?? Infinity) <= retryMs;
    const given = isRetry ? successors.find((successor) => sameHash(session.refresh_hash, hashOf(successor))) : undefined;
    if (given) return { opened: { tenantId, sessionId, refreshToken: encodeToken({ ...token, secret: given }) } };

    await revokeSessions(tx, tenantId, { sessionId }, 'refresh_token_reused');
    await this.access.announce(tx, { tenantId, sessionId });
    await audit(
      tx,
      { tenantId, memberId: null, deviceId: session.device_id },
      {
        action: 'session.refresh_token_reused',
        subjectType: 'member',
        subjectId: session.membership_id,
        reason: 'A refresh token was used a second time',
      },
    );
    return { refused: new AppError('refresh_token_reused'), isReuse: true };
  }
}

const expiry = () => new Date(Date.now() + sessionMs);
