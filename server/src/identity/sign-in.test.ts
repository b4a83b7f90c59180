import { problemDetails, routes } from '@zakpos/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type TestApp, testPassword } from '../../test/app.ts';
import { uuidv7 } from '../platform/ids.ts';
import { lockMsAfter } from './sign-in-attempts.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const newSignUp = (over: object = {}) => ({
  tenantName: 'Rahim Store',
  ownerName: 'Rahim Uddin',
  email: `${uuidv7()}@example.com`,
  password: testPassword,
  ...over,
});

test('a tenant signs up with its owner, who is signed in and may do everything', async () => {
  const { status, body } = await app.anonymous.call(routes.signUp, { body: newSignUp() });
  expect(status).toBe(201);
  expect(body.actor).toMatchObject({
    tenantName: 'Rahim Store',
    name: 'Rahim Uddin',
    role: 'owner',
    locale: 'bn',
    deviceId: null,
  });
  const me = await app.as(body.accessToken).call(routes.me);
  expect(me.body).toEqual(body.actor);
  expect(me.body.permissions).toContain('tenant.manage');
});

test('an e-mail belongs to one person, whatever its capitals', async () => {
  const body = newSignUp();
  await app.anonymous.call(routes.signUp, { body });
  const again = await app.anonymous.call(routes.signUp, { body: { ...body, email: body.email.toUpperCase() } });
  expect(again.status).toBe(409);
  expect(again.problem.code).toBe('email_taken');
});

test.each([
  ['common', 'Password123!'],
  ['a keyboard run', 'qwertyuiop'],
  ['of few characters', 'aabbaabbaabb'],
  ['the tenant with a year', 'rahim-store-2026'],
])('a password that is %s is refused', async (_kind, password) => {
  const { problem } = await app.anonymous.call(routes.signUp, { body: newSignUp({ password }) });
  expect(problem).toMatchObject({ status: 422, code: 'weak_password' });
});

test('a wrong password and an unknown account get the same answer', async () => {
  const owner = await app.signUpTenant();
  const wrong = await app.anonymous.call(routes.signIn, { body: { email: owner.email, password: 'not the password' } });
  const unknown = await app.anonymous.call(routes.signIn, {
    body: { email: 'nobody@example.com', password: 'not the password' },
  });
  const { traceId: _a, ...first } = wrong.problem;
  const { traceId: _b, ...second } = unknown.problem;
  expect(first).toEqual(second);
  expect(first).toMatchObject({ status: 401, code: 'wrong_credentials' });
});

test('failed sign-ins lock the account for a growing time, also for the right password', async () => {
  const owner = await app.signUpTenant();
  const attempt = (password: string) => app.anonymous.call(routes.signIn, { body: { email: owner.email, password } });
  const codes = [];
  for (let i = 0; i < 5; i += 1) codes.push((await attempt('wrong')).problem.code);
  expect(new Set(codes)).toEqual(new Set(['wrong_credentials']));
  const locked = await attempt(owner.password);
  expect(locked.problem).toMatchObject({ status: 429, code: 'sign_in_locked' });
  expect(Number(locked.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  // Its lock ends; the next failure then locks for longer.
  const db = await app.database.connect();
  await db.query("update app.sign_in_attempts set locked_until = now() - interval '1 s'");
  expect((await attempt('wrong')).problem.code).toBe('wrong_credentials');
  const longer = await attempt('wrong');
  expect(Number(longer.headers.get('retry-after'))).toBeGreaterThan(1);
  // And a success forgets them all.
  await db.query("update app.sign_in_attempts set locked_until = now() - interval '1 s'");
  expect((await attempt(owner.password)).status).toBe(200);
  expect((await attempt('wrong')).problem.code).toBe('wrong_credentials');
});

test('many guesses at once do not outrun the count', async () => {
  const owner = await app.signUpTenant();
  const guesses = Array.from({ length: 12 }, (_, n) =>
    app.anonymous.call(routes.signIn, { body: { email: owner.email, password: `guess ${n}` } }),
  );
  const codes = (await Promise.all(guesses)).map(({ problem }) => problem.code);
  expect(codes.filter((code) => code === 'wrong_credentials').length).toBeLessThanOrEqual(5);
});

test('neither e-mail nor address stands in the table of attempts', async () => {
  const email = 'traceable@example.com';
  await app.anonymous.call(routes.signIn, { body: { email, password: 'wrong' } });
  const db = await app.database.connect();
  const { rows } = await db.query<{ text: string }>('select a::text as text from app.sign_in_attempts a');
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toMatch(/traceable|127\.0\.0\.1/);
});

test('refusals are problem documents in the language that was asked for', async () => {
  const body = { email: 'nobody@example.com', password: 'wrong' };
  const bn = await app.anonymous.call(routes.signIn, { body, headers: { 'accept-language': 'bn-BD,bn;q=0.9,en;q=0.5' } });
  expect(bn.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(problemDetails.parse(bn.problem).title).toContain('ভুল');
  const en = await app.anonymous.call(routes.signIn, { body, headers: { 'accept-language': 'fr' } });
  expect(en.problem.title).toMatch(/wrong/);
});

test('a caller who asks for no language gets that of the person, one who asks gets what the page shows', async () => {
  const { body } = await app.anonymous.call(routes.signUp, { body: newSignUp({ locale: 'bn' }) });
  const refusal = async (headers: Record<string, string>) => {
    const params = { deviceId: uuidv7() };
    return (await app.as(body.accessToken).call(routes.revokeDevice, { params, headers })).problem.title;
  };
  expect(await refusal({ 'accept-language': '*' })).toContain('পাওয়া যায়নি');
  expect(await refusal({ 'accept-language': 'en' })).toBe('This was not found.');
});

test('the wait grows with each failure up to a quarter of an hour, and an address has more tries than an account', () => {
  expect([1, 4, 5, 6, 9, 40].map((failures) => lockMsAfter('account', failures))).toEqual([0, 0, 1_000, 2_000, 16_000, 900_000]);
  expect([5, 49, 50, 51].map((failures) => lockMsAfter('address', failures))).toEqual([0, 0, 1_000, 2_000]);
});
