import type { Client } from 'pg';
import { isUuid } from './leaves.ts';

interface Column {
  readonly table_name: string;
  readonly owner: 'tenant_id' | 'id';
}

/** Counts and checksums of every row that belongs to a tenant, seen by the superuser: two dumps are equal if nothing was touched. */
export async function dumpOf(superuser: Client, tenantId: string): Promise<Record<string, string>> {
  const { rows: columns } = await superuser.query<Column>(
    `select table_name, 'tenant_id' as owner from information_schema.columns where table_schema = 'app' and column_name = 'tenant_id'
       and table_name in (select tablename from pg_tables where schemaname = 'app')
     union all select 'tenants', 'id'`,
  );
  const sums = columns.map(
    ({ table_name, owner }) =>
      `select '${table_name}' as name, count(*) || ' ' || coalesce(md5(string_agg(r::text, '|' order by r::text)), '') as sum
       from app."${table_name}" r where ${owner} = $1`,
  );
  const people = `select 'users', count(*) || ' ' || coalesce(md5(string_agg(r::text, '|' order by r::text)), '') from app.users r
    where id in (select user_id from app.memberships where tenant_id = $1)`;
  const { rows } = await superuser.query<{ name: string; sum: string }>([...sums, people].join(' union all '), [tenantId]);
  return Object.fromEntries(rows.map(({ name, sum }) => [name, sum]));
}

/** Every identifier in the rows of a tenant. */
export async function identifiersOf(superuser: Client, tenantId: string): Promise<Set<string>> {
  const { rows: tables } = await superuser.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'app' and column_name = 'tenant_id'
       and table_name in (select tablename from pg_tables where schemaname = 'app')`,
  );
  const texts = tables.map(({ name }) => `select r::text as row from app."${name}" r where tenant_id = $1`);
  const { rows } = await superuser.query<{ row: string }>(texts.join(' union all '), [tenantId]);
  return new Set(rows.flatMap(({ row }) => row.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []).filter(isUuid));
}
