import type { LiveEvent } from '@zakpos/contracts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../test/database.ts';
import { DatabaseService } from '../database/database.service.ts';
import { uuidv7 } from '../ids.ts';
import { NotifiedLiveBus } from './notified-live-bus.ts';
import { PostgresNotifications } from './postgres-notifications.ts';

let database: TestDatabase;
const opened: { db: DatabaseService; notifications: PostgresNotifications }[] = [];

function openBus(): NotifiedLiveBus {
  const db = new DatabaseService(database.settings);
  const notifications = new PostgresNotifications(db);
  opened.push({ db, notifications });
  return new NotifiedLiveBus(notifications);
}

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(async () => {
  for (const { db, notifications } of opened) {
    await notifications.onApplicationShutdown();
    await db.close();
  }
  await database.drop();
});

const tenantId = uuidv7();
const [shopId, otherShopId] = [uuidv7(), uuidv7()];
const changed = (): LiveEvent => ({ type: 'price_changed', variantIds: [uuidv7()] });

/** Until the subscriber's connection listens, nothing reaches it. */
async function untilHeard(bus: NotifiedLiveBus, heard: LiveEvent[]): Promise<void> {
  await vi.waitFor(
    async () => {
      await bus.publish({ tenantId, shopId }, { type: 'beat', at: new Date().toISOString() });
      expect(heard.length).toBeGreaterThan(0);
    },
    { timeout: 5_000, interval: 100 },
  );
}

test('a till hears of its own shop and of the whole tenant, from another process, and of no one else', async () => {
  const [publisher, subscriber] = [openBus(), openBus()];
  const heard: LiveEvent[] = [];
  const end = subscriber.subscribe({ tenantId, shopId }, (event) => heard.push(event));
  await untilHeard(publisher, heard);
  const [forShop, forTenant, forOther] = [changed(), changed(), changed()];
  await publisher.publish({ tenantId, shopId: otherShopId }, forOther);
  await publisher.publish({ tenantId: uuidv7(), shopId }, forOther);
  await publisher.publish({ tenantId, shopId }, forShop);
  await publisher.publish({ tenantId, shopId: null }, forTenant);
  await vi.waitFor(() => expect(heard).toContainEqual(forTenant));
  expect(heard.filter(({ type }) => type === 'price_changed')).toEqual([forShop, forTenant]);
  end();
  await publisher.publish({ tenantId, shopId }, forOther);
  expect(heard).not.toContainEqual(forOther);
});

test('a subscriber whose connection was cut hears again', async () => {
  const bus = openBus();
  const heard: LiveEvent[] = [];
  bus.subscribe({ tenantId, shopId }, (event) => heard.push(event));
  await untilHeard(bus, heard);
  const superuser = await database.connect();
  await superuser.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'zakpos notifications'");
  heard.length = 0;
  await untilHeard(bus, heard);
  expect(heard[0]?.type).toBe('beat');
});
