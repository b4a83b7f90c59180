import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../test/database.ts';
import { asWorker } from '../../../test/worker.ts';
import { DatabaseService } from '../database/database.service.ts';
import type { Db } from '../database/tables.ts';
import { uuidv7 } from '../ids.ts';
import { Metrics } from '../metrics/metrics.ts';
import { WorkerTasks } from '../worker/worker-tasks.ts';
import { announce } from './announce.ts';
import { type EventConsumer, EventStream, type StuckEvent } from './event-stream.ts';
import { eventPayloads, type OutboxEvent } from './events.ts';
import { InProcessEventStream } from './in-process-event-stream.ts';
import { OutboxRelay } from './relay.ts';

let database: TestDatabase;
let app: DatabaseService;
const workers: DatabaseService[] = [];
const tenantId = uuidv7();
const shops = [uuidv7(), uuidv7(), uuidv7()] as const;

// Failures are provoked here.
Logger.overrideLogger(false);

beforeEach(async () => {
  database = await cloneDatabase();
  app = new DatabaseService({ ...database.settings, poolSize: 8 });
  await app.inTenant(tenantId, async (tx) => {
    await tx.insertInto('tenants').values({ id: tenantId, name: 'Events' }).execute();
    await tx
      .insertInto('shops')
      .values(shops.map((id) => ({ tenant_id: tenantId, id, name: id })))
      .execute();
  });
  const superuser = await database.connect('postgres');
  // Where a consumer writes what it heard, in its transaction; and a counter whose lock makes the order of commits known.
  await superuser.query(`create table app.heard (seq bigint generated always as identity, shop_id uuid, event_id bigint, said text);
    create table app.said (shop_id uuid primary key, count int not null);
    grant insert on app.heard to zakpos_worker; grant select, insert, update on app.said to zakpos_app`);
});
afterEach(async () => {
  vi.useRealTimers();
  for (const db of [app, ...workers.splice(0)]) await db.close();
  await database.drop();
});

/** Announces the shop's next number, in the order of commits. */
const say = (shopId: string, meanwhile: () => Promise<unknown> = () => Promise.resolve()) =>
  app.inTenant(tenantId, async (tx) => {
    const { rows } = await sql<{ count: number }>`insert into said values (${shopId}, 1)
      on conflict (shop_id) do update set count = said.count + 1 returning count`.execute(tx);
    await meanwhile();
    const invoiceNumber = String(rows[0]?.count);
    await announce(tx, tenantId, {
      shopId,
      type: 'sale_committed',
      payload: { saleId: uuidv7(), invoiceNumber, variantIds: [] },
    });
  });

class Recorder implements EventConsumer {
  readonly name: string;
  readonly refuse: (said: string, event: OutboxEvent) => boolean;

  constructor(refuse: (said: string, event: OutboxEvent) => boolean = () => false, name = 'recorder') {
    this.refuse = refuse;
    this.name = name;
  }

  async handle(tx: Db, events: readonly OutboxEvent[]): Promise<void> {
    for (const event of events) {
      const { invoiceNumber } = eventPayloads.sale_committed.parse(event.payload);
      await sql`insert into app.heard (shop_id, event_id, said) values (${event.shopId}, ${event.id}, ${invoiceNumber})`.execute(
        tx,
      );
      if (this.refuse(invoiceNumber, event)) throw new Error(`${invoiceNumber} is poison`);
    }
  }
}

function openRelay(
  consumers: EventConsumer[] = [new Recorder()],
  wrap: (stream: EventStream) => EventStream = (stream) => stream,
): OutboxRelay {
  const db = new DatabaseService(asWorker(database));
  workers.push(db);
  const stream = new InProcessEventStream(db);
  for (const consumer of consumers) stream.subscribe(consumer);
  return new OutboxRelay(db, wrap(stream), new WorkerTasks(), new Metrics(db));
}

async function heard(): Promise<Record<string, string[]>> {
  const superuser = await database.connect('postgres');
  const { rows } = await superuser.query<{ shop_id: string; said: string }>('select shop_id, said from app.heard order by seq');
  return Object.fromEntries(shops.map((shop) => [shop, rows.filter(({ shop_id }) => shop_id === shop).map(({ said }) => said)]));
}
async function left(): Promise<number> {
  const superuser = await database.connect('postgres');
  const { rows } = await superuser.query<{ count: string }>('select count(*) from app.outbox');
  return Number(rows[0]?.count);
}
const upTo = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

async function saySome(each: number): Promise<void> {
  const todo = shops.flatMap((shop) => Array.from({ length: each }, () => shop));
  await Promise.all(todo.map((shop) => say(shop, () => sleep(Math.random() * 4))));
}

/** Runs relays until the outbox is empty and `talk` has ended. A turn that fails is tried again, as the worker does. */
async function relayWhile(talk: Promise<unknown>, ...relays: OutboxRelay[]): Promise<void> {
  let talking = true;
  const ended = talk.finally(() => {
    talking = false;
  });
  await Promise.all([
    ended,
    ...relays.map(async (relay) => {
      for (;;) {
        const before = talking;
        const relayed = await relay.turn().catch(() => 1);
        if (relayed === 0 && !before && (await left()) === 0) return;
        await sleep(5);
      }
    }),
  ]);
}

test('every event is heard once and in its shop’s order of commits, under concurrent writers and with two relays at once', async () => {
  await relayWhile(saySome(60), openRelay(), openRelay());
  expect(await heard()).toEqual(Object.fromEntries(shops.map((shop) => [shop, upTo(60)])));
});

test('a relay that dies between handing over and clearing makes nobody hear an event twice', async () => {
  let deaths = 0;
  class Dying extends EventStream {
    constructor(readonly inner: EventStream) {
      super();
    }
    subscribe(consumer: EventConsumer): void {
      this.inner.subscribe(consumer);
    }
    async publish(events: readonly OutboxEvent[]): Promise<readonly StuckEvent[]> {
      const stuck = await this.inner.publish(events);
      if (deaths++ < 5) throw new Error('killed');
      return stuck;
    }
  }
  await relayWhile(
    saySome(20),
    openRelay([new Recorder()], (stream) => new Dying(stream)),
  );
  expect(deaths).toBeGreaterThan(5);
  expect(await heard()).toEqual(Object.fromEntries(shops.map((shop) => [shop, upTo(20)])));
});

test('an event that comes twice in one batch, as from a broker that was given it twice, is heard once', async () => {
  const twice = class extends EventStream {
    constructor(readonly inner: EventStream) {
      super();
    }
    subscribe(consumer: EventConsumer): void {
      this.inner.subscribe(consumer);
    }
    publish(events: readonly OutboxEvent[]): Promise<readonly StuckEvent[]> {
      return this.inner.publish([...events, ...events]);
    }
  };
  await relayWhile(
    saySome(5),
    openRelay([new Recorder()], (stream) => new twice(stream)),
  );
  expect(await heard()).toEqual(Object.fromEntries(shops.map((shop) => [shop, upTo(5)])));
});

test('connections that are cut at any moment lose no event and double none', async () => {
  const superuser = await database.connect('postgres');
  const talk = (async () => {
    for (let round = 0; round < 6; round += 1) {
      await saySome(10);
      await superuser.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'zakpos_worker' and datname = current_database()`,
      );
    }
  })();
  await relayWhile(talk, openRelay(), openRelay());
  expect(await heard()).toEqual(Object.fromEntries(shops.map((shop) => [shop, upTo(60)])));
});

test('an event that commits late is not passed over by those that came after it', async () => {
  const relay = openRelay();
  const gate = Promise.withResolvers<void>();
  const announced = Promise.withResolvers<void>();
  const late = app.inTenant(tenantId, async (tx) => {
    await announce(tx, tenantId, {
      shopId: shops[0],
      type: 'sale_committed',
      payload: { saleId: uuidv7(), invoiceNumber: 'late', variantIds: [] },
    });
    announced.resolve();
    await gate.promise;
  });
  await announced.promise;
  await say(shops[1]);
  expect(await relay.turn()).toBe(1);
  gate.resolve();
  await late;
  expect(await relay.turn()).toBe(1);
  expect(await heard()).toMatchObject({ [shops[0]]: ['late'], [shops[1]]: ['1'] });
});

test('a poisoned event holds up only its own shop, is tried again ever more rarely, and is parked in the end', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const other = new Recorder(() => false, 'other');
  const relay = openRelay([new Recorder((said, { shopId }) => said === '2' && shopId === shops[0]), other]);
  for (let round = 0; round < 3; round += 1) for (const shop of shops) await say(shop);
  await relay.turn();
  // Both consumers have heard what lies before the poison; the other one all of it.
  expect(await heard()).toMatchObject({ [shops[1]]: ['1', '2', '3', '1', '2', '3'] });
  expect((await heard())[shops[0]]?.filter((said) => said === '3')).toHaveLength(1);
  expect(await left()).toBe(2);
  expect(await relay.turn()).toBe(0);
  await say(shops[2]);
  expect(await relay.turn()).toBe(1);
  for (let attempt = 2; attempt <= 8; attempt += 1) {
    vi.setSystemTime(Date.now() + 60_000);
    await relay.turn();
  }
  vi.setSystemTime(Date.now() + 60_000);
  expect(await relay.turn()).toBe(2);
  expect(await left()).toBe(0);
  const spoken = await heard();
  expect(spoken[shops[0]]?.toSorted()).toEqual(['1', '1', '2', '3', '3']);
  const superuser = await database.connect('postgres');
  const { rows } = await superuser.query('select consumer, type, error, attempts, shop_id from app.parked_events');
  expect(rows).toEqual([{ consumer: 'recorder', type: 'sale_committed', error: '2 is poison', attempts: 8, shop_id: shops[0] }]);
});

test('an event reaches an idle relay within a quarter of a second', async () => {
  const relay = openRelay();
  const stop = new AbortController();
  let beats = 0;
  const running = relay.run(stop.signal, () => void (beats += 1));
  await sleep(600);
  const beatsWhileIdle = beats;
  await say(shops[0]);
  await vi.waitFor(async () => expect((await heard())[shops[0]]).toEqual(['1']), { timeout: 400, interval: 20 });
  stop.abort();
  await running;
  expect(beatsWhileIdle).toBeGreaterThan(4);
});

test('cart events do not wait for the lock that orders a shop’s sales', async () => {
  const gate = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const sale = app.inTenant(tenantId, async (tx) => {
    await announce(tx, tenantId, { shopId: shops[0], type: 'sale_voided', payload: { saleId: uuidv7() } });
    locked.resolve();
    await gate.promise;
  });
  await locked.promise;
  await app.inTenant(tenantId, (tx) =>
    announce(tx, tenantId, { shopId: shops[0], type: 'cart_changed', payload: { cartId: uuidv7(), version: 1 } }),
  );
  gate.resolve();
  await sale;
  expect(await left()).toBe(2);
});

test('the worker’s role sees events, and nothing of what they are about', async () => {
  const worker = await database.connect('zakpos_worker');
  await say(shops[0]);
  expect((await worker.query('select tenant_id from app.outbox')).rows).toEqual([{ tenant_id: tenantId }]);
  for (const table of ['sales', 'products', 'stock', 'journals', 'audit_log', 'users', 'memberships']) {
    await expect(worker.query(`select * from app.${table}`)).rejects.toThrow('permission denied');
  }
});
