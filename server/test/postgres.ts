import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { initScratch } from '../../ops/src/postgres/embedded.ts';
import { migrate, readMigrations } from '../src/platform/database/migrations.ts';

export interface TestServer {
  readonly port: number;
  /** The migrated database that each test clones; nobody may be connected to it. */
  readonly template: string;
  readonly passwords: Readonly<Record<'postgres' | 'zakpos_owner' | 'zakpos_app' | 'zakpos_worker' | 'zakpos_readonly', string>>;
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: TestServer;
  }
}

export const migrationsDir = fileURLToPath(new URL('../migrations', import.meta.url));

/** One PostgreSQL for a whole run, its database migrated once. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const scratch = await initScratch({ settings: { max_connections: '300' } });
  const owner = new Client({ connectionString: scratch.urls.zakpos_owner });
  await owner.connect();
  await migrate(owner, readMigrations(migrationsDir));
  await owner.end();
  const { port, passwords } = scratch;
  project.provide('postgres', { port, passwords, template: new URL(scratch.urls.zakpos_owner).pathname.slice(1) });
  return () => scratch.stop();
}
