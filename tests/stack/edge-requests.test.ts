import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, handshake, sendBytes, statusesOf } from './edge-client.ts';
import { buildRig, type Rig } from './edge-rig.ts';
import { openStack } from './stack.ts';

/** What the edge makes of a request before a service has it, seen from the service: witnesses stand in the services' place. */
let rig: Rig;
beforeAll(async () => {
  rig = await buildRig(await openStack());
});
afterAll(() => rig?.remove());

interface Seen {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: number;
}

test('what a client says about proxies before the edge is replaced by what the edge sees', async () => {
  const forged = {
    'x-forwarded-for': '6.6.6.6, 7.7.7.7',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-port': '1',
    'x-real-ip': '6.6.6.6',
    forwarded: 'for=6.6.6.6',
    proxy: 'http://6.6.6.6',
    'x-middleware-subrequest': 'middleware:middleware',
    'x-request-id': 'chosen',
    baggage: 'a=b',
    tracestate: 'a=b',
  };
  const answer = await ask(rig, '/v1/echo', { headers: forged });
  const { headers } = JSON.parse(answer.body.toString()) as Seen;
  expect(headers['x-forwarded-for']).toMatch(/^(172|192|10)\.[\d.]+$/);
  expect(headers['x-forwarded-proto']).toBe('https');
  expect(headers['x-forwarded-host']).toBe(headers['host']);
  for (const name of ['x-forwarded-port', 'x-real-ip', 'forwarded', 'proxy', 'x-middleware-subrequest', 'baggage', 'tracestate'])
    expect(headers, name).not.toHaveProperty(name);
  expect(headers['x-request-id']).toBe(answer.headers['x-request-id']);
  expect(headers['traceparent']).toContain(headers['x-request-id']);
  expect(JSON.stringify(headers)).not.toMatch(/6\.6\.6\.6|evil|chosen/);
});

test("a service's own banner and its word on https do not come through", async () => {
  const { headers, names } = await ask(rig, '/v1/echo');
  expect(headers.server).toBe('nginx');
  expect(names).not.toContain('x-powered-by');
  expect(names).not.toContain('strict-transport-security');
  expect(names).not.toContain('x-edge-replica');
});

/** What came of a request that hides another one. */
const arrived = async () => (await rig.seen()).filter((what) => /outer|smuggled/.test(what)).length;

const hidden = 'GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n';
const chunked = `0\r\n\r\n${hidden}`;
const start = 'POST /v1/outer HTTP/1.1\r\nHost: localhost\r\n';

test.each([
  ['a length and chunks', `${start}Content-Length: ${chunked.length}\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`],
  ['two lengths', `${start}Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`],
  ['two lengths in one', `${start}Content-Length: 0, ${hidden.length}\r\n\r\n${hidden}`],
  ['a length that is no number', `${start}Content-Length: +0\r\n\r\n${hidden}`],
  ['chunks under a strange name', `${start}Transfer-Encoding: xchunked\r\n\r\n${chunked}`],
  ['chunks, twice', `${start}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n${chunked}`],
  ['a space before the colon', `${start}Transfer-Encoding : chunked\r\nContent-Length: ${chunked.length}\r\n\r\n${chunked}`],
  ['a tab in the name', `${start}Transfer\tEncoding: chunked\r\nContent-Length: ${chunked.length}\r\n\r\n${chunked}`],
  ['a chunk whose length is too long', `${start}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${hidden}`],
  ['a byte 0 in a header', `${start}X-A: \0\r\nContent-Length: 0\r\n\r\n${hidden}`],
  ['two hosts', `GET /v1/outer HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${hidden}`],
  ['no host', `GET /v1/outer HTTP/1.1\r\n\r\n${hidden}`],
])('a request with %s is refused, and nothing that is hidden in it reaches a service', async (_what, bytes) => {
  const before = await arrived();
  const statuses = statusesOf(await sendBytes(rig, bytes));
  expect(statuses[0]).toSatisfy((status: number) => status === 400 || status === 501);
  expect(statuses).toHaveLength(1);
  expect(await arrived()).toBe(before);
});

test.each([
  ['lines that end in LF alone', 'POST /v1/outer HTTP/1.1\nHost: localhost\nContent-Length: 4\n\nbody'],
  ['a header that goes on in the next line', `${start}X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nbody`],
])('%s cannot split a request in two', async (_what, bytes) => {
  const before = await arrived();
  const statuses = statusesOf(await sendBytes(rig, bytes));
  expect(statuses).toHaveLength(1);
  expect(await arrived()).toBe(before + (statuses[0] === 200 ? 1 : 0));
  expect((await rig.seen()).filter((what) => what.includes('smuggled'))).toEqual([]);
});

test.each(['TRACE', 'CONNECT'])('the method %s does not reach a service', async (method) => {
  const before = await arrived();
  const statuses = statusesOf(await sendBytes(rig, `${method} /v1/outer HTTP/1.1\r\nHost: localhost\r\n\r\n`));
  expect(statuses).toEqual([405]);
  expect(await arrived()).toBe(before);
});

const attempts = 12;

/** Sends it until both replicas must have met it; how often each attempt was seen, and which answers there were. */
async function sendMany(method: string, path: string, withKey: boolean): Promise<{ times: number[]; statuses: number[] }> {
  const ids = Array.from({ length: attempts }, () => randomUUID());
  const statuses: number[] = [];
  await sleep(2_100); // a replica that has failed rests for a second, which nginx counts in whole ones
  for (const id of ids) {
    const key: Record<string, string> = withKey ? { 'idempotency-key': randomUUID() } : {};
    const { status } = await ask(rig, path, {
      method,
      headers: { 'x-witness': id, ...key },
      ...(method === 'GET' ? {} : { body: '{}' }),
    });
    statuses.push(status);
  }
  const seen = await rig.seen();
  return { times: ids.map((id) => seen.filter((what) => what.endsWith(id)).length), statuses };
}

test.each([
  ['GET', '/v1/break', false],
  ['PUT', '/v1/break', false],
  ['POST', '/v1/break', true],
  ['PATCH', '/v1/break', true],
])('%s %s (with a key: %s), under which a replica dies, goes to the other one', async (method, path, withKey) => {
  const { times, statuses } = await sendMany(method, path, withKey);
  expect(statuses).toEqual(Array.from({ length: attempts }, () => 200));
  expect(Math.max(...times), 'some met the frail one first').toBe(2);
});

test.each([
  ['POST', '/v1/break', false],
  ['PATCH', '/v1/break', false],
  ['POST', '/v1/auth/break', true],
])('%s %s (with a key: %s) is sent once, whatever becomes of it', async (method, path, withKey) => {
  const { times, statuses } = await sendMany(method, path, withKey);
  expect(times).toEqual(Array.from({ length: attempts }, () => 1));
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
});

const importStart = 'POST /v1/catalogue/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n';

test('a catalogue reaches the API while it is still being sent', async () => {
  const socket = await handshake(rig);
  const received: string[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk.toString()));
  const id = randomUUID();
  socket.write(`${importStart}X-Witness: ${id}\r\nContent-Length: 12\r\n\r\nfirst;`);
  const parts = async () => (await rig.seen()).filter((what) => what.endsWith(`PART ${id}`)).length;
  await expect.poll(parts, { timeout: 5_000 }).toBe(1);
  expect(received).toEqual([]);
  socket.write('second');
  await expect.poll(() => received.join(''), { timeout: 5_000 }).toContain('the end');
  socket.destroy();
});

test('a catalogue may be larger than any other body, and is not without bounds', async () => {
  const large = await ask(rig, '/v1/catalogue/import', { method: 'POST', body: Buffer.alloc(5_000_000, 'x') });
  expect(large.status).toBe(200);
  const tooLarge = await sendBytes(rig, `${importStart}Content-Length: 67108865\r\n\r\n`);
  expect(statusesOf(tooLarge)).toEqual([413]);
});

test('a live event passes at once', async () => {
  const socket = await handshake(rig);
  const received: string[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk.toString()));
  const sentMs = performance.now();
  socket.write('GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br, gzip\r\n\r\n');
  await expect.poll(() => received.join(''), { timeout: 1_000, interval: 5 }).toContain('data: first');
  expect(performance.now() - sentMs).toBeLessThan(1_000);
  socket.destroy();
});

test('headers beyond all bounds are refused', async () => {
  const many = Array.from({ length: 5_000 }, (_, index) => `x-${index}: ${index}\r\n`).join('');
  expect(statusesOf(await sendBytes(rig, `GET /v1/flood HTTP/1.1\r\nHost: localhost\r\n${many}\r\n`))).toEqual([400]);
  expect(statusesOf(await sendBytes(rig, `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`))).toEqual([414]);
  expect((await rig.seen()).filter((what) => what.includes('flood'))).toEqual([]);
});

/** How long the edge bears a client that sends a byte each half second, never the whole of it. */
async function patienceMs(beginning: string): Promise<number> {
  const socket = await handshake(rig);
  const startedMs = performance.now();
  socket.on('error', () => socket.destroy());
  socket.write(beginning);
  const dripping = setInterval(() => socket.write('x'), 500);
  await new Promise((resolve) => socket.resume().once('close', resolve));
  clearInterval(dripping);
  return performance.now() - startedMs;
}

test('who never comes to an end with the headers, or never says a word, is cut off', { timeout: 60_000 }, async () => {
  const silent = handshake(rig).then(async (socket) => {
    const startedMs = performance.now();
    await new Promise((resolve) =>
      socket
        .resume()
        .once('error', () => undefined)
        .once('close', resolve),
    );
    return performance.now() - startedMs;
  });
  const [slow, quiet] = await Promise.all([patienceMs('GET /v1/slow HTTP/1.1\r\nX-Slow: '), silent]);
  expect(slow).toBeLessThan(20_000);
  expect(quiet).toBeLessThan(20_000);
  expect((await rig.seen()).filter((what) => what.includes('slow'))).toEqual([]);
});
