import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import type { DatabaseSettings } from '../src/platform/database/database.service.ts';

export type TestRole = 'postgres' | 'zakpos_owner' | 'zakpos_app' | 'zakpos_worker' | 'zakpos_readonly';

export interface TestDatabase {
  readonly settings: DatabaseSettings;
  /** A connection of its own, e.g. to see as the superuser what row-level security hides. */
  connect(role?: TestRole): Promise<Client>;
  /** Removes the database and ends every connection to it. */
  drop(): Promise<void>;
}

async function asSuperuser(sql: string): Promise<void> {
  const { port, passwords } = inject('postgres');
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password: passwords.postgres, database: 'postgres' });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A database of its own, cloned from the migrated template. */
export async function cloneDatabase(options: { poolSize?: number } = {}): Promise<TestDatabase> {
  const { port, passwords, template } = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(`create database ${name} template ${template} strategy file_copy`);
  const opened: Client[] = [];
  return {
    settings: {
      host: '127.0.0.1',
      port,
      database: name,
      user: 'zakpos_app',
      password: passwords.zakpos_app,
      poolSize: options.poolSize ?? 5,
      applicationName: 'zakpos test',
    },
    async connect(role = 'postgres') {
      const client = new Client({ host: '127.0.0.1', port, user: role, password: passwords[role], database: name });
      client.on('error', () => undefined);
      await client.connect();
      opened.push(client);
      return client;
    },
    async drop() {
      await Promise.all(opened.map((client) => client.end()));
      await asSuperuser(`drop database if exists ${name} with (force)`);
    },
  };
}
