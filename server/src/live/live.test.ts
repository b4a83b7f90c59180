import { setTimeout as sleep } from 'node:timers/promises';
import { type LiveEvent, liveEvent, routes } from '@zakpos/contracts';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Caller, openApp, type TestApp } from '../../test/app.ts';
import { openStore, type Store } from '../../test/store.ts';
import { openWorker, type TestWorker } from '../../test/worker.ts';
import { LiveStreams } from './live-streams.ts';

let app: TestApp;
let worker: TestWorker;
let store: Store;
let tea = '';

beforeAll(async () => {
  app = await openApp();
  worker = await openWorker(app.database);
  store = await openStore(app);
  const goods = await store.add({
    sku: 'TEA',
    pricePaisa: 5_000,
    stock: { qtyThousandths: 500_000, landedCostPaisa: 1_000_000 },
  });
  tea = goods['TEA'] ?? '';
  await store.openSession();
});
afterAll(async () => {
  await worker.stop();
  await app.close();
});

interface Till {
  readonly heard: { readonly event: LiveEvent; readonly at: number }[];
  readonly headers: Headers;
  readonly ended: Promise<void>;
  events(): LiveEvent[];
  hangUp(): void;
}

const tills: Till[] = [];
afterEach(() => {
  for (const till of tills.splice(0)) till.hangUp();
});

async function follow(caller: Caller, shopId: string): Promise<Till> {
  const stop = new AbortController();
  const response = await caller.fetch(`/v1/events?shopId=${shopId}`, { signal: stop.signal });
  expect(response.status).toBe(200);
  const heard: Till['heard'] = [];
  const read = async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines.filter((item) => item.startsWith('data: '))) {
        heard.push({ event: liveEvent.parse(JSON.parse(line.slice(6))), at: performance.now() });
      }
    }
  };
  const till: Till = {
    heard,
    headers: response.headers,
    ended: read().catch(() => undefined),
    events: () => heard.map(({ event }) => event).filter(({ type }) => type !== 'beat'),
    hangUp: () => stop.abort(),
  };
  tills.push(till);
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0));
  return till;
}

const sell = (from = store) =>
  from.owner.call(routes.createSale, {
    body: {
      registerId: from.registerId,
      lines: [{ code: 'TEA' }],
      expectedTotalPaisa: 5_000,
      tenders: [{ kind: 'cash', amountPaisa: 5_000 }],
    },
  });

test('a sale at one till is heard at the other tills of the shop within a second, with the stock that it changed', async () => {
  const [till, second] = await Promise.all([follow(store.owner, store.shopId), follow(store.owner, store.shopId)]);
  const latencies: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const { body: sale } = await sell();
    const soldAt = performance.now();
    const event = { type: 'sale_committed', shopId: store.shopId, saleId: sale.id, invoiceNumber: sale.invoiceNumber };
    await vi.waitFor(() => expect(till.events()).toContainEqual(event), { timeout: 2_000, interval: 5 });
    const at = till.heard.find((item) => item.event.type === 'sale_committed' && item.event.saleId === sale.id)?.at ?? Infinity;
    latencies.push(at - soldAt);
    expect(till.events().at(-1)).toEqual({ type: 'stock_changed', shopId: store.shopId, variantIds: [tea] });
  }
  expect(Math.max(...latencies)).toBeLessThan(1_000);
  // Of the opening stock either may have heard before the other listened.
  expect(second.events().slice(-20)).toEqual(till.events().slice(-20));
});

test('a stream is for proxies to pass on as it comes, and beats each second', async () => {
  const till = await follow(store.owner, store.shopId);
  expect(till.headers.get('content-type')).toContain('text/event-stream');
  expect(till.headers.get('cache-control')).toBe('no-cache, no-transform');
  expect(till.headers.get('x-accel-buffering')).toBe('no');
  await sleep(2_600);
  const beats = till.heard.filter(({ event }) => event.type === 'beat').length;
  expect(beats).toBeGreaterThanOrEqual(3);
  expect(beats).toBeLessThanOrEqual(5);
});

test('changed stock, prices and carts are heard, each at the shops that they concern', async () => {
  const { body: otherShop } = await store.owner.call(routes.createShop, { body: { name: 'Second shop' } });
  const [here, there] = await Promise.all([follow(store.owner, store.shopId), follow(store.owner, otherShop.id)]);
  await store.owner.call(routes.adjustStock, {
    body: { shopId: store.shopId, reason: 'found', lines: [{ variantId: tea, differenceThousandths: 1_000 }] },
  });
  const { body: cart } = await store.owner.call(routes.createCart, { body: { registerId: store.registerId } });
  await store.owner.call(routes.addLine, { params: { cartId: cart.id }, body: { variantId: tea } });
  await store.owner.call(routes.updateVariant, { params: { variantId: tea }, body: { pricePaisa: 5_000, active: true } });
  await vi.waitFor(() => expect(here.events().map(({ type }) => type)).toContain('cart_changed'));
  expect(here.events()).toContainEqual({ type: 'stock_changed', shopId: store.shopId, variantIds: [tea] });
  expect(here.events()).toContainEqual({
    type: 'cart_changed',
    shopId: store.shopId,
    cartId: cart.id,
    version: expect.any(Number),
  });
  expect(there.events().filter(({ type }) => type !== 'price_changed')).toEqual([]);
  await store.owner.call(routes.abandonCart, { params: { cartId: cart.id }, body: {} });
});

test('a till hears nothing of another tenant, and cannot follow another’s shop', async () => {
  const neighbour = await openStore(app);
  await neighbour.add({ sku: 'TEA', pricePaisa: 5_000, stock: { qtyThousandths: 5_000, landedCostPaisa: 5 } });
  await neighbour.openSession();
  const till = await follow(neighbour.owner, neighbour.shopId);
  await sell();
  await sell(neighbour);
  await vi.waitFor(() => expect(till.events().some(({ type }) => type === 'sale_committed')).toBe(true));
  const shops = till.events().flatMap((event) => ('shopId' in event ? [event.shopId] : []));
  expect(new Set(shops)).toEqual(new Set([neighbour.shopId]));
  const answer = await neighbour.owner.fetch(`/v1/events?shopId=${store.shopId}`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'not_found' });
  expect((await app.anonymous.fetch(`/v1/events?shopId=${store.shopId}`)).status).toBe(401);
});

test('a till that hangs up is forgotten', async () => {
  const streams = app.nest.get(LiveStreams);
  await vi.waitFor(() => expect(streams.count).toBe(0));
  const till = await follow(store.owner, store.shopId);
  expect(streams.count).toBe(1);
  till.hangUp();
  await vi.waitFor(() => expect(streams.count).toBe(0));
});

test('a till connects again when the process may have missed events', async () => {
  const till = await follow(store.owner, store.shopId);
  const superuser = await app.database.connect();
  await superuser.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'zakpos notifications' and datname = current_database()`,
  );
  await till.ended;
  const again = await follow(store.owner, store.shopId);
  await sell();
  await vi.waitFor(() => expect(again.events().some(({ type }) => type === 'sale_committed')).toBe(true));
});

test('a stream ends with its session', async () => {
  const { owner, shopId } = await openStore(app);
  const till = await follow(owner, shopId);
  await owner.call(routes.signOut, { body: {} });
  await expect(Promise.race([till.ended.then(() => 'ended'), sleep(4_000).then(() => 'open')])).resolves.toBe('ended');
});

test('an application that stops ends its streams instead of waiting for them', async () => {
  const replica = await openApp({ database: app.database });
  const other = await openStore(replica);
  const till = await follow(other.owner, other.shopId);
  const startedAt = performance.now();
  await replica.close();
  await till.ended;
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});
