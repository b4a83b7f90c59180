import { Controller } from '@nestjs/common';
import { type ActorView, identityRoutes, type SessionTokens } from '@zakpos/contracts';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../platform/auth/actor.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { Handle } from '../platform/http/handle.ts';
import type { Input } from '../platform/http/input.ts';
import { Settings } from '../platform/settings.ts';
import { AccessService } from './access.service.ts';
import { clearRefreshCookie, refreshCookieOf, setRefreshCookie } from './refresh-cookie.ts';
import { type OpenedSession, SessionsService } from './sessions.service.ts';
import { SignInService } from './sign-in.service.ts';

type Delivery = 'cookie' | 'body';

@Controller()
export class AuthController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: SessionsService,
    private readonly access: AccessService,
    private readonly settings: Settings,
  ) {}

  @Handle(identityRoutes.signUp)
  async signUp({ body, request, reply }: Input<typeof identityRoutes.signUp>): Promise<SessionTokens> {
    return this.#deliver(await this.signIns.signUp(body, request.ip), reply, body.tokenDelivery);
  }

  @Handle(identityRoutes.signIn)
  async signIn({ body, request, reply }: Input<typeof identityRoutes.signIn>): Promise<SessionTokens> {
    return this.#deliver(await this.signIns.signIn(body, request.ip), reply, body.tokenDelivery);
  }

  @Handle(identityRoutes.pinSignIn)
  async pinSignIn({ body, request, reply }: Input<typeof identityRoutes.pinSignIn>): Promise<SessionTokens> {
    return this.#deliver(await this.signIns.pinSignIn(body, request.ip), reply, body.tokenDelivery);
  }

  @Handle(identityRoutes.refresh)
  async refresh({ body, request, reply }: Input<typeof identityRoutes.refresh>): Promise<SessionTokens> {
    const cookie = refreshCookieOf(request);
    const token = body.refreshToken ?? cookie;
    if (token === undefined) throw new AppError('unauthenticated');
    const isCookie = body.refreshToken === undefined;
    try {
      return await this.#deliver(await this.sessions.refresh(token), reply, isCookie ? 'cookie' : 'body');
    } catch (error) {
      // A token that will never work again need not be sent again; one that met a server in trouble may.
      if (isCookie && error instanceof AppError && error.status < 500) clearRefreshCookie(reply, this.settings.publicUrl);
      throw error;
    }
  }

  @Handle(identityRoutes.signOut)
  async signOut({ actor, reply }: Input<typeof identityRoutes.signOut>): Promise<Record<string, never>> {
    await this.sessions.end(actor);
    clearRefreshCookie(reply, this.settings.publicUrl);
    return {};
  }

  @Handle(identityRoutes.signOutEverywhere)
  async signOutEverywhere({ actor, reply }: Input<typeof identityRoutes.signOutEverywhere>): Promise<Record<string, never>> {
    await this.sessions.endAll(actor);
    clearRefreshCookie(reply, this.settings.publicUrl);
    return {};
  }

  @Handle(identityRoutes.me)
  me({ actor }: Input<typeof identityRoutes.me>): ActorView {
    return viewOf(actor);
  }

  async #deliver(opened: OpenedSession, reply: FastifyReply, delivery: Delivery): Promise<SessionTokens> {
    const { tenantId, sessionId, refreshToken } = opened;
    const [actor, { token, expiresAt }] = await Promise.all([
      this.access.actorOf(tenantId, sessionId),
      this.access.tokens.issue(tenantId, sessionId),
    ]);
    if (delivery === 'cookie') setRefreshCookie(reply, this.settings.publicUrl, refreshToken);
    return {
      accessToken: token,
      accessTokenExpiresAt: expiresAt.toISOString(),
      refreshToken: delivery === 'cookie' ? null : refreshToken,
      actor: viewOf(actor),
    };
  }
}

const viewOf = (actor: Actor): ActorView => ({
  userId: actor.userId,
  memberId: actor.memberId,
  tenantId: actor.tenantId,
  tenantName: actor.tenantName,
  name: actor.name,
  email: actor.email,
  role: actor.role,
  permissions: [...actor.permissions],
  locale: actor.locale,
  deviceId: actor.deviceId,
});
