import { createHmac, createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { databaseName } from './database-name.ts';
import { superuser } from './server.ts';

/** The roles that docker/postgres/init.sql creates, without passwords. */
export const roles = [
  'zakpos_owner',
  'zakpos_app',
  'zakpos_worker',
  'zakpos_readonly',
  'zakpos_backup',
  'zakpos_metrics',
] as const;
export type Role = (typeof roles)[number];

const initSql = join(import.meta.dirname, '../../../docker/postgres/init.sql');

/**
 * What PostgreSQL stores for a password (RFC 5802, RFC 7677). Made here, so that the password itself is in no statement that a log or a
 * statistics view could keep.
 */
export function scramVerifier(password: string, salt = randomBytes(16), iterations = 4096): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${hmac('Server Key').toString('base64')}`;
}

/** The statement that gives a role its password; a verifier has no character that would need escaping. */
export const passwordStatement = (role: string, password: string): string =>
  `ALTER ROLE ${role} PASSWORD '${scramVerifier(password)}'`;

async function withClient<T>(port: number, database: string, password: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ host: '127.0.0.1', port, user: superuser, database, password });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Creates the database in a fresh cluster and, as init.sql says, its roles, extensions and schema; then the roles' passwords. */
export async function createDatabase(
  port: number,
  superuserPassword: string,
  passwords: Readonly<Record<Role, string>>,
): Promise<void> {
  await withClient(port, 'postgres', superuserPassword, (client) => client.query(`CREATE DATABASE ${databaseName}`));
  await withClient(port, databaseName, superuserPassword, async (client) => {
    await client.query(readFileSync(initSql, 'utf8'));
    await client.query(roles.map((role) => passwordStatement(role, passwords[role])).join(';\n'));
  });
}

export const connectionUrl = (port: number, user: string, password: string, database: string = databaseName): string =>
  `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
