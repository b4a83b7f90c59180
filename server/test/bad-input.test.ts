import {
  type Permission,
  problemDetails,
  type ProblemDetails,
  problems,
  type Route,
  type RouteName,
  routes,
} from '@zakpos/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, openApp, type TestApp } from './app.ts';
import { type Business, openBusiness } from './samples/business.ts';
import { sampleOf } from './samples/index.ts';
import { addressOf, requestOf, type Sample } from './samples/sample.ts';

let app: TestApp;
let business: Business;
const maxBodyBytes = 60_000;
beforeAll(async () => {
  app = await openApp({ settings: { maxBodyBytes } });
  business = await openBusiness(app, 'Padma');
});
afterAll(() => app.close());

const samples = new Map<RouteName, Promise<Sample>>();
/** One sample a route serves all refusals: what is refused uses nothing up. */
function sampleFor(name: RouteName): Promise<Sample> {
  const known = samples.get(name) ?? sampleOf(name, business);
  samples.set(name, known);
  return known;
}

const all: [name: RouteName, route: Route][] = Object.entries(routes) as never;
const jsonBodies = all.filter(([, { requestMedia, body }]) => requestMedia === 'application/json' && body.type !== 'undefined');
const secured = all.filter(([, { access }]) => access !== 'public');

/** A refusal as every one must be: RFC 9457, of the closed list, in the words of that list, and nothing of the inside. */
async function problemOf(response: Response, what: string, locale: 'en' | 'bn' = 'en'): Promise<ProblemDetails> {
  const text = await response.text();
  expect(response.status, `${what}: ${text}`).toBeGreaterThanOrEqual(400);
  expect(response.status, `${what}: ${text}`).toBeLessThan(500);
  expect(response.headers.get('content-type'), what).toBe('application/problem+json; charset=utf-8');
  const problem = problemDetails.parse(JSON.parse(text));
  const [title, detail] = problems[problem.code][locale];
  expect(problem, what).toMatchObject({
    title,
    detail,
    status: response.status,
    type: `urn:zakpos:problem:${problem.code}`,
    traceId: response.headers.get('x-request-id'),
  });
  expect(text, what).not.toMatch(/\.ts:|\.js:|node_modules|\bat \w+ \(|select |pg_|constraint/);
  return problem;
}

interface Bad {
  readonly init?: RequestInit;
  readonly address?: string;
  readonly caller?: Caller;
}

/** Sends the sample of a route with something about it changed. */
async function refused(route: Route, sample: Sample, bad: Bad, what: string, locale: 'en' | 'bn' = 'en') {
  const good = requestOf(route, sample);
  const headers = { ...(good.headers as Record<string, string>), ...(bad.init?.headers as Record<string, string>) };
  const caller = bad.caller ?? sample.caller ?? business.owner;
  const response = await caller.fetch(bad.address ?? addressOf(route, sample), { ...good, ...bad.init, headers });
  return problemOf(response, what, locale);
}

const notJson = {
  'cut off': '{"name":',
  'a trailing comma': '{"name":"x",}',
  'single quotes': "{'name':'x'}",
  'not a number': '{"amount":NaN}',
  'a bare word': 'name',
  'two documents': '{}{}',
  'a NUL': '{"name":"x"}\0',
  'a prototype': '{"__proto__":{"role":"owner"}}',
  'a constructor': '{"constructor":{"prototype":{"role":"owner"}}}',
};
const notAnObject = [
  'null',
  '[]',
  '"text"',
  '5',
  'true',
  '{"a":'.repeat(2_000) + '1' + '}'.repeat(2_000),
  '['.repeat(20_000) + ']'.repeat(20_000),
];
const otherMedia = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/csv',
  'application/json+x',
  ' ',
];

describe('the body of', () => {
  test.each(jsonBodies)('%s must be the JSON that the contract names', async (name, route) => {
    const sample = await sampleFor(name);
    for (const [what, body] of Object.entries(notJson)) {
      expect((await refused(route, sample, { init: { body } }, what)).code, what).toBe('malformed_json');
    }
    for (const body of notAnObject) {
      const what = body.slice(0, 20);
      expect((await refused(route, sample, { init: { body } }, what)).code, what).toBe('invalid_request');
    }
    const unknown = JSON.stringify({
      ...(sample.body as object),
      isAdmin: true,
      tenantId: business.tenantId.replaceAll('0', '1'),
    });
    const { code, errors } = await refused(route, sample, { init: { body: unknown } }, 'unknown fields');
    expect(code).toBe('invalid_request');
    expect(errors?.map(({ pointer }) => pointer)).toContain('/isAdmin');
    for (const media of otherMedia) {
      const init = { headers: { 'content-type': media } };
      expect((await refused(route, sample, { init }, media)).code, media).toBe('unsupported_media_type');
    }
    const huge = JSON.stringify({ ...(sample.body as object), name: 'x'.repeat(maxBodyBytes) });
    expect((await refused(route, sample, { init: { body: huge } }, 'huge')).code).toBe('body_too_large');
  });

  test.each(all.filter(([, { method, body }]) => method !== 'GET' && body.type === 'undefined'))(
    '%s is none, so anything in it is refused',
    async (name, route) => {
      const sample = await sampleFor(name);
      const json = { body: '{"tenantId":1}', headers: { 'content-type': 'application/json' } };
      const expected = route.requestMedia === 'application/json' ? 'invalid_request' : 'unsupported_media_type';
      expect((await refused(route, sample, { init: json }, 'a body')).code).toBe(expected);
    },
  );
});

describe('the address of', () => {
  test.each(all)('%s takes no query that the contract does not name', async (name, route) => {
    const sample = await sampleFor(name);
    const address = addressOf(route, sample);
    const joined = `${address}${address.includes('?') ? '&' : '?'}`;
    for (const query of ['tenantId=1', 'x=%00', 'a[b]=1', 'x=%ff', `x=${'9'.repeat(8_000)}`, '__proto__=1', '%F0%9F%98%80=']) {
      const { code, errors } = await refused(route, sample, { address: joined + query }, query);
      expect(code, query).toBe('invalid_request');
      expect(errors?.length, query).toBeGreaterThan(0);
    }
    const [, query] = address.split('?');
    if (query === undefined) return;
    expect((await refused(route, sample, { address: `${address}&${query}` }, 'every value twice')).code).toBe('invalid_request');
  });

  const notIds = ['x', '1', '../me', '%00', '%2e%2e', "1'or'1'='1", '00000000-0000-0000-0000-00000000000g', '🫖', '{}', 'null'];
  test.each(all.filter(([, { path }]) => path.includes('{')))('%s takes identifiers only', async (name, route) => {
    const sample = await sampleFor(name);
    const parameters = Object.keys(sample.params as object);
    for (const parameter of parameters) {
      for (const value of notIds) {
        const params = { ...(sample.params as object), [parameter]: value };
        const what = `${parameter} = ${value}`;
        const { code, errors } = await refused(route, sample, { address: addressOf(route, { ...sample, params }) }, what);
        expect(code, what).toBe('invalid_request');
        expect(errors?.[0]?.pointer, what).toBe(`/params/${parameter}`);
      }
      const params = { ...(sample.params as object), [parameter]: 'x'.repeat(3_000) };
      const { code } = await refused(route, sample, { address: addressOf(route, { ...sample, params }) }, 'a long parameter');
      expect(['invalid_request', 'route_not_found']).toContain(code);
    }
  });

  test.each([...new Set(all.map(([, { path }]) => path))])('%s has the methods of the contract and no others', async (path) => {
    const methods = new Set<string>(all.filter(([, route]) => route.path === path).map(([, { method }]) => method));
    const address = `/v1${path.replaceAll(/\{\w+\}/g, business.shopId)}`;
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY'].filter(
      (name) => !methods.has(name),
    )) {
      const response = await business.owner.fetch(address, { method });
      const allowed = response.headers.get('allow')?.split(', ');
      expect((await problemOf(response, `${method} ${path}`)).code).toBe('method_not_allowed');
      expect(new Set(allowed), `${method} ${path}`).toEqual(methods);
    }
  });

  test('an unknown one leads nowhere, whatever stands in it', async () => {
    const unknown = [
      '/v1',
      '/v1/',
      '/',
      '/v2/me',
      '/v1/me/x',
      '/v1//me',
      '/v1/%6de%00',
      '/V1/me',
      '/v1/me%2f',
      '/v1/..%2f..%2fetc',
      '/.env',
      '/v1/%',
    ];
    for (const path of unknown) {
      expect((await problemOf(await business.owner.fetch(path), path)).code, path).toBe('route_not_found');
    }
  });
});

describe('the Idempotency-Key of', () => {
  test.each(all.filter(([, { idempotent }]) => idempotent))('%s is required and well-formed', async (name, route) => {
    const sample = await sampleFor(name);
    for (const key of [undefined, '', 'short', 'two words', 'x'.repeat(201), 'tab\tinside1', 'é'.repeat(10)]) {
      const headers = new Headers(requestOf(route, sample).headers);
      headers.delete('idempotency-key');
      if (key !== undefined) headers.set('idempotency-key', key);
      const init = { ...requestOf(route, sample), headers: Object.fromEntries(headers) };
      const response = await (sample.caller ?? business.owner).fetch(addressOf(route, sample), init);
      expect((await problemOf(response, `key ${key}`)).code, key).toBe('idempotency_key_required');
    }
  });

  test.each(all.filter(([, { idempotent }]) => idempotent))('%s belongs to one request', async (name, route) => {
    const [sample, other] = [await sampleOf(name, business), await sampleOf(name, business)];
    const address = addressOf(route, sample);
    const init = requestOf(route, sample);
    const caller = sample.caller ?? business.owner;
    const first = await caller.fetch(address, init);
    expect(first.status).toBe(route.status);
    const again = await caller.fetch(address, init);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([first.status, 'true']);
    expect(await again.json()).toEqual(await first.json());
    const { 'idempotency-key': key = '' } = init.headers as Record<string, string>;
    const different = requestOf(route, other, { 'idempotency-key': key });
    // Where two samples are the same request, the path or a reference of another one makes the difference.
    const sameText = different.body === init.body && address === addressOf(route, other);
    if (sameText) return;
    const response = await caller.fetch(addressOf(route, other), different);
    expect((await problemOf(response, 'another request')).code).toBe('idempotency_key_reused');
  });
});

describe('without the right to it', () => {
  test.each(secured)('%s is refused to a stranger, and to a token that is not ours', async (name, route) => {
    const sample = await sampleFor(name);
    const { accessToken } = business.owner.session;
    const [header = '', payload = '', signature = ''] = accessToken.split('.');
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    const tokens = [
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${header}.${payload}.${signature.toLowerCase()}`,
      `${header}.${Buffer.from('{"tid":"x"}').toString('base64url')}.${signature}`,
      `${accessToken}x`,
      'x'.repeat(5_000),
      "' or 1=1 --",
    ];
    for (const caller of [app.anonymous, ...tokens.map((token) => app.as(token))]) {
      expect((await refused(route, sample, { caller }, name)).code).toBe('unauthenticated');
    }
  });

  const needing = secured.filter(([, { access }]) => access !== 'signed_in');
  test.each(needing)(
    '%s is refused to a member who lacks the permission, before anything else is looked at',
    async (name, route) => {
      const { cashier } = business;
      const { body: me } = await cashier.call(routes.me);
      const has = me.permissions.includes(route.access as Permission);
      if (has) return;
      const sample = await sampleFor(name);
      expect((await refused(route, sample, { caller: cashier }, name)).code).toBe('permission_denied');
      expect((await refused(route, sample, { caller: cashier, init: { headers: { 'idempotency-key': '' } } }, name)).code).toBe(
        'permission_denied',
      );
    },
  );
});

const languages = [
  ['bn', 'bn'],
  ['bn-BD,bn;q=0.9,en;q=0.5', 'bn'],
  ['en-GB', 'en'],
  ['en;q=0.2, bn;q=0.8', 'bn'],
  ['fr, de;q=0.5', 'en'],
  ['*', 'en'],
  [';;q=x,,bn;q=', 'en'],
] as const;

test.each(all)('%s is refused in the language of the screen', async (name, route) => {
  const sample = await sampleFor(name);
  const address = `${addressOf(route, sample)}${route.query.type === 'undefined' || sample.query === undefined ? '?' : '&'}unknown=1`;
  for (const [header, locale] of languages) {
    const init = { headers: { 'accept-language': header } };
    const { errors } = await refused(route, sample, { address, init }, header, locale);
    expect(/[ঀ-৿]/.test(errors?.[0]?.message ?? ''), header).toBe(locale === 'bn');
  }
});
