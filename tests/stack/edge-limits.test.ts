import { beforeAll, expect, test } from 'vitest';
import { docker } from './containers.ts';
import { ask, json } from './edge-client.ts';
import { imageOf } from './edge-rig.ts';
import { openStack, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});

interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | null;
  readonly code: string;
}

/**
 * Tries passwords as another machine would: from a container in nginx's outer network, with an address of its own, so that nobody else's
 * tries count against it, nor its against theirs. Each try claims to come from elsewhere.
 */
const guess = `
const https = require('node:https');
const once = (n) => new Promise((resolve, reject) => {
  const body = JSON.stringify({ email: 'guess-' + process.pid + '-' + Math.random() + '@example.com', password: 'not the password' });
  const headers = { host: 'localhost', 'content-type': 'application/json', 'content-length': body.length,
    'x-forwarded-for': '10.9.' + n + '.1', forwarded: 'for=10.9.' + n + '.2', 'x-real-ip': '10.9.' + n + '.3' };
  const options = { host: 'nginx', port: 8443, path: '/v1/auth/sign-in', method: 'POST', headers, servername: 'localhost', ca: process.env.EDGE_CA };
  const asked = https.request(options, (answer) => {
    let text = '';
    answer.on('data', (chunk) => { text += chunk; });
    answer.on('end', () => resolve({ status: answer.statusCode, type: answer.headers['content-type'] ?? '',
      retryAfter: answer.headers['retry-after'] ?? null, code: JSON.parse(text).code }));
  });
  asked.on('error', reject);
  asked.end(body);
});
(async () => {
  const slow = [];
  for (let n = 0; n < 52; n += 1) slow.push(await once(n));
  const fast = await Promise.all(Array.from({ length: 150 }, (_, n) => once(n)));
  console.log(JSON.stringify({ slow, fast }));
})();`;

test('who guesses passwords is stopped by address, whatever address is claimed, and stops nobody else', async () => {
  const image = await imageOf(stack, 'api');
  const run = ['run', '--rm', '--read-only', '--cap-drop=ALL', `--network=${stack.project}_edge`, '--env', `EDGE_CA=${stack.ca}`];
  const output = await docker(...run, '--entrypoint', 'node', image, '-e', guess);
  const { slow, fast } = JSON.parse(output) as Record<'slow' | 'fast', Refusal[]>;

  // The API counts failures by the address that nginx saw; fifty are free, for a shop's staff behind one router.
  expect(slow.at(-1)).toMatchObject({ status: 429, code: 'sign_in_locked' });

  // The edge lets no flood as far as that.
  const limited = fast.filter(({ code }) => code === 'rate_limited');
  expect(limited.length).toBeGreaterThan(60);
  for (const { status, type, retryAfter } of limited) {
    expect(status).toBe(429);
    expect(type).toMatch(/^application\/problem\+json/);
    expect(Number(retryAfter)).toBeGreaterThan(0);
  }

  const somebodyElse = await ask(stack, '/v1/auth/sign-in', json({ email: 'else@example.com', password: 'not the password' }));
  expect(somebodyElse.status).toBe(401);
});

test('a body may be as large as the API takes, and no larger', async () => {
  const most = 1_048_576;
  const headers = { 'content-type': 'application/json' };
  const send = (bytes: number) =>
    ask(stack, '/v1/auth/sign-up', { method: 'POST', headers, body: JSON.stringify('x'.repeat(bytes - 2)) });
  expect((await send(most)).status).toBe(400);
  const refused = await send(most + 1);
  expect(refused.status).toBe(413);
  expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(JSON.parse(refused.body.toString())).toMatchObject({ code: 'body_too_large', status: 413 });
});
