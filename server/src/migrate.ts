import { fileURLToPath } from 'node:url';
import { EnvError, readEnv } from '@zakpos/env';
import { Client } from 'pg';
import { databaseTls } from './platform/database/database.service.ts';
import { MigrationError, migrate, readMigrations } from './platform/database/migrations.ts';

/** Both `src` and `dist` lie beside the migrations. */
const directory = fileURLToPath(new URL('../migrations', import.meta.url));

async function run(): Promise<void> {
  const env = readEnv('migrate', process.env);
  const client = new Client({
    host: env.DATABASE_HOST,
    port: env.DATABASE_PORT,
    database: env.DATABASE_NAME,
    user: env.MIGRATE_DATABASE_USER,
    password: env.MIGRATE_DATABASE_PASSWORD,
    application_name: 'zakpos migrate',
    connectionTimeoutMillis: 10_000,
    ssl: databaseTls({ ca: env.INTERNAL_CA, host: env.DATABASE_HOST }),
  });
  await client.connect();
  try {
    const migrations = readMigrations(directory);
    const applied = await migrate(client, migrations);
    for (const { number, name } of applied) console.log(`applied ${String(number).padStart(4, '0')}_${name}`);
    console.log(`the schema is at ${migrations.length} (${applied.length} applied now)`);
  } finally {
    await client.end();
  }
}

try {
  await run();
} catch (error) {
  const expected = error instanceof MigrationError || error instanceof EnvError;
  console.error(expected ? error.message : error);
  process.exitCode = error instanceof EnvError ? error.exitCode : 1;
}
