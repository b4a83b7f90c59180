import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** The schema and the files disagree: nobody may go on before that is cleared up. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

const fileName = /^(\d{4})_([a-z0-9_]+)\.sql$/;

/** The files of a folder in their order; their numbers run from 1 without a gap. */
export function readMigrations(dir: string): Migration[] {
  const files = readdirSync(dir)
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
  return files.map((file, index) => {
    const match = fileName.exec(file);
    if (!match?.[1] || !match[2]) throw new MigrationError(`${file}: the name must look like 0001_identity.sql`);
    const number = Number(match[1]);
    if (number !== index + 1)
      throw new MigrationError(`${file}: number ${String(index + 1).padStart(4, '0')} is missing or there twice`);
    // Line ends differ between checkouts on Windows and elsewhere; the meaning does not.
    const sql = readFileSync(join(dir, file), 'utf8').replaceAll('\r\n', '\n');
    return { number, name: match[2], sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

const createTable = `
  create table if not exists app.migrations (
    number integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now(),
    duration_ms integer not null
  )`;
// Read by the readiness check of the processes that need the schema.
const allowReading = 'grant select on app.migrations to zakpos_app, zakpos_worker, zakpos_readonly';

/** Any number that no one else locks: "zakpos" in ASCII. */
const lockKey = 0x7a616b706f73;

interface Applied {
  number: number;
  name: string;
  checksum: string;
}

function refuseDrift(applied: readonly Applied[], migrations: readonly Migration[]): void {
  for (const { number, name, checksum } of applied) {
    const file = migrations.find((migration) => migration.number === number);
    const label = `${String(number).padStart(4, '0')}_${name}.sql`;
    if (!file)
      throw new MigrationError(`${label} was applied to this database, but its file is missing: is this an older version?`);
    if (file.checksum !== checksum || file.name !== name) {
      throw new MigrationError(`${label} was changed after it was applied: restore it and write a new migration instead`);
    }
  }
}

async function apply(client: Client, { number, name, sql, checksum }: Migration): Promise<void> {
  const startedAt = performance.now();
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into app.migrations (number, name, checksum, duration_ms) values ($1, $2, $3, $4)', [
      number,
      name,
      checksum,
      Math.round(performance.now() - startedAt),
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new MigrationError(`${String(number).padStart(4, '0')}_${name}.sql failed: ${describe(error, sql)}`, { cause: error });
  }
}

/** PostgreSQL counts the characters up to the fault: say the line. */
function describe(error: unknown, sql: string): string {
  if (!(error instanceof Error)) return String(error);
  const position = 'position' in error ? Number(error.position) : Number.NaN;
  const line = Number.isNaN(position) ? '' : ` (line ${sql.slice(0, position).split('\n').length})`;
  const detail = 'detail' in error && typeof error.detail === 'string' ? `: ${error.detail}` : '';
  return `${error.message}${detail}${line}`;
}

/**
 * Brings the schema up to the files, each in its own transaction, one process at a time. `client` is connected as the schema's owner.
 * @returns the migrations that were applied now.
 * @throws MigrationError when an applied file is changed or missing, or one fails; what was applied before it stays.
 */
export async function migrate(client: Client, migrations: readonly Migration[]): Promise<Migration[]> {
  await client.query('select pg_advisory_lock($1)', [lockKey]);
  try {
    const { rows: existing } = await client.query<{ exists: boolean }>(
      `select to_regclass('app.migrations') is not null as exists`,
    );
    if (!existing[0]?.exists) {
      await client.query(createTable);
      await client.query(allowReading);
    }
    const { rows: applied } = await client.query<Applied>('select number, name, checksum from app.migrations order by number');
    refuseDrift(applied, migrations);
    const done = new Set(applied.map(({ number }) => number));
    const pending = migrations.filter(({ number }) => !done.has(number));
    for (const migration of pending) await apply(client, migration);
    return pending;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey]);
  }
}
