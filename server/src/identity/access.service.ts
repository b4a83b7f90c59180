import { Injectable, type OnModuleInit } from '@nestjs/common';
import { rolePermissions } from '@zakpos/contracts';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { type Actor, Authenticator } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import type { Db } from '../platform/database/tables.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { Notifications, parsedJson } from '../platform/events/notifications.ts';
import { Settings } from '../platform/settings.ts';
import { AccessTokens } from './access-tokens.ts';
import { type LiveSession, liveSession } from './identity.queries.ts';
import { KeyRing } from './key-ring.ts';

/** How long a change of role, permission or session may go unnoticed by a replica that missed its notice. */
const freshMs = 5_000;

/** Whose access has changed. */
const accessChange = z.strictObject({
  tenantId: z.string(),
  sessionId: z.string().optional(),
  memberId: z.string().optional(),
  deviceId: z.string().optional(),
});
export type AccessChange = z.infer<typeof accessChange>;

/** Who an access token stands for: the signature says which session, the database says everything else. */
@Injectable()
export class AccessService extends Authenticator implements OnModuleInit {
  readonly tokens: AccessTokens;
  readonly #actors = new LRUCache<string, Actor>({ max: 20_000, ttl: freshMs });
  readonly #loading = new Map<string, Promise<Actor>>();
  #changes = 0;

  constructor(
    private readonly database: DatabaseService,
    private readonly notifications: Notifications,
    settings: Settings,
  ) {
    super();
    this.tokens = new AccessTokens(new KeyRing(settings.tokenKeys));
  }

  onModuleInit(): void {
    this.notifications.listen('access', (payload) => {
      const change = accessChange.safeParse(parsedJson(payload));
      if (change.success) this.forget(change.data);
    });
  }

  async authenticate(accessToken: string): Promise<Actor> {
    const { tenantId, sessionId } = await this.tokens.verify(accessToken);
    const actor = this.#actors.get(sessionId);
    return actor?.tenantId === tenantId ? actor : this.actorOf(tenantId, sessionId);
  }

  /** @throws AppError `session_revoked` or `member_disabled`. */
  actorOf(tenantId: string, sessionId: string): Promise<Actor> {
    const running = this.#loading.get(sessionId);
    if (running) return running;
    const loading = this.#load(tenantId, sessionId).finally(() => this.#loading.delete(sessionId));
    this.#loading.set(sessionId, loading);
    return loading;
  }

  /** Tells the other replicas when `tx` commits. The caller forgets here, once it has. */
  async announce(tx: Db, change: AccessChange): Promise<void> {
    await this.notifications.sendOnCommit(tx, 'access', JSON.stringify(change));
  }

  /** From the next request on, this process asks the database again. */
  forget({ tenantId, sessionId, memberId, deviceId }: AccessChange): void {
    // A load that is under way may have read what was before.
    this.#changes += 1;
    this.#loading.clear();
    for (const [id, actor] of this.#actors.entries()) {
      if (actor.tenantId !== tenantId) continue;
      if (id === sessionId || actor.memberId === memberId || (deviceId !== undefined && actor.deviceId === deviceId)) {
        this.#actors.delete(id);
      }
    }
  }

  async #load(tenantId: string, sessionId: string): Promise<Actor> {
    const changesBefore = this.#changes;
    const [[session]] = await this.database.read(tenantId, liveSession(tenantId, sessionId));
    const actor = actorOfSession(tenantId, sessionId, session);
    if (this.#changes === changesBefore) this.#actors.set(sessionId, actor);
    return actor;
  }
}

function actorOfSession(tenantId: string, sessionId: string, session: LiveSession | undefined): Actor {
  if (!session) throw new AppError('session_revoked');
  if (!session.enabled || session.revoked_because === 'member_disabled') throw new AppError('member_disabled');
  const isOver =
    session.revoked_because !== null || session.device_revoked === true || session.expires_at.getTime() <= Date.now();
  if (isOver) throw new AppError('session_revoked');
  return {
    tenantId,
    tenantName: session.tenant_name,
    userId: session.user_id,
    memberId: session.membership_id,
    sessionId,
    deviceId: session.device_id,
    name: session.name,
    email: session.email,
    role: session.role,
    permissions: new Set([...rolePermissions[session.role], ...session.extra_permissions]),
    locale: session.locale,
  };
}
