import { randomUUID } from 'node:crypto';
import { routes, type SessionTokens } from '@zakpos/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf } from '../day/link.ts';
import { type Collector, collectorUrl, startCollector } from './collector.ts';
import { openStack, type Stack } from './stack.ts';

let stack: Stack | undefined;
let collector: Collector | undefined;
beforeAll(async () => {
  stack = await openStack({ services: ['nginx', 'worker'], env: { OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl } });
  collector = await startCollector(stack);
});
afterAll(async () => {
  await collector?.remove();
  await stack?.down();
});

const password = 'Correct-Horse-7-Staples';

const post = (url: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

const newKey = () => ({ idempotencyKey: randomUUID() });

/** A tenant with one product and an open till. */
async function openTill(url: string): Promise<{ session: SessionTokens; registerId: string; sku: string }> {
  const owner = { tenantName: 'Grocery', ownerName: 'Owner', email: `owner-${randomUUID()}@example.com`, password };
  const session = routes.signUp.response.parse(await (await post(`${url}/v1${routes.signUp.path}`, owner)).json());
  const client = await clientOf(url, session);
  const { items } = await client.call(routes.listRegisters, { query: {} });
  const [register] = items;
  if (!register) throw new Error('A new tenant has a register');
  const sku = `TEA-${randomUUID().slice(0, 8)}`;
  const product = { name: 'Tea', variants: [{ sku, pricePaisa: 1_000, barcodes: [] }] };
  await client.call(routes.createProduct, { body: product, ...newKey() });
  const lines = [{ sku, qtyThousandths: 5_000, landedCostPaisa: 500 }];
  await client.call(routes.receiveStock, { body: { shopId: register.shopId, reference: 'opening', lines }, ...newKey() });
  await client.call(routes.openSession, { body: { registerId: register.id, floatPaisa: 0 }, ...newKey() });
  return { session, registerId: register.id, sku };
}

test('one trace leads from nginx through the API, PostgreSQL and Kafka to the consumer of the event, and names nobody', async () => {
  if (!stack || !collector) throw new Error('the platform did not start');
  const { session, registerId, sku } = await openTill(stack.httpsUrl);
  const sale = {
    registerId,
    lines: [{ code: sku }],
    expectedTotalPaisa: 1_000,
    tenders: [{ kind: 'cash', amountPaisa: 1_000 }],
  };
  const key = randomUUID();
  const answer = await post(`${stack.httpsUrl}/v1${routes.createSale.path}`, sale, {
    authorization: `Bearer ${session.accessToken}`,
    'idempotency-key': key,
  });
  const sold = routes.createSale.response.parse(await answer.json());
  const traceId = answer.headers.get('x-request-id') ?? '';
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);

  const spans = collector.spans;
  const ofTrace = async () => (await spans()).filter((span) => span.traceId === traceId);
  await expect
    .poll(async () => (await ofTrace()).map(({ name }) => name), { timeout: 20_000, interval: 250 })
    .toEqual(expect.arrayContaining(['POST /v1/sales', 'postgresql commit', 'publish to Kafka', 'handle live']));
  const trace = await ofTrace();
  const named = (name: string) => trace.find((span) => span.name === name);
  const server = named('POST /v1/sales');
  expect(server).toMatchObject({ kind: 2, parentSpanId: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(named('postgresql commit')).toMatchObject({ kind: 3, parentSpanId: server?.spanId });
  const published = named('publish to Kafka');
  expect(published).toMatchObject({ kind: 4, parentSpanId: server?.spanId });
  expect(named('handle live')).toMatchObject({ kind: 5, parentSpanId: published?.spanId });

  // The same id in the access log of nginx.
  const logged = async () => (await stack?.compose('logs', '--no-log-prefix', 'nginx'))?.output.split('\n') ?? [];
  const line = () => logged().then((lines) => lines.find((each) => each.includes(traceId)));
  await expect.poll(line, { timeout: 10_000 }).toContain('/v1/sales');

  // Names of what was done, never of whom, with what, or by which right.
  const told = JSON.stringify(await spans());
  const { accessToken, refreshToken, actor } = session;
  for (const secret of [accessToken, refreshToken, actor.tenantId, sold.id, registerId, sku, key, password, '@example.com'])
    expect(told).not.toContain(secret);
});
