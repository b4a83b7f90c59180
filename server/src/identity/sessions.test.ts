import { randomBytes } from 'node:crypto';
import { routes } from '@zakpos/contracts';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openApp, type SignedIn, type TestApp } from '../../test/app.ts';
import { AccessTokens } from './access-tokens.ts';
import { KeyRing } from './key-ring.ts';

const key = randomBytes(32);
let app: TestApp;
let owner: SignedIn;

beforeAll(async () => {
  app = await openApp({ settings: { tokenKeys: [key] } });
  owner = await app.signUpTenant();
});
afterAll(() => app.close());

const signIn = async () =>
  (await app.anonymous.call(routes.signIn, { body: { email: owner.email, password: owner.password } })).body;
const refresh = (refreshToken: string | null) =>
  app.anonymous.call(routes.refresh, { body: refreshToken === null ? {} : { refreshToken } });
const codeOf = async (accessToken: string) => (await app.as(accessToken).call(routes.me)).problem.code;

test('a refresh token is exchanged for a new pair', async () => {
  const first = await signIn();
  const { body: second } = await refresh(first.refreshToken);
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect((await app.as(second.accessToken).call(routes.me)).status).toBe(200);
  expect((await refresh(second.refreshToken)).status).toBe(200);
});

test('a retry whose answer was lost gets the same new token, as do two at once', async () => {
  const first = await signIn();
  const [a, b] = await Promise.all([refresh(first.refreshToken), refresh(first.refreshToken)]);
  expect(a.body.refreshToken).toBe(b.body.refreshToken);
  const later = await refresh(first.refreshToken);
  expect(later.body.refreshToken).toBe(a.body.refreshToken);
  expect((await refresh(a.body.refreshToken)).status).toBe(200);
});

test('an old refresh token ends the whole session, at once', async () => {
  const first = await signIn();
  const { body: second } = await refresh(first.refreshToken);
  const { body: third } = await refresh(second.refreshToken);
  expect((await refresh(first.refreshToken)).problem.code).toBe('refresh_token_reused');
  expect(await codeOf(third.accessToken)).toBe('session_revoked');
  expect((await refresh(third.refreshToken)).problem.code).toBe('session_revoked');
});

test('the predecessor is no retry any more after ten seconds', async () => {
  const first = await signIn();
  await refresh(first.refreshToken);
  const db = await app.database.connect();
  await db.query("update app.sessions set rotated_at = rotated_at - interval '11 s' where rotated_at is not null");
  expect((await refresh(first.refreshToken)).problem.code).toBe('refresh_token_reused');
  const { rows } = await db.query("select from app.audit_log where action = 'session.refresh_token_reused'");
  expect(rows.length).toBeGreaterThan(0);
});

test.each([
  ['of another shape', 'x'.repeat(60)],
  ['of a session that is not there', randomBytes(64).toString('base64url')],
])('a refresh token %s is refused', async (_kind, token) => {
  expect((await refresh(token)).problem.code).toBe('unauthenticated');
});

test('a browser gets the refresh token as a cookie that no script can read', async () => {
  const body = { email: owner.email, password: owner.password, tokenDelivery: 'cookie' } as const;
  const signedIn = await app.anonymous.call(routes.signIn, { body });
  expect(signedIn.body.refreshToken).toBeNull();
  const cookie = signedIn.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^zakpos_refresh=[\w-]+; Max-Age=2592000; Path=\/v1\/auth; HttpOnly; SameSite=Strict$/);
  const sent = cookie.split(';')[0] ?? '';
  const refreshed = await app.anonymous.call(routes.refresh, { body: {}, headers: { cookie: sent } });
  expect(refreshed.body.refreshToken).toBeNull();
  expect(refreshed.headers.get('set-cookie')).toContain('zakpos_refresh=');
  await app.as(refreshed.body.accessToken).call(routes.signOut, { body: {} });
  const after = await app.anonymous.call(routes.refresh, {
    body: {},
    headers: { cookie: (refreshed.headers.get('set-cookie') ?? '').split(';')[0] ?? '' },
  });
  expect(after.problem.code).toBe('session_revoked');
  expect(after.headers.get('set-cookie')).toContain('Max-Age=0');
});

test('over https the cookie is for https only', async () => {
  const secure = await openApp({ database: app.database, settings: { publicUrl: 'https://pos.example.com' } });
  const body = { email: owner.email, password: owner.password, tokenDelivery: 'cookie' } as const;
  const { headers } = await secure.anonymous.call(routes.signIn, { body });
  expect(headers.get('set-cookie')).toMatch(/; Secure$/);
  await secure.close();
});

test('without a refresh token there is no session', async () => {
  expect((await refresh(null)).problem.code).toBe('unauthenticated');
});

test('signing out ends this session and no other', async () => {
  const [one, two] = [await signIn(), await signIn()];
  await app.as(one.accessToken).call(routes.me);
  await app.as(one.accessToken).call(routes.signOut, { body: {} });
  expect(await codeOf(one.accessToken)).toBe('session_revoked');
  expect((await app.as(two.accessToken).call(routes.me)).status).toBe(200);
});

test('signing out everywhere ends every session at once, on other replicas within seconds', async () => {
  const replica = await openApp({ database: app.database, settings: { tokenKeys: [key] } });
  const [one, two] = [await signIn(), await signIn()];
  expect((await replica.as(two.accessToken).call(routes.me)).status).toBe(200);
  await app.as(one.accessToken).call(routes.signOutEverywhere, { body: {} });
  expect(await codeOf(two.accessToken)).toBe('session_revoked');
  await vi.waitFor(async () => expect((await replica.as(two.accessToken).call(routes.me)).status).toBe(401), { timeout: 2_000 });
  await replica.close();
});

const claims = () => ({ tid: owner.tenantId, sid: owner.session.actor.memberId });
const signed = (secret: Uint8Array, kid: string, expires = '10m') =>
  new SignJWT(claims())
    .setProtectedHeader({ alg: 'HS256', kid, typ: 'at+jwt' })
    .setIssuer('zakpos')
    .setExpirationTime(expires)
    .sign(secret);

test('a forged token is refused: another key, no algorithm, another type, changed by a letter', async () => {
  const { id } = new KeyRing([key]).current;
  const genuine = (await signIn()).accessToken;
  const [header = '', payload = '', signature = ''] = genuine.split('.');
  const tampered = Buffer.from(payload, 'base64url')
    .toString()
    .replace(/"tid":"./, '"tid":"f');
  const forged = [
    await signed(randomBytes(32), id),
    await signed(key, 'unknown'),
    new UnsecuredJWT(claims()).setIssuer('zakpos').setExpirationTime('10m').encode(),
    await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: id, typ: 'JWT' }).setExpirationTime('10m').sign(key),
    [header, Buffer.from(tampered).toString('base64url'), signature].join('.'),
    `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`,
    'not.a.token',
    'x'.repeat(5_000),
  ];
  for (const token of forged) expect(await codeOf(token)).toBe('unauthenticated');
});

test('a genuine token of a session that is not there opens nothing', async () => {
  const { token } = await new AccessTokens(new KeyRing([key])).issue(owner.tenantId, owner.session.actor.memberId);
  expect(await codeOf(token)).toBe('session_revoked');
});

test('an expired token says so, also when it was accepted before', async () => {
  const tokens = new AccessTokens(new KeyRing([key]));
  const { tid, sid } = claims();
  const { token } = await tokens.issue(tid, sid, Date.now() - 11 * 60_000);
  expect(await codeOf(token)).toBe('token_expired');
  const short = await tokens.issue(tid, sid, Date.now() - 10 * 60_000 + 1_500);
  await tokens.verify(short.token);
  vi.useFakeTimers({ now: Date.now() + 2_000, toFake: ['Date'] });
  await expect(tokens.verify(short.token)).rejects.toMatchObject({ code: 'token_expired' });
  vi.useRealTimers();
});

test('a token of the previous key still opens while both keys are known', async () => {
  const { accessToken } = await signIn();
  const rotated = await openApp({ database: app.database, settings: { tokenKeys: [randomBytes(32), key] } });
  expect((await rotated.as(accessToken).call(routes.me)).status).toBe(200);
  await rotated.close();
});
