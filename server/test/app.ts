import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type ProblemDetails,
  type Route,
  type RouteRequest,
  type RouteResponse,
  routes,
  type SessionTokens,
} from '@zakpos/contracts';
import { expect } from 'vitest';
import { createApp } from '../src/app.ts';
import { uuidv7 } from '../src/platform/ids.ts';
import { createLogger } from '../src/platform/log/logger.ts';
import { Settings } from '../src/platform/settings.ts';
import { cloneDatabase, type TestDatabase } from './database.ts';

type Given<R extends Route> = {
  [K in 'params' | 'query' | 'body' as undefined extends RouteRequest<R>[K] ? never : K]: RouteRequest<R>[K];
};
export type CallOptions<R extends Route> = Given<R> & {
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as it is, for routes that take no JSON. */
  readonly content?: string | Uint8Array | ReadableStream;
};

export interface Answered<T> {
  readonly status: number;
  readonly headers: Headers;
  /** Of a success; reading it after a refusal fails the test with the problem. */
  readonly body: T;
  /** Of a refusal; reading it after a success fails the test. */
  readonly problem: ProblemDetails;
  readonly text: string;
}

export interface Caller {
  call<R extends Route>(
    route: R,
    ...options: object extends Given<R> ? [CallOptions<R>?] : [CallOptions<R>]
  ): Promise<Answered<RouteResponse<R>>>;
  /** Any request at all, as the one who calls. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface SignedIn extends Caller {
  readonly session: SessionTokens;
  readonly tenantId: string;
  readonly email: string;
  readonly password: string;
}

export interface TestApp {
  readonly url: string;
  readonly nest: NestFastifyApplication;
  readonly database: TestDatabase;
  /** Calls without a token. */
  readonly anonymous: Caller;
  /** Calls with any token. */
  as(accessToken: string): Caller;
  /** A new tenant with its owner, whose calls answer in English. */
  signUpTenant(name?: string): Promise<SignedIn>;
  close(): Promise<void>;
}

export const testPassword = 'Correct-Horse-7-Staples';

export interface AppOptions {
  readonly poolSize?: number;
  readonly settings?: Partial<Settings>;
  /** Shares the database of another application, as a second replica does. */
  readonly database?: TestDatabase;
}

/** The real application on its own clone of the migrated database, listening on a free port of this machine. */
export async function openApp(options: AppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await cloneDatabase({ poolSize: options.poolSize ?? 5 }));
  const settings: Settings = {
    environment: 'test',
    logLevel: 'silent',
    publicUrl: 'http://localhost',
    database: database.settings,
    tokenKeys: [randomBytes(32)],
    trustedProxies: [],
    maxBodyBytes: 1_048_576,
    rateLimits: { perTenantPerMinute: 1_000_000, perAddressPerMinute: 1_000_000 },
    ...options.settings,
  };
  const nest = await createApp(settings, createLogger('test', settings.logLevel));
  await nest.listen(0, '127.0.0.1');
  const url = (await nest.getUrl()).replace('[::1]', '127.0.0.1');
  const anonymous = callerOf(url, undefined);
  return {
    url,
    nest,
    database,
    anonymous,
    as: (accessToken) => callerOf(url, accessToken),
    async signUpTenant(name = 'Test Shop') {
      const email = `${uuidv7()}@example.com`;
      const body = { tenantName: name, ownerName: 'Test Owner', email, password: testPassword, locale: 'en' } as const;
      const { body: session } = await anonymous.call(routes.signUp, { body });
      return { ...callerOf(url, session.accessToken), session, tenantId: session.actor.tenantId, email, password: testPassword };
    },
    async close() {
      await nest.close();
      if (!options.database) await database.drop();
    },
  };
}

function callerOf(url: string, accessToken: string | undefined): Caller {
  const authorization: Record<string, string> = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  return {
    fetch: (path, init = {}) =>
      fetch(url + path, { ...init, headers: { ...authorization, ...(init.headers as Record<string, string>) } }),
    async call(route, ...[options]) {
      const given = (options ?? {}) as Partial<RouteRequest<Route>> & CallOptions<Route>;
      const path = pathOf(route, given);
      const content = given.content ?? (given.body === undefined ? undefined : JSON.stringify(given.body));
      const key = given.idempotencyKey ?? (route.idempotent ? uuidv7() : undefined);
      const response = await fetch(url + path, {
        method: route.method,
        headers: {
          ...authorization,
          ...(content === undefined ? {} : { 'content-type': route.requestMedia }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...given.headers,
        },
        ...(content === undefined ? {} : { body: content }),
      });
      return answerOf(route, path, response, await response.text());
    },
  };
}

function pathOf(route: Route, given: { params?: unknown; query?: unknown }): string {
  const params = (given.params ?? {}) as Record<string, string>;
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(params[name] ?? ''));
  const query = Object.entries((given.query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(query.map(([name, value]): [string, string] => [name, String(value)]));
  return `/v1${path}${search.size === 0 ? '' : `?${search.toString()}`}`;
}

function answerOf<T>(route: Route, path: string, response: Response, text: string): Answered<T> {
  const what = `${route.method} ${path} answered ${response.status}: ${text.slice(0, 2_000)}`;
  return {
    status: response.status,
    headers: response.headers,
    text,
    get body() {
      if (!response.ok) expect.fail(what);
      const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
      return (isJson ? JSON.parse(text) : text) as T;
    },
    get problem() {
      if (response.ok) expect.fail(what);
      return JSON.parse(text) as ProblemDetails;
    },
  };
}
