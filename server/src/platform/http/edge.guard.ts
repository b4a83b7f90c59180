import { createHash } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Locale, Route } from '@zakpos/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, Authenticator } from '../auth/actor.ts';
import { AppError } from '../errors/app-error.ts';
import { RateLimits } from '../rate-limit/rate-limits.ts';
import { routeOf } from './handle.ts';
import type { Input } from './input.ts';
import { acceptedLocale } from './language.ts';
import { validated } from './validation.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The route that is served; none where the address is unknown. */
    contract: Route | undefined;
    /** Set once a token has been accepted. */
    actor: Actor | undefined;
    input: Input<Route>;
  }
}

/** The language of the screen that asks, before the one that its user signed up with. */
export const localeOf = (request: FastifyRequest): Locale =>
  acceptedLocale(request.headers['accept-language'], request.actor?.locale);

/** Everything that is decided before a handler runs, in the order in which refusing is cheapest. */
@Injectable()
export class EdgeGuard implements CanActivate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly rateLimits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = routeOf(context.getHandler());
    if (!route) throw new Error(`${context.getClass().name}.${context.getHandler().name} serves no route of the contracts`);
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    request.contract = route;

    await this.rateLimits.takeForAddress(request.ip);
    if (route.access !== 'public') {
      const actor = await this.authenticator.authenticate(bearerToken(request));
      request.actor = actor;
      if (route.access !== 'signed_in' && !actor.permissions.has(route.access)) {
        throw new AppError('permission_denied', { permission: route.access });
      }
      await this.rateLimits.takeForTenant(actor.tenantId);
    }
    request.input = inputOf(route, request, http.getResponse<FastifyReply>());
    return true;
  }
}

function bearerToken(request: FastifyRequest): string {
  const header = request.headers.authorization ?? '';
  const [scheme = '', token = ''] = header.split(' ');
  if (scheme.toLowerCase() !== 'bearer' || token === '') {
    throw new AppError('unauthenticated', undefined, undefined, { headers: { 'www-authenticate': 'Bearer' } });
  }
  return token;
}

const mediaOf = (request: FastifyRequest) => request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();

const keyFormat = /^[\x21-\x7e]{8,200}$/;

function idempotencyKey(route: Route, request: FastifyRequest): string | undefined {
  if (!route.idempotent) return undefined;
  const key = request.headers['idempotency-key'];
  if (typeof key === 'string' && keyFormat.test(key)) return key;
  throw new AppError('idempotency_key_required', { format: '8 to 200 printable characters without spaces' });
}

function inputOf(route: Route, request: FastifyRequest, reply: FastifyReply): Input<Route> {
  const media = mediaOf(request);
  if (request.body !== undefined && media !== route.requestMedia) {
    throw new AppError('unsupported_media_type', { accepted: route.requestMedia });
  }
  const locale = localeOf(request);
  const key = idempotencyKey(route, request);
  const { params, query, body } = validated(route, request, locale);
  // Of what was understood, not of the bytes: another order of the fields is the same request.
  const requestHash =
    key === undefined
      ? undefined
      : createHash('sha256')
          .update(JSON.stringify([params, query, body]))
          .digest();
  return { params, query, body, locale, idempotencyKey: key, requestHash, actor: request.actor, request, reply } as Input<Route>;
}
