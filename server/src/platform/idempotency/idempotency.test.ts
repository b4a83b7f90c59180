import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../test/database.ts';
import { DatabaseService } from '../database/database.service.ts';
import { AppError } from '../errors/app-error.ts';
import { uuidv7 } from '../ids.ts';
import { type KeyedRequest, once } from './idempotency.ts';

let database: TestDatabase;
let db: DatabaseService;
const tenantId = uuidv7();

beforeAll(async () => {
  database = await cloneDatabase({ poolSize: 10 });
  db = new DatabaseService(database.settings);
  await db.inTenant(tenantId, (tx) => tx.insertInto('tenants').values({ id: tenantId, name: 'Shop' }).execute());
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const hashOf = (text: string) => createHash('sha256').update(text).digest();
const request = (over: Partial<KeyedRequest> = {}): KeyedRequest => ({
  tenantId,
  key: uuidv7(),
  route: 'POST /things',
  requestHash: hashOf('body'),
  ...over,
});

test('one key sent twenty times at once works once, and the others get its answer', async () => {
  let worked = 0;
  const keyed = request();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      once(db, keyed, 201, async () => {
        worked += 1;
        return { n: worked };
      }),
    ),
  );
  expect(worked).toBe(1);
  expect(new Set(answers.map(({ body, status }) => JSON.stringify({ body, status })))).toEqual(
    new Set(['{"body":{"n":1},"status":201}']),
  );
  expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(19);
});

test.each([
  ['another body', { requestHash: hashOf('other') }],
  ['another route', { route: 'POST /others' }],
])('the key with %s is refused', async (_kind, over) => {
  const keyed = request();
  await once(db, keyed, 200, () => Promise.resolve({}));
  const again = once(db, { ...keyed, ...over }, 200, () => Promise.resolve({}));
  await expect(again).rejects.toMatchObject({ code: 'idempotency_key_reused' });
});

test('a refusal frees the key: the same request may be tried again', async () => {
  const keyed = request();
  const refused = once(db, keyed, 200, () => Promise.reject(new AppError('insufficient_stock')));
  await expect(refused).rejects.toMatchObject({ code: 'insufficient_stock' });
  expect((await once(db, keyed, 200, () => Promise.resolve('now'))).body).toBe('now');
});

test('the same key of another tenant is another key', async () => {
  const other = uuidv7();
  await db.inTenant(other, (tx) => tx.insertInto('tenants').values({ id: other, name: 'Other' }).execute());
  const keyed = request();
  await once(db, keyed, 200, () => Promise.resolve('ours'));
  expect((await once(db, { ...keyed, tenantId: other }, 200, () => Promise.resolve('theirs'))).body).toBe('theirs');
});
