import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../test/database.ts';
import { afterCommit } from '../database/after-commit.ts';
import { DatabaseService } from '../database/database.service.ts';
import { liveBusContract } from './live-bus.contract.ts';
import { NotifiedLiveBus } from './notified-live-bus.ts';
import { PostgresNotifications } from './postgres-notifications.ts';

let database: TestDatabase;
const opened: { db: DatabaseService; notifications: PostgresNotifications }[] = [];

function openProcess() {
  const db = new DatabaseService(database.settings);
  const notifications = new PostgresNotifications(db);
  opened.push({ db, notifications });
  return { db, notifications };
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

liveBusContract({
  open: () => new NotifiedLiveBus(openProcess().notifications),
  async cut() {
    const superuser = await database.connect();
    await superuser.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'zakpos notifications'",
    );
  },
});

test('what waits for a commit is done once it has happened, and never when it does not', async () => {
  const { db } = openProcess();
  const done = vi.fn<(what: string) => void>();
  await db.withoutTenant((tx) => {
    afterCommit(tx, () => done('committed'));
    expect(done).not.toHaveBeenCalled();
    return Promise.resolve();
  });
  await expect(
    db.withoutTenant((tx) => {
      afterCommit(tx, () => done('rolled back'));
      return Promise.reject(new Error('refused'));
    }),
  ).rejects.toThrow('refused');
  expect(done.mock.calls).toEqual([['committed']]);
});

test('what is no notice of ours is not heard, and breaks nothing', async () => {
  const { notifications } = openProcess();
  const bus = new NotifiedLiveBus(notifications);
  const heard = vi.fn<() => void>();
  bus.subscribe({ tenantId: 'a', shopId: 'b' }, heard);
  const payloads: string[] = [];
  notifications.listen('live', (payload) => payloads.push(payload));
  await vi.waitFor(async () => {
    await notifications.send('live', 'no JSON', '{}', '{"tenantId":"a","shopId":"b","event":{"type":"unheard of"}}');
    expect(payloads).toContain('no JSON');
  });
  await vi.waitFor(() => expect(payloads.length).toBeGreaterThanOrEqual(3));
  expect(heard).not.toHaveBeenCalled();
});
