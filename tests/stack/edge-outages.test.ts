import { afterEach, beforeAll, expect, test } from 'vitest';
import { ask, json } from './edge-client.ts';
import { openStack, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});

const start = async (...services: string[]): Promise<void> => {
  const { exitCode, output } = await stack.compose('up', '--detach', '--wait', '--no-recreate', ...services);
  expect(exitCode, output).toBe(0);
};
afterEach(() => start('api', 'web', 'mobile', 'nginx'));

const stop = async (service: string): Promise<void> => {
  const { exitCode, output } = await stack.compose('stop', service);
  expect(exitCode, output).toBe(0);
};

const status = async (path: string): Promise<number> => (await ask(stack, path)).status;

test('without the API its addresses refuse in its own form and both languages, and pages go on; then it is found again', async () => {
  await stop('api');
  for (const [language, words] of [
    ['bn', 'সেবা এখন প্রস্তুত নয়।'],
    ['en', 'The service is not ready.'],
  ] as const) {
    const body = json({ email: 'a@example.com', password: 'x' });
    for (const [path, asked] of [
      ['/v1/me', {}],
      ['/v1/auth/sign-in', body],
      ['/v1/events', {}],
      ['/v1/catalogue/import', body],
      ['/openapi.json', {}],
    ] as const) {
      const answer = await ask(stack, path, { ...asked, headers: { 'accept-language': language } });
      expect(answer.status, path).toBe(503);
      expect(answer.headers['content-type'], path).toMatch(/^application\/problem\+json/);
      expect(Number(answer.headers['retry-after']), path).toBeGreaterThan(0);
      expect(answer.headers['cache-control'], path).toBe('no-store');
      expect(JSON.parse(answer.body.toString()), path).toMatchObject({ code: 'unavailable', status: 503, title: words });
    }
  }
  expect(await status('/mobile/')).toBe(200);
  await start('api');
  await expect.poll(() => status('/v1/me'), { timeout: 5_000 }).toBe(401);
});

test.each([
  ['web', '/sign-in', '/mobile/'],
  ['mobile', '/mobile/', '/sign-in'],
])(
  'without %s its addresses show a page in both languages, and the rest goes on; then it is found again',
  async (service, own, other) => {
    await stop(service);
    const page = await ask(stack, own);
    expect(page.status).toBe(503);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(Number(page.headers['retry-after'])).toBeGreaterThan(0);
    const text = page.body.toString();
    expect(text).toContain('<html lang="bn">');
    expect(text).toContain('একটু অপেক্ষা করুন');
    expect(text).toContain('One moment, please');
    const style = /href="([^"]+\.css)"/.exec(text)?.[1] ?? '';
    const css = await ask(stack, style);
    expect([css.status, css.headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/css/)]);
    expect(page.headers['content-security-policy']).toContain("style-src 'self'");
    expect(await status(other)).toBe(200);
    expect(await status('/v1/me')).toBe(401);
    await start(service);
    await expect.poll(() => status(own), { timeout: 10_000 }).toBe(200);
  },
);
