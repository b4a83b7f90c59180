import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../database.ts';

// What domain.md, "What the database itself enforces", promises, read from the catalogue of the live database: a table that somebody
// adds tomorrow is held to it too.

/** Tables above the tenants, each with its reason. Everything else is a tenant's. */
const global = new Set([
  'users', // a person may work for several tenants; a policy of its own shows only one's members
  'sign_in_attempts', // counted before any tenant is known; holds hashes only
  'migrations',
]);

let database: TestDatabase;
let db: Client;
beforeAll(async () => {
  database = await cloneDatabase();
  db = await database.connect('postgres');
});
afterAll(() => database.drop());

const rows = async <T>(sql: string): Promise<T[]> => (await db.query(sql)).rows as T[];

const tenantColumn = (table: string) => (table === 'tenants' ? 'id' : 'tenant_id');

const tenantTables = async () =>
  (
    await rows<{ name: string }>(`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'app' and c.relkind in ('r', 'p') order by 1`)
  )
    .map(({ name }) => name)
    .filter((name) => !global.has(name));

test('every table of tenants is under forced row-level security', async () => {
  const guarded = await rows<{ name: string }>(`select relname as name from pg_class
    where relnamespace = 'app'::regnamespace and relrowsecurity and relforcerowsecurity`);
  expect(guarded.map(({ name }) => name)).toEqual(expect.arrayContaining(await tenantTables()));
  expect((await tenantTables()).length).toBeGreaterThan(40);
});

test('every policy that the application is under reads the tenant of the transaction, for reading and for writing', async () => {
  const policies = await rows<{ table: string; command: string; using: string | null; check: string | null }>(`
    select tablename as table, cmd as command, qual as using, with_check as check from pg_policies
    where schemaname = 'app' and roles && array['public', 'zakpos_app', 'zakpos_readonly']::name[]`);
  const loose = policies.filter(({ table, command, using, check }) => {
    if (global.has(table)) return false;
    const rule = `(${tenantColumn(table)} = app.tenant_id())`;
    return command !== 'ALL' || using !== rule || check !== rule;
  });
  expect(loose).toEqual([]);
  const covered = new Set(policies.map(({ table }) => table));
  expect((await tenantTables()).filter((table) => !covered.has(table))).toEqual([]);
});

test('tenant_id leads the primary key of every table of tenants', async () => {
  const keys = await rows<{ table: string; first: string }>(`select c.relname as table, a.attname as first
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indisprimary and c.relnamespace = 'app'::regnamespace`);
  const first = new Map(keys.map((key) => [key.table, key.first]));
  const wrong = (await tenantTables()).filter((table) => first.get(table) !== tenantColumn(table));
  expect(wrong).toEqual([]);
});

test('tenant_id is part of every unique index, so that no tenant learns of another by a clash', async () => {
  const open = await rows(`select i.indexrelid::regclass::text as index from pg_index i join pg_class c on c.oid = i.indrelid
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
    where i.indisunique and c.relnamespace = 'app'::regnamespace and i.indkey[0] <> a.attnum`);
  expect(open).toEqual([]);
});

test('every foreign key between tables of tenants carries tenant_id on both sides, and none cascades', async () => {
  const keys = await rows<{ name: string; from: string; to: string; carried: boolean; action: string }>(`
    select k.conname as name, f.relname as from, t.relname as to, k.confdeltype::text || k.confupdtype::text as action,
      exists (select from unnest(k.conkey, k.confkey) pair(ours, theirs)
        join pg_attribute o on o.attrelid = k.conrelid and o.attnum = pair.ours and o.attname = 'tenant_id'
        join pg_attribute h on h.attrelid = k.confrelid and h.attnum = pair.theirs
          and h.attname = case when t.relname = 'tenants' then 'id' else 'tenant_id' end) as carried
    from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and k.connamespace = 'app'::regnamespace`);
  expect(keys.filter(({ from, to, carried }) => !global.has(from) && !global.has(to) && !carried)).toEqual([]);
  expect(keys.filter(({ action }) => /[cnd]/.test(action))).toEqual([]);
  expect(keys.length).toBeGreaterThan(60);
});

test('no role of the product is superuser, steps around policies, or owns what it works with', async () => {
  const roles = await rows<{ name: string; powers: boolean; owns: string }>(`select r.rolname as name,
      r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb as powers,
      (select count(*) from pg_class c where c.relowner = r.oid and c.relnamespace = 'app'::regnamespace)::text as owns
    from pg_roles r where r.rolname like 'zakpos%' order by 1`);
  expect(roles.map(({ name }) => name)).toContain('zakpos_app');
  expect(roles.filter(({ powers }) => powers)).toEqual([]);
  expect(roles.filter(({ name, owns }) => name !== 'zakpos_owner' && owns !== '0')).toEqual([]);
  const memberships = await rows(`select m.rolname as member, g.rolname as of from pg_auth_members a
    join pg_roles m on m.oid = a.member join pg_roles g on g.oid = a.roleid
    where m.rolname like 'zakpos%' and g.rolname <> 'pg_monitor'`);
  expect(memberships).toEqual([]);
});

const appendOnly = [
  'audit_log',
  'stock_documents',
  'stock_movements',
  'cash_movements',
  'cash_counts',
  'drawer_opens',
  'z_reports',
  'sales',
  'sale_lines',
  'payments',
  'sale_voids',
  'sale_returns',
  'sale_return_lines',
  'refunds',
  'prints',
  'journals',
  'journal_lines',
];

test.each(appendOnly)('%s is append-only: neither grant nor owner changes or removes a row', async (table) => {
  const [grants] = await rows<{ any: boolean }>(`select bool_or(has_table_privilege(r, 'app.${table}', p)
      or (p = 'UPDATE' and has_any_column_privilege(r, 'app.${table}', p))) as any
    from unnest(array['zakpos_app', 'zakpos_readonly', 'zakpos_worker']) r, unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) p`);
  expect(grants?.any).toBe(false);
  const owner = await database.connect('zakpos_owner');
  for (const sql of [`delete from app.${table}`, `truncate app.${table} cascade`]) {
    await expect(owner.query(sql)).rejects.toThrow(/append-only/);
  }
});

test('nobody but their user may execute the functions that look across tenants, and their search path is fixed', async () => {
  const definers = await rows<{
    name: string;
    path: string | null;
    public: boolean;
    readonly: boolean;
  }>(`select p.proname as name,
      (select option from unnest(p.proconfig) option where option like 'search_path=%') as path,
      has_function_privilege('public', p.oid, 'execute') as public, has_function_privilege('zakpos_readonly', p.oid, 'execute') as readonly
    from pg_proc p where p.pronamespace = 'app'::regnamespace and p.prosecdef`);
  expect(definers.length).toBeGreaterThan(0);
  for (const definer of definers)
    expect(definer).toMatchObject({ path: 'search_path=pg_catalog, pg_temp', public: false, readonly: false });
});

test('no view and no rule opens a way around the policies', async () => {
  expect(
    await rows(`select relname from pg_class where relnamespace = 'app'::regnamespace and relkind in ('v', 'm', 'f')`),
  ).toEqual([]);
  expect(await rows(`select rulename from pg_rules where schemaname = 'app'`)).toEqual([]);
});
