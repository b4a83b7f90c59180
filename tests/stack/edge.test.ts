import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { docker } from './containers.ts';
import { ask, type EdgeAnswer, type EdgeRequest, json } from './edge-client.ts';
import { openStack, type Stack } from './stack.ts';

let stack: Stack;
let pageFile: string;
let appFile: string;
beforeAll(async () => {
  stack = await openStack();
  const [page, app] = await Promise.all([ask(stack, '/sign-in'), ask(stack, '/mobile/')]);
  pageFile = /\/_next\/static\/chunks\/[\w-]+\.js/.exec(page.body.toString())?.[0] ?? '';
  appFile = /\/mobile\/_expo\/static\/js\/[^"]+\.js/.exec(app.body.toString())?.[0] ?? '';
});

const problemOf = ({ status, headers, body }: EdgeAnswer) => {
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  const problem = JSON.parse(body.toString()) as { status: number; code: string; traceId: string };
  expect(problem.status).toBe(status);
  expect(problem.traceId).toBe(headers['x-request-id']);
  return problem.code;
};

test.each([
  ['localhost', '/', 200, 'text/html'],
  ['127.0.0.1', '/sign-in', 200, 'text/html'],
  ['localhost', '/docs', 200, 'text/html'],
  ['localhost', '/openapi.json', 200, 'application/json'],
  ['localhost', '/v1/me', 401, 'application/problem+json'],
  ['localhost', '/mobile/', 200, 'text/html'],
  ['localhost', '/mobile/sale', 200, 'text/html'],
  ['localhost', '/mobile', 308, 'text/html'],
  ['api.localhost', '/', 302, 'text/html'],
  ['api.localhost', '/v1/me', 401, 'application/problem+json'],
  ['api.localhost', '/sign-in', 404, 'application/problem+json'],
  ['api.localhost', '/mobile/', 404, 'application/problem+json'],
  ['mobile.localhost', '/mobile/', 200, 'text/html'],
  ['mobile.localhost', '/v1/me', 401, 'application/problem+json'],
  ['mobile.localhost', '/', 302, 'text/html'],
])('https://%s%s answers %i, %s', async (host, path, status, type) => {
  const answer = await ask(stack, path, { host });
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toMatch(new RegExp(`^${type.replace('+', String.raw`\+`)}`));
});

test('a shop opens the product by whatever name its network gives the machine', async () => {
  expect((await ask(stack, '/sign-in', { headers: { host: 'till.shop.example' } })).status).toBe(200);
});

test('where an address is made longer, the way leads on', async () => {
  expect((await ask(stack, '/mobile')).headers.location).toBe('/mobile/');
  expect((await ask(stack, '/', { host: 'api.localhost' })).headers.location).toBe('/docs');
  expect((await ask(stack, '/a?b', { host: 'mobile.localhost' })).headers.location).toBe('/mobile/a?b');
});

test.each(['/health', '/health/live', '/health/ready', '/metrics', '/metrics/', '//metrics', '/v1/../metrics', '/%6detrics'])(
  '%s, which is for inside, is not there from outside',
  async (path) => {
    for (const host of ['localhost', 'api.localhost', 'mobile.localhost']) {
      const answer = await ask(stack, path, { host });
      expect(answer.body.toString(), host).not.toMatch(/zakpos_http|# HELP|"dependencies"|postgres/i);
      expect([302, 308, 404], host).toContain(answer.status);
    }
  },
);

const securityHeaders = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'referrer-policy',
  'x-content-type-options',
  'x-frame-options',
  'x-request-id',
];

const kinds: readonly (readonly [string, () => readonly [path: string, asked: EdgeRequest], number])[] = [
  ['a page', () => ['/sign-in', {}], 200],
  ['a page that is not there', () => ['/nowhere', {}], 404],
  ['a static file', () => [pageFile, {}], 200],
  ['a static file that is not there', () => ['/_next/static/x.js', {}], 404],
  ['the page of the mobile app', () => ['/mobile/', {}], 200],
  ['a file of the mobile app', () => [appFile, {}], 200],
  ['a file of the mobile app that is not there', () => ['/mobile/_expo/x.js', {}], 404],
  ['the description of the API', () => ['/openapi.json', {}], 200],
  ['the documentation', () => ['/docs', {}], 200],
  ['a refusal of the API', () => ['/v1/me', {}], 401],
  ['a refusal of the edge', () => ['/metrics', {}], 404],
  ['a request that is too large', () => ['/v1/carts', { method: 'POST', body: 'x'.repeat(1_100_000) }], 413],
  ['the way to https', () => ['/', { plain: true }], 308],
  ['the way to the app', () => ['/mobile', {}], 308],
  ['headers that are too large', () => ['/', { headers: { 'x-flood': 'x'.repeat(9_000) } }], 400],
];

test.each(kinds)('%s has every security header once, and names no version', async (_kind, asked, status) => {
  const [path, options] = asked();
  const answer = await ask(stack, path, options);
  expect(answer.status).toBe(status);
  const times = Object.fromEntries(securityHeaders.map((name) => [name, answer.names.filter((sent) => sent === name).length]));
  expect(times).toEqual(Object.fromEntries(securityHeaders.map((name) => [name, 1])));
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
  expect(answer.headers['x-frame-options']).toBe('DENY');
  expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(answer.headers.server).toBe('nginx');
  expect(answer.names.filter((name) => /powered|x-edge|via|x-nextjs-(?!cache|prerender|stale)/.test(name))).toEqual([]);
  const said = status >= 300 ? answer.body.toString() : '';
  expect(said).not.toMatch(/nginx\/\d|node\.js|fastify|debian/i);
  // A certificate of our own authority cannot be trusted by a browser that was told to insist: docker/nginx/entrypoint.sh.
  expect(answer.headers['strict-transport-security']).toBeUndefined();
});

test('static files of both apps are kept for a year, pages are asked for again, answers of the API never kept', async () => {
  for (const file of [pageFile, appFile]) {
    const { headers } = await ask(stack, file);
    expect(headers['cache-control'], file).toMatch(/max-age=31536000.*immutable/);
    expect(headers['set-cookie'], file).toBeUndefined();
  }
  expect((await ask(stack, '/mobile/')).headers['cache-control']).toBe('no-cache');
  expect((await ask(stack, '/v1/me')).headers['cache-control']).toBe('no-store');
  expect((await ask(stack, '/sign-in')).headers['cache-control']).toMatch(/no-store/);
});

test.each(['br', 'gzip'])('text is compressed by %s for who asks for it', async (encoding) => {
  for (const path of ['/sign-in', '/openapi.json', pageFile, appFile]) {
    const plain = await ask(stack, path, { headers: { 'accept-encoding': 'identity' } });
    const { headers, body } = await ask(stack, path, { headers: { 'accept-encoding': encoding } });
    expect(headers['content-encoding'], path).toBe(encoding);
    expect(headers.vary?.toLowerCase(), path).toContain('accept-encoding');
    expect(body.length, path).toBeLessThan(plain.body.length / 2);
    expect(plain.headers['content-encoding'], path).toBeUndefined();
  }
});

test('an answer that carries tokens is never compressed: its length must tell nothing', async () => {
  const owner = {
    tenantName: 'Shop '.repeat(20),
    ownerName: 'Rina '.repeat(20),
    email: `edge-${randomBytes(6).toString('hex')}@example.com`,
    password: 'Correct-Horse-7-Staples',
  };
  const { headers, status, body } = await ask(stack, '/v1/auth/sign-up', {
    ...json(owner),
    headers: { 'content-type': 'application/json', 'accept-encoding': 'br, gzip' },
  });
  expect(status).toBe(201);
  expect(headers['content-encoding']).toBeUndefined();
  expect(JSON.parse(body.toString())).toHaveProperty('accessToken');
});

interface LogLine {
  readonly traceId: string;
  readonly path: string;
  readonly status: number;
  readonly upstream: string;
}

async function logLine(traceId: string): Promise<{ line: LogLine; text: string }> {
  const find = async () => {
    return (await docker('logs', '--since', '60s', stack.container('nginx')))
      .split('\n')
      .find((text) => text.includes(`"traceId":"${traceId}"`));
  };
  await expect.poll(find, { timeout: 10_000 }).toBeDefined();
  const text = (await find()) ?? '';
  return { line: JSON.parse(text) as LogLine, text };
}

test('a trace that the caller began goes on, in the answer and in the log; secrets stay out of it', async () => {
  const trace = randomBytes(16).toString('hex');
  const answer = await ask(stack, '/v1/me?token=in-the-query', {
    headers: {
      traceparent: `00-${trace}-00f067aa0ba902b7-01`,
      authorization: 'Bearer in-the-header',
      cookie: 'zakpos_refresh=in-the-cookie',
      referer: 'https://localhost/?in-the-referer',
    },
  });
  expect(answer.headers['x-request-id']).toBe(trace);
  expect(problemOf(answer)).toBe('unauthenticated');
  const { line, text } = await logLine(trace);
  expect(line).toMatchObject({ path: '/v1/me', status: 401, upstream: expect.stringMatching(/^[\d.]+:39847$/) });
  expect(text).not.toMatch(/in-the|Bearer|token=/);
});

test.each([
  ['too short', '00-abc-00f067aa0ba902b7-01'],
  ['all zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
  ['of no span', `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`],
  ['with a line of its own', `00-${'a'.repeat(32)}-00f067aa0ba902b7-01","admin":"yes`],
  ['in capitals', `00-${'A'.repeat(32)}-00f067aa0ba902b7-01`],
  ['of an unknown kind', `ff-${'a'.repeat(32)}-00f067aa0ba902b7-01`],
])('a trace that is %s is replaced', async (_what, traceparent) => {
  const { headers } = await ask(stack, '/v1/me', { headers: { traceparent, 'x-request-id': '<script>' } });
  const given = String(headers['x-request-id']);
  expect(given).toMatch(/^[0-9a-f]{32}$/);
  expect(given).not.toMatch(/^(a|0)+$/);
  expect((await logLine(given)).line.status).toBe(401);
});

test('what a caller writes into an address comes into the log as one line', async () => {
  const trace = randomBytes(16).toString('hex');
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, host: 'a"b\\c' };
  await ask(stack, '/x%0d%0a{"level":"error"}"\\?q', { headers });
  const { text } = await logLine(trace);
  expect(text.split('\n')).toHaveLength(1);
  expect(text).not.toContain('?q');
});

test('refusals of the edge are in the language of the reader', async () => {
  for (const [language, words] of [
    ['bn-BD,bn;q=0.9', 'এমন কোনো ঠিকানা নেই।'],
    ['en-GB', 'There is no such address.'],
  ] as const) {
    const answer = await ask(stack, '/metrics', { headers: { 'accept-language': language } });
    expect(problemOf(answer)).toBe('route_not_found');
    expect(answer.body.toString()).toContain(words);
  }
});
