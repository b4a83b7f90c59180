import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routes } from '@zakpos/contracts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openApp, type TestApp } from '../../../test/app.ts';
import { openStore, type Store } from '../../../test/store.ts';
import { openWorker, type TestWorker } from '../../../test/worker.ts';
import { readSpans, type ReceivedSpan } from '../../../test/otlp.ts';
import { OtlpTracing } from './otlp-tracing.ts';
import { currentTraceParent, currentTracing, withSpan, withSpanInEach } from './telemetry.ts';

let collector: Server;
let app: TestApp;
let worker: TestWorker;
let store: Store;
const received: ReceivedSpan[] = [];
let path = '';

beforeAll(async () => {
  collector = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      path = request.url ?? '';
      received.push(...readSpans(Buffer.concat(chunks)));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  app = await openApp({ settings: { tracesEndpoint: `http://127.0.0.1:${port}` } });
  worker = await openWorker(app.database);
  store = await openStore(app);
  await store.add({ sku: 'TEA', pricePaisa: 1_000, stock: { qtyThousandths: 50_000, landedCostPaisa: 500 } });
  await store.openSession();
});
afterAll(async () => {
  await worker.stop();
  await app.close();
  collector.closeAllConnections();
  collector.close();
});

const traceId = '0af7651916cd43dd8448eb211c80319c';
const callersSpan = 'b7ad6b7169203331';

test('one trace leads from the proxy through the API and its database to the consumer of the event', async () => {
  const answer = await store.owner.call(routes.createSale, {
    body: {
      registerId: store.registerId,
      lines: [{ code: 'TEA' }],
      expectedTotalPaisa: 1_000,
      tenders: [{ kind: 'cash', amountPaisa: 1_000 }],
    },
    headers: { traceparent: `00-${traceId}-${callersSpan}-01` },
  });
  const ofTrace = () => received.filter((span) => span.traceId === traceId);
  await vi.waitFor(() => expect(ofTrace().map(({ name }) => name)).toContain('handle live'), { timeout: 10_000 });
  await vi.waitFor(() => expect(ofTrace().map(({ name }) => name)).toContain('POST /v1/sales'), { timeout: 10_000 });
  expect(path).toBe('/v1/traces');
  const spans = ofTrace();
  const server = spans.find(({ name }) => name === 'POST /v1/sales');
  expect(server).toMatchObject({ kind: 2, parentSpanId: callersSpan });
  expect(server?.attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': '/v1/sales',
    'http.response.status_code': 201,
  });
  expect(answer.headers.get('traceparent')).toBe(`00-${traceId}-${server?.spanId}-01`);
  const written = spans.find(({ attributes }) => String(attributes['db.query.summary']).includes('sale_write'));
  expect(written).toMatchObject({ name: 'postgresql commit', kind: 3, parentSpanId: server?.spanId });
  const consumed = spans.find(({ name }) => name === 'handle live');
  expect(consumed).toMatchObject({ kind: 5, parentSpanId: server?.spanId });
  // Names, never what they are done with.
  const told = JSON.stringify(spans);
  for (const secret of [answer.body.id, store.tenantId, store.registerId, 'TEA']) expect(told).not.toContain(secret);
});

test('what has no caller begins a trace under the id that the answer names, and loops that poll begin none', async () => {
  const answer = await store.owner.call(routes.me);
  const id = answer.headers.get('x-request-id');
  await vi.waitFor(() => expect(received.some(({ traceId: of }) => of === id)).toBe(true), { timeout: 10_000 });
  expect(received.find((span) => span.traceId === id && span.name === 'GET /v1/me')?.parentSpanId).toBe('');
  const roots = received.filter(({ parentSpanId }) => parentSpanId === '');
  expect(roots.filter(({ kind }) => kind !== 2)).toEqual([]);
});

test('a failure is marked by its kind alone, and goes on', async () => {
  await currentTracing()?.continued(`00-${traceId}-${callersSpan}-01`, async () => {
    const failing = withSpan('failing', {}, () => Promise.reject(new TypeError('Rahim bought tea')));
    await expect(failing).rejects.toThrow('Rahim');
  });
  await vi.waitFor(() => expect(received.map(({ name }) => name)).toContain('failing'), { timeout: 10_000 });
  const failed = received.find(({ name }) => name === 'failing');
  expect(failed).toMatchObject({ failed: true, attributes: { 'error.type': 'TypeError' } });
  expect(JSON.stringify(failed)).not.toContain('Rahim');
});

test('a batch has a span in each of its traces, and hands each on', async () => {
  const others = ['1', '2'].map((digit) => `00-${digit.repeat(32)}-${callersSpan}-01`);
  const handedOn = await withSpanInEach('batch', {}, [...others, null, others[0]], (each) =>
    Promise.resolve([...others.map(each), each(null), currentTraceParent()]),
  );
  await vi.waitFor(() => expect(received.filter(({ name }) => name === 'batch')).toHaveLength(2), { timeout: 10_000 });
  const [first, second] = received.filter(({ name }) => name === 'batch');
  const headers = [first, second].map((span) => `00-${span?.traceId}-${span?.spanId}-01`);
  expect(handedOn).toEqual([...headers, undefined, headers[0]]);
});

test('a collector that is away holds up neither work nor the end of the process', async () => {
  const tracing = new OtlpTracing('http://127.0.0.1:1', 'test');
  const startedAt = performance.now();
  for (let n = 0; n < 10_000; n += 1)
    tracing.open('request', n.toString(16).padStart(32, 'f'), undefined, 'server').end({}, false);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  await tracing.close();
  expect(performance.now() - startedAt).toBeLessThan(4_000);
});
