import { jwtVerify, SignJWT, errors } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { AppError } from '../platform/errors/app-error.ts';
import type { KeyRing } from './key-ring.ts';

export const accessTokenMs = 10 * 60_000;
const issuer = 'zakpos';
const algorithm = 'HS256';

/** Which session asks; everything else about it is the database's to say. */
export interface AccessClaims {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly expiresAtMs: number;
}

const payload = z.object({ tid: z.uuid(), sid: z.uuid(), exp: z.number() });

const refused = (cause?: unknown) =>
  new AppError('unauthenticated', undefined, undefined, {
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    ...(cause === undefined ? {} : { cause }),
  });
const expired = () =>
  new AppError('token_expired', undefined, undefined, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });

/** Short-lived signed tokens. One that was verified is remembered by its text, so that a busy till costs no signature check. */
export class AccessTokens {
  readonly #keys: KeyRing;
  readonly #verified = new LRUCache<string, AccessClaims>({ max: 20_000 });

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  async issue(tenantId: string, sessionId: string, now = Date.now()): Promise<{ token: string; expiresAt: Date }> {
    const expiresAtSeconds = Math.floor((now + accessTokenMs) / 1_000);
    const { id, bytes } = this.#keys.current;
    const token = await new SignJWT({ tid: tenantId, sid: sessionId })
      .setProtectedHeader({ alg: algorithm, kid: id, typ: 'at+jwt' })
      .setIssuer(issuer)
      .setIssuedAt(Math.floor(now / 1_000))
      .setExpirationTime(expiresAtSeconds)
      .sign(bytes);
    return { token, expiresAt: new Date(expiresAtSeconds * 1_000) };
  }

  /** @throws AppError `unauthenticated` or `token_expired`. */
  async verify(token: string): Promise<AccessClaims> {
    const known = this.#verified.get(token) ?? (await this.#check(token));
    if (known.expiresAtMs <= Date.now()) {
      this.#verified.delete(token);
      throw expired();
    }
    return known;
  }

  async #check(token: string): Promise<AccessClaims> {
    try {
      const { payload: claims } = await jwtVerify(
        token,
        ({ kid }) => {
          const key = this.#keys.find(kid);
          if (!key) throw new errors.JWKSNoMatchingKey();
          return key.bytes;
        },
        // Named, so that a token cannot choose `none` or another algorithm for itself.
        { algorithms: [algorithm], issuer, typ: 'at+jwt', requiredClaims: ['exp', 'tid', 'sid'] },
      );
      const { tid, sid, exp } = payload.parse(claims);
      const accepted = { tenantId: tid, sessionId: sid, expiresAtMs: exp * 1_000 };
      this.#verified.set(token, accepted);
      return accepted;
    } catch (error) {
      throw error instanceof errors.JWTExpired ? expired() : refused();
    }
  }
}
