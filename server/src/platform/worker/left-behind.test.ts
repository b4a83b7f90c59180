import { routes } from '@zakpos/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type TestApp } from '../../../test/app.ts';
import { openStore, type Store } from '../../../test/store.ts';
import { asWorker } from '../../../test/worker.ts';
import { DatabaseService } from '../database/database.service.ts';
import { Housekeeping } from './housekeeping.ts';
import { WorkerTasks } from './worker-tasks.ts';

let app: TestApp;
let store: Store;
let db: DatabaseService;

beforeAll(async () => {
  app = await openApp();
  store = await openStore(app);
  await store.add({ sku: 'TEA', pricePaisa: 1_000, stock: { qtyThousandths: 50_000, landedCostPaisa: 500 } });
  await store.openSession();
  db = new DatabaseService(asWorker(app.database));
});
afterAll(async () => {
  await db.close();
  await app.close();
});

async function openCart(): Promise<string> {
  const { body } = await store.owner.call(routes.createCart, { body: { registerId: store.registerId } });
  await store.owner.call(routes.addLine, { params: { cartId: body.id }, body: { code: 'TEA' } });
  return body.id;
}

test('an open cart that nobody touched for a day is abandoned; held, younger and sold ones stay', async () => {
  const [left, young, held, sold] = [await openCart(), await openCart(), await openCart(), await openCart()];
  await store.owner.call(routes.holdCart, { params: { cartId: held }, body: {} });
  const { body: cart } = await store.owner.call(routes.getCart, { params: { cartId: sold } });
  await store.owner.call(routes.checkoutCart, {
    params: { cartId: sold },
    body: { version: cart.version, expectedTotalPaisa: 1_000, tenders: [{ kind: 'cash', amountPaisa: 1_000 }] },
  });
  const superuser = await app.database.connect();
  await superuser.query(`update app.carts set updated_at = now() - interval '25 hours' where id <> $1`, [young]);
  await superuser.query(`update app.reservations set expires_at = now() - interval '8 days' where cart_id = $1`, [left]);

  await new Housekeeping(db, new WorkerTasks()).tidy();

  const carts = await store.rows(sql<{ id: string; status: string }>`select id, status from carts`);
  expect(Object.fromEntries(carts.map(({ id, status }) => [id, status]))).toEqual({
    [left]: 'abandoned',
    [young]: 'open',
    [held]: 'held',
    [sold]: 'checked_out',
  });
  const reserved = await store.rows(sql<{ cart_id: string }>`select cart_id from reservations`);
  expect(reserved.map(({ cart_id }) => cart_id).toSorted()).toEqual([young, held].toSorted());
});

test('the worker can end a cart in no other way, and sees no line of it', async () => {
  const young = await openCart();
  const worker = await app.database.connect('zakpos_worker');
  expect((await worker.query(`select from app.carts where status = 'open'`)).rowCount).toBe(0);
  expect((await worker.query(`update app.carts set status = 'abandoned' where id = $1`, [young])).rowCount).toBe(0);
  await expect(worker.query('select * from app.cart_lines')).rejects.toThrow('permission denied');
  await expect(worker.query('select shop_id from app.carts')).rejects.toThrow('permission denied');
  const superuser = await app.database.connect();
  await superuser.query(`update app.carts set updated_at = now() - interval '25 hours' where id = $1`, [young]);
  await expect(worker.query(`update app.carts set status = 'checked_out' where status = 'open'`)).rejects.toThrow(
    'row-level security',
  );
});

test('notes of handled events go after a week', async () => {
  const superuser = await app.database.connect();
  await superuser.query(
    `insert into app.inbox (tenant_id, consumer, event_id, handled_at) values ($1, 'live', 1, now() - interval '8 days'), ($1, 'live', 2, now())`,
    [store.tenantId],
  );
  await new Housekeeping(db, new WorkerTasks()).tidy();
  expect((await superuser.query('select event_id from app.inbox')).rows).toEqual([{ event_id: '2' }]);
});
