import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type SignedIn, type TestApp } from '../app.ts';

// A hand inside the application's own connection: an injected statement, a forgotten tenant, a pooled connection.

let app: TestApp;
let ours: SignedIn;
let theirs: SignedIn;
let db: Client;
beforeAll(async () => {
  app = await openApp();
  ours = await app.signUpTenant('Ours');
  theirs = await app.signUpTenant('Theirs');
  db = await app.database.connect('zakpos_app');
});
afterAll(() => app.close());

const asTenant = async <T>(tenantId: string, work: () => Promise<T>): Promise<T> => {
  await db.query('begin');
  try {
    await db.query(`select set_config('app.tenant_id', $1, true)`, [tenantId]);
    return await work();
  } finally {
    await db.query('rollback');
  }
};

/** The tables that the application may read, with how many rows there really are of the other tenant. */
async function readableTables(): Promise<{ name: string; theirRows: number }[]> {
  const superuser = await app.database.connect('postgres');
  const { rows } = await superuser.query<{ name: string }>(`select c.relname as name from pg_class c
    where c.relnamespace = 'app'::regnamespace and c.relkind = 'r' and has_any_column_privilege('zakpos_app', c.oid, 'select')
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')`);
  const counted: { name: string; theirRows: number }[] = [];
  for (const { name } of rows) {
    const { rows: count } = await superuser.query<{ n: string }>(`select count(*) as n from app.${name} where tenant_id = $1`, [
      theirs.tenantId,
    ]);
    counted.push({ name, theirRows: Number(count[0]?.n) });
  }
  return counted;
}

test('without a tenant no row is visible, on a fresh connection and with an empty setting', async () => {
  const tables = await readableTables();
  expect(tables.filter(({ theirRows }) => theirRows > 0).length).toBeGreaterThan(8);
  for (const { name } of tables) expect((await db.query(`select 1 from app.${name}`)).rowCount, name).toBe(0);
  await db.query(`set app.tenant_id = ''`);
  for (const { name } of tables) expect((await db.query(`select 1 from app.${name}`)).rowCount, name).toBe(0);
  await db.query('reset app.tenant_id');
});

test('a tenant sees no row of another in any table', async () => {
  for (const { name } of await readableTables()) {
    const foreign = await asTenant(ours.tenantId, () =>
      db.query(`select 1 from app.${name} where tenant_id <> $1`, [ours.tenantId]),
    );
    expect(foreign.rowCount, name).toBe(0);
  }
});

test('a tenant that was set on a pooled connection is gone with its transaction', async () => {
  await asTenant(theirs.tenantId, async () => {
    expect((await db.query('select 1 from app.shops')).rowCount).toBe(1);
  });
  expect((await db.query('select 1 from app.shops')).rowCount).toBe(0);
  // And through the application: the same few connections serve both tenants in turn, many at a time.
  const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? ours : theirs).fetch('/v1/shops')));
  const names = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { items: { name: string }[] }).items));
  names.forEach((items, i) => expect(items.map(({ name }) => name)).toEqual([i % 2 === 0 ? 'Ours' : 'Theirs']));
});

test.each(['zakpos_owner', 'zakpos_worker', 'zakpos_readonly', 'postgres'])('the application cannot become %s', async (role) => {
  await expect(db.query(`set role ${role}`)).rejects.toThrow(/permission denied/);
  await expect(db.query(`set session authorization ${role}`)).rejects.toThrow(/permission denied/);
});

test.each([
  ['turning row-level security off', 'set row_security = off; select * from app.shops', /row-level security/],
  ['changing a policy', 'drop policy tenant on app.shops', /must be owner/],
  ['disabling a trigger', 'alter table app.sales disable trigger all', /must be owner/],
  [
    'replacing the tenant function',
    `create or replace function app.tenant_id() returns uuid language sql return null::uuid`,
    /permission denied/,
  ],
  ['a function of its own', `create function app.leak() returns int language sql return 1`, /permission denied/],
  ['an object of its own in public', 'create table public.leak (a int)', /permission denied/],
  ['reading files', `select pg_read_file('/etc/passwd')`, /permission denied/],
  ['running programs', `copy app.shops to program 'cat'`, /permission denied/],
  ['the password hashes', 'select password_hash from app.users', /permission denied/],
  ['the hashes in the catalogue', 'select rolpassword from pg_authid', /permission denied/],
  ['the statements of others', 'truncate app.sales', /permission denied/],
  ['the outbox', 'select * from app.outbox', /permission denied/],
])('%s is refused', async (_what, sql, reason) => {
  await db.query('begin');
  await expect(db.query(sql)).rejects.toThrow(reason);
  await db.query('rollback');
});

test('COPY and statistics show nothing of other tenants', async () => {
  const copied = await asTenant(ours.tenantId, () => db.query(`select * from app.registers`));
  expect(copied.rows.every((row: { tenant_id: string }) => row.tenant_id === ours.tenantId)).toBe(true);
  const statistics = await db.query(`select * from pg_stats where schemaname = 'app' and tablename not in ('migrations')`);
  expect(statistics.rows.filter((row: { tablename: string }) => row.tablename !== 'sign_in_attempts')).toEqual([]);
});

test('a row cannot be written for another tenant, moved to it, or tied to its rows', async () => {
  const shop = (await theirs.fetch('/v1/shops').then((answer) => answer.json())) as { items: { id: string }[] };
  const theirShop = shop.items[0]?.id;
  const id = '00000000-0000-7000-8000-0000000000aa';
  await expect(
    asTenant(ours.tenantId, () =>
      db.query(`insert into app.categories (tenant_id, id, name) values ($1, $2, 'x')`, [theirs.tenantId, id]),
    ),
  ).rejects.toThrow(/row-level security/);
  await expect(asTenant(ours.tenantId, () => db.query(`update app.shops set tenant_id = $1`, [theirs.tenantId]))).rejects.toThrow(
    /row-level security|foreign key/,
  );
  await expect(
    asTenant(ours.tenantId, () =>
      db.query(`insert into app.registers (tenant_id, id, shop_id, name) values ($1, $2, $3, 'x')`, [
        ours.tenantId,
        id,
        theirShop,
      ]),
    ),
  ).rejects.toThrow(/foreign key/);
});

test('sign-in sees an account only by its whole e-mail, and tells the caller nothing of it', async () => {
  for (const probe of ['%', '', ours.email.slice(1)]) {
    expect((await db.query('select * from app.sign_in_candidates($1)', [probe])).rowCount).toBe(0);
  }
  const seen = await asTenant(ours.tenantId, () => db.query('select id, email from app.users'));
  expect(seen.rows.map((row: { email: string }) => row.email)).toEqual([ours.email]);
});
