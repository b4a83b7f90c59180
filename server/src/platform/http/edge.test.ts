import { connect } from 'node:net';
import { problemDetails, routes } from '@zakpos/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type SignedIn, type TestApp } from '../../../test/app.ts';

let app: TestApp;
let owner: SignedIn;
beforeAll(async () => {
  app = await openApp({ settings: { maxBodyBytes: 10_000 } });
  owner = await app.signUpTenant();
});
afterAll(() => app.close());

const post = (body: string, headers: Record<string, string> = {}) =>
  app.anonymous.fetch('/v1/auth/sign-in', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  return problemDetails.parse(await response.json());
};

test.each([
  ['malformed JSON', '{"email":', 'malformed_json', 400],
  ['a prototype key', '{"__proto__":{"role":"owner"}}', 'malformed_json', 400],
  ['nothing', '', 'invalid_request', 400],
  ['a list', '[]', 'invalid_request', 400],
  ['a huge body', JSON.stringify({ email: 'x'.repeat(20_000) }), 'body_too_large', 413],
])('%s is refused with its code', async (_kind, body, code, status) => {
  expect(await problemOf(await post(body))).toMatchObject({ code, status });
});

test('another media type is refused, also where the body could be read', async () => {
  for (const media of ['text/plain', 'application/xml', 'text/csv', 'application/x-www-form-urlencoded']) {
    expect(await problemOf(await post('a=1', { 'content-type': media }))).toMatchObject({
      code: 'unsupported_media_type',
      status: 415,
    });
  }
});

test('every faulty field is named by its pointer, unknown ones too', async () => {
  const body = { email: 'no address', password: 5, tokenDelivery: 'pigeon', role: 'owner', 'a/b': 1 };
  const problem = await problemOf(await post(JSON.stringify(body)));
  expect(problem.code).toBe('invalid_request');
  const pointers = problem.errors?.map(({ pointer }) => pointer).toSorted();
  expect(pointers).toEqual(['/a~1b', '/email', '/password', '/role', '/tokenDelivery']);
});

test('field messages come in the caller’s language', async () => {
  const [bn, en] = await Promise.all(
    ['bn', 'en'].map(async (language) => problemOf(await post('{"email":"x"}', { 'accept-language': language }))),
  );
  expect(bn?.errors?.[0]?.message).toMatch(/[ঀ-৿]/);
  expect(en?.errors?.[0]?.message).toMatch(/^Invalid/);
});

test('an unknown address and a known one under another method are told apart', async () => {
  expect(await problemOf(await app.anonymous.fetch('/v1/nowhere'))).toMatchObject({ code: 'route_not_found', status: 404 });
  const wrong = await app.anonymous.fetch('/v1/auth/sign-in', { method: 'DELETE' });
  expect(wrong.headers.get('allow')).toBe('POST');
  expect(await problemOf(wrong)).toMatchObject({ code: 'method_not_allowed', status: 405, details: { allowed: ['POST'] } });
  expect(await problemOf(await app.anonymous.fetch('/v1/%ff'))).toMatchObject({ code: 'route_not_found' });
});

test('query and path are held to the contract as well', async () => {
  expect(await problemOf(await owner.fetch('/v1/me?verbose=1'))).toMatchObject({ errors: [{ pointer: '/query/verbose' }] });
  const bad = await owner.fetch('/v1/devices/not-a-uuid', { method: 'DELETE' });
  expect(await problemOf(bad)).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/params/deviceId' }] });
});

test('what is not HTTP gets a problem as well, and the connection ends', async () => {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  socket.end('NOT HTTP AT ALL\r\n\r\n');
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(text).toContain('urn:zakpos:problem:invalid_request');
});

test('without a token, and with half a header, nobody is signed in', async () => {
  for (const authorization of ['', 'Bearer', 'Bearer ', 'Basic abc', 'Token x']) {
    const response = await app.anonymous.fetch('/v1/me', { headers: { authorization } });
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await problemOf(response)).toMatchObject({ code: 'unauthenticated', status: 401 });
  }
});

test('the trace of the caller is kept, and one is made where there is none', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const response = await app.anonymous.fetch('/v1/nowhere', { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
  expect(response.headers.get('traceparent')).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  expect((await problemOf(response)).traceId).toBe(traceId);
  const made = await app.anonymous.fetch('/v1/nowhere', { headers: { traceparent: 'nonsense' } });
  expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
});

test('answers carry the headers that keep a browser from misusing them', async () => {
  const { headers } = await app.anonymous.fetch('/v1/nowhere');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('an address that asks too often is told how long to wait', async () => {
  const limited = await openApp({
    database: app.database,
    settings: { rateLimits: { perTenantPerMinute: 1_000, perAddressPerMinute: 5 } },
  });
  const statuses = [];
  let last;
  for (let i = 0; i < 7; i += 1) {
    last = await limited.anonymous.call(routes.refresh, { body: {} });
    statuses.push(last.status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  expect(last?.problem.code).toBe('rate_limited');
  expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
  await limited.close();
});

test('a tenant that asks too often does not slow another one', async () => {
  const limited = await openApp({ settings: { rateLimits: { perTenantPerMinute: 3, perAddressPerMinute: 1_000 } } });
  const [busy, calm] = [await limited.signUpTenant(), await limited.signUpTenant()];
  const statuses = [];
  for (let i = 0; i < 5; i += 1) statuses.push((await busy.call(routes.me)).status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  expect((await calm.call(routes.me)).status).toBe(200);
  await limited.close();
});

test('health and metrics answer to machines, and stand outside of the API', async () => {
  expect(await (await app.anonymous.fetch('/health/live')).json()).toEqual({ status: 'live' });
  const ready = await app.anonymous.fetch('/health/ready');
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ status: 'ready', dependencies: { database: { state: 'up' } } });
  const metrics = await (await app.anonymous.fetch('/metrics')).text();
  expect(metrics).toMatch(/zakpos_http_request_duration_seconds_count\{method="POST",route="\/v1\/auth\/sign-in"/);
  expect(metrics).toContain('zakpos_database_connections{state="idle"}');
});

test('without its database the API lives but is not ready, and says so to callers', async () => {
  const lonely = await openApp({ database: { ...app.database, settings: { ...app.database.settings, port: 1 } } });
  expect((await lonely.anonymous.fetch('/health/live')).status).toBe(200);
  const ready = await lonely.anonymous.fetch('/health/ready');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ status: 'not_ready', dependencies: { database: { state: 'down' } } });
  const refused = await lonely.anonymous.call(routes.signIn, { body: { email: 'a@example.com', password: 'x' } });
  expect(refused.problem).toMatchObject({ status: 503, code: 'unavailable' });
  expect(refused.headers.get('retry-after')).toBe('1');
  await lonely.close();
});

test('a database that takes no writes is not ready', async () => {
  const standby = await openApp();
  const superuser = await standby.database.connect();
  await superuser.query(`alter database ${standby.database.settings.database} set default_transaction_read_only = on`);
  await superuser.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'zakpos_app' and datname = current_database()`,
  );
  const ready = await standby.anonymous.fetch('/health/ready');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ status: 'not_ready', dependencies: { database: { state: 'down' } } });
  await standby.close();
});
