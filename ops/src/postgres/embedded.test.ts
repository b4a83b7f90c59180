import { existsSync } from 'node:fs';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { initScratch, type Scratch } from './embedded.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await initScratch({ durable: true });
}, 60_000);
afterAll(() => scratch.stop());

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

test('every role signs in with its own password, and the application is neither superuser nor above row security', async () => {
  for (const url of Object.values(scratch.urls)) expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(
    await query(scratch.urls.zakpos_app, 'select rolsuper, rolbypassrls from pg_roles where rolname = current_user'),
  ).toEqual([{ rolsuper: false, rolbypassrls: false }]);
});

test('a wrong password is refused', async () => {
  await expect(query(scratch.urls.zakpos_app.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
    /password authentication/,
  );
});

test('Bangla text sorts by Unicode and has trigrams', async () => {
  const rows = await query(
    scratch.urls.postgres,
    `select extensions.similarity('চাল মিনিকেট', 'চাল') > 0.2 as similar, 'a' < 'B' as unicode_order, current_setting('server_encoding') as encoding`,
  );
  expect(rows).toEqual([{ similar: true, unicode_order: true, encoding: 'UTF8' }]);
});

test('what was committed survives SIGKILL', async () => {
  await query(scratch.urls.zakpos_owner, 'create table app.kept as select 42 as answer');
  await scratch.kill();
  await scratch.restart();
  expect(await query(scratch.urls.zakpos_owner, 'select answer from app.kept')).toEqual([{ answer: 42 }]);
});

test('nothing is left behind', { timeout: 30_000 }, async () => {
  const other = await initScratch();
  await other.stop();
  expect(existsSync(other.dataDir)).toBe(false);
});
