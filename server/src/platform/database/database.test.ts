import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../test/database.ts';
import { AppError } from '../errors/app-error.ts';
import { uuidv7 } from '../ids.ts';
import { DatabaseService } from './database.service.ts';
import { statement } from './statement.ts';

let database: TestDatabase;
let db: DatabaseService;
const tenantId = uuidv7();
const otherTenantId = uuidv7();

beforeAll(async () => {
  database = await cloneDatabase();
  db = new DatabaseService(database.settings);
  for (const id of [tenantId, otherTenantId]) {
    await db.inTenant(id, (tx) =>
      tx
        .insertInto('tenants')
        .values({ id, name: `Shop ${id}` })
        .execute(),
    );
  }
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const tenantIds = statement<() => { id: string }>('test_tenant_ids', 'select id from app.tenants');
const fail = statement<() => { id: string }>(
  'test_fail',
  'select (1 / (select count(*) - count(*) from app.tenants))::text as id',
);
const rename = statement<(name: string) => { id: string }>('test_rename', 'update app.tenants set name = $1 returning id');
const nameOf = statement<() => { name: string }>('test_name', 'select name from app.tenants');

test('a transaction sees its own tenant and no other', async () => {
  const rows = await db.inTenant(tenantId, (tx) => tx.selectFrom('tenants').select('id').execute());
  expect(rows).toEqual([{ id: tenantId }]);
  expect(await db.read(otherTenantId, tenantIds())).toEqual([[{ id: otherTenantId }]]);
});

test('a pooled connection forgets the tenant with the transaction', async () => {
  const single = new DatabaseService({ ...database.settings, poolSize: 1 });
  try {
    expect(await single.read(tenantId, tenantIds())).toEqual([[{ id: tenantId }]]);
    expect(await single.withoutTenant((tx) => tx.selectFrom('tenants').select('id').execute())).toEqual([]);
  } finally {
    await single.close();
  }
});

test('one tenant cannot write a row of another', async () => {
  const intruder = db.inTenant(tenantId, (tx) => tx.insertInto('tenants').values({ id: uuidv7(), name: 'Stolen' }).execute());
  await expect(intruder).rejects.toThrow(/row-level security/);
});

test('an error in a pipeline rolls back all of it, and the connection is usable again', async () => {
  const single = new DatabaseService({ ...database.settings, poolSize: 1 });
  try {
    const before = await single.read(tenantId, nameOf());
    const broken = single.pipeline(tenantId, (p) => p.commit(rename('Half done'), fail(), tenantIds()));
    await expect(broken).rejects.toThrow('division by zero');
    expect(await single.read(tenantId, nameOf(), tenantIds())).toEqual([...before, [{ id: tenantId }]]);
  } finally {
    await single.close();
  }
});

test('a refusal between the two trips of a pipeline rolls back the first', async () => {
  const before = await db.read(tenantId, nameOf());
  const refused = db.pipeline(tenantId, async (p) => {
    await p.send(rename('Never kept'));
    throw new AppError('insufficient_stock');
  });
  await expect(refused).rejects.toMatchObject({ code: 'insufficient_stock' });
  expect(await db.read(tenantId, nameOf())).toEqual(before);
});

test('a pipeline that does not commit itself is committed after it', async () => {
  const [[renamed]] = await db.pipeline(tenantId, (p) => p.send(rename('Two trips')));
  expect(renamed).toEqual({ id: tenantId });
  expect(await db.read(tenantId, nameOf())).toEqual([[{ name: 'Two trips' }]]);
});

test('a swallowed error does not pass for a commit', async () => {
  const swallowing = db.inTenant(tenantId, async (tx) => {
    await sql`select 1 / 0`.execute(tx).catch(() => undefined);
    return 'fine';
  });
  await expect(swallowing).rejects.toThrow('COMMIT was answered with ROLLBACK');
});

test('a query that outlives its transaction is refused instead of running as the next tenant', async () => {
  const leaked = await db.inTenant(tenantId, (tx) =>
    Promise.resolve({ query: () => tx.selectFrom('tenants').select('id').execute() }),
  );
  await expect(leaked.query()).rejects.toThrow('The transaction has ended');
});

test('serialization failures are tried again, and given up as unavailable', async () => {
  let attempts = 0;
  const raise = sql`do $$ begin raise exception using errcode = '40001'; end $$`;
  const once = await db.inTenant(tenantId, async (tx) => {
    attempts += 1;
    if (attempts < 3) await raise.execute(tx);
    return attempts;
  });
  expect(once).toBe(3);
  await expect(db.inTenant(tenantId, (tx) => raise.execute(tx))).rejects.toMatchObject({ code: 'unavailable' });
});

test('a lock that is not had in time is answered as unavailable', async () => {
  const holder = await database.connect('postgres');
  await holder.query('begin');
  await holder.query('select from app.tenants where id = $1 for update', [tenantId]);
  const waiting = db.inTenant(tenantId, async (tx) => {
    await sql`set local lock_timeout = '50ms'`.execute(tx);
    await tx.updateTable('tenants').set({ name: 'Late' }).execute();
  });
  await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
  await holder.query('rollback');
});

test('numbers come exact or not at all', async () => {
  const max = String(Number.MAX_SAFE_INTEGER);
  const { rows } = await db.withoutTenant((tx) =>
    sql`select ${sql.lit(max)}::int8 as a, array[1, null]::int8[] as b, sum(x)::numeric as c, 1.5::numeric as d, date '2026-07-01' as e
        from unnest(array[1, 2]::int8[]) x`.execute(tx),
  );
  expect(rows).toEqual([{ a: Number.MAX_SAFE_INTEGER, b: [1, null], c: 3, d: '1.5', e: '2026-07-01' }]);
  const beyond = db.withoutTenant((tx) => sql`select 9007199254740993::int8 as a`.execute(tx));
  await expect(beyond).rejects.toThrow('beyond the safe integers');
});

test('queries of one transaction that do not wait for each other share a round trip and keep their answers apart', async () => {
  const answers = await db.inTenant(tenantId, (tx) =>
    Promise.all([1, 2, 3].map((n) => sql<{ n: number }>`select ${n}::int as n`.execute(tx).then(({ rows }) => rows[0]?.n))),
  );
  expect(answers).toEqual([1, 2, 3]);
});
