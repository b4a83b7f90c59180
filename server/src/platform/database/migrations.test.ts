import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../test/database.ts';
import { migrationsDir } from '../../../test/postgres.ts';
import { type Migration, migrate, readMigrations } from './migrations.ts';

let database: TestDatabase;
let owner: Client;
let dir: string;
const real = readMigrations(migrationsDir);

beforeEach(async () => {
  database = await cloneDatabase();
  owner = await database.connect('zakpos_owner');
  dir = mkdtempSync(join(tmpdir(), 'zakpos-migrations-'));
});
afterEach(async () => {
  rmSync(dir, { recursive: true });
  await database.drop();
});

const next = (sql: string, name = 'more'): Migration => {
  const number = real.length + 1;
  return { number, name, sql, checksum: `checksum of ${sql}` };
};
const tableExists = async (name: string) => {
  const { rows } = await owner.query<{ is: boolean }>('select to_regclass($1) is not null as is', [name]);
  return rows[0]?.is;
};

test('a migrated database has nothing left to apply', async () => {
  expect(await migrate(owner, real)).toEqual([]);
});

test('of two that start at once, one applies and the other finds it done', async () => {
  const other = await database.connect('zakpos_owner');
  const all = [...real, next('create table app.once (id int); select pg_sleep(0.1)')];
  const applied = await Promise.all([migrate(owner, all), migrate(other, all)]);
  expect(applied.flat()).toHaveLength(1);
});

test('a migration that fails leaves nothing of itself, and says where', async () => {
  const broken = next('create table app.half (id int);\n\nselect wrong from nowhere;');
  await expect(migrate(owner, [...real, broken])).rejects.toThrow(
    /_more\.sql failed: relation "nowhere" does not exist \(line 3\)/,
  );
  expect(await tableExists('app.half')).toBe(false);
  expect(await migrate(owner, [...real, next('create table app.whole (id int)')])).toHaveLength(1);
});

test('an applied migration that was changed, renamed or is missing is refused', async () => {
  const [first, ...rest] = real;
  if (!first) throw new Error('There are no migrations');
  await expect(migrate(owner, [{ ...first, checksum: 'other' }, ...rest])).rejects.toThrow('was changed after it was applied');
  await expect(migrate(owner, [{ ...first, name: 'other' }, ...rest])).rejects.toThrow('was changed after it was applied');
  await expect(migrate(owner, real.slice(0, -1))).rejects.toThrow('its file is missing');
});

test('names and numbers of the files are checked, and line ends do not count', () => {
  writeFileSync(join(dir, '0001_first.sql'), 'select 1;\nselect 2;\n');
  const unix = readMigrations(dir)[0]?.checksum;
  writeFileSync(join(dir, '0001_first.sql'), 'select 1;\r\nselect 2;\r\n');
  expect(readMigrations(dir)[0]?.checksum).toBe(unix);
  writeFileSync(join(dir, '0003_third.sql'), 'select 3;');
  expect(() => readMigrations(dir)).toThrow('number 0002 is missing');
  rmSync(join(dir, '0003_third.sql'));
  writeFileSync(join(dir, 'second.sql'), 'select 2;');
  expect(() => readMigrations(dir)).toThrow('second.sql: the name must look like');
});
