import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../test/database.ts';
import { asWorker } from '../../../test/worker.ts';
import { DatabaseService } from '../database/database.service.ts';
import { Health } from '../health/health.ts';
import { uuidv7 } from '../ids.ts';
import { Metrics } from '../metrics/metrics.ts';
import { WorkerTasks } from '../worker/worker-tasks.ts';
import type { OutboxEvent } from './events.ts';
import { KafkaEventStream, maxMessageBytes } from './kafka-event-stream.ts';

// Failures are provoked here.
Logger.overrideLogger(false);

let database: TestDatabase;
let db: DatabaseService;
let stream: KafkaEventStream;
let metrics: Metrics;
const tenantId = uuidv7();

beforeEach(async () => {
  database = await cloneDatabase();
  const superuser = await database.connect('postgres');
  await superuser.query(`insert into app.tenants (id, name) values ($1, 'Events')`, [tenantId]);
  db = new DatabaseService(asWorker(database));
  metrics = new Metrics(db);
  // Nothing listens there: whatever is sent fails.
  const settings = { brokers: ['127.0.0.1:1'], user: 'nobody', password: 'nothing', ca: undefined };
  stream = new KafkaEventStream(db, new WorkerTasks(), metrics, new Health(), settings);
  stream.subscribe({ name: 'live', handle: () => Promise.resolve() });
});
afterEach(async () => {
  await stream.onApplicationShutdown();
  await db.close();
  await database.drop();
});

const eventOf = (id: number, bytes: number, tenant = tenantId): OutboxEvent => ({
  id,
  tenantId: tenant,
  shopId: null,
  type: 'stock_changed',
  payload: { variantIds: ['x'.repeat(bytes)] },
  traceParent: null,
  createdAt: new Date(),
});

test('an event that no broker would take is parked at once and holds up nothing', async () => {
  expect(await stream.publish([eventOf(1, maxMessageBytes), eventOf(2, maxMessageBytes, uuidv7())])).toEqual([]);
  const superuser = await database.connect('postgres');
  const { rows } = await superuser.query('select consumer, event_id::int, error, attempts from app.parked_events');
  expect(rows).toEqual([
    { consumer: 'live', event_id: 1, error: expect.stringContaining('more than the broker takes'), attempts: 1 },
  ]);
  expect(await metrics.registry.metrics()).toContain('zakpos_outbox_parked_total{consumer="live"} 1');
});

test('while no broker answers, nothing of the batch counts as published', async () => {
  await expect(stream.publish([eventOf(1, 10)])).rejects.toThrow('failed');
  await expect(stream.publish([eventOf(1, 10)])).rejects.toThrow('failed');
});
