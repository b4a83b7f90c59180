import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { freePort } from '../free-port.ts';
import { isAlive } from '../process-identity.ts';
import { connectionUrl, createDatabase, type Role } from './roles.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres, stopOrphanedPostgres, superuser } from './server.ts';
import { durable, type PostgresSettings, throwAway } from './settings.ts';

export type Scratch = {
  readonly port: number;
  readonly dataDir: string;
  /** A connection URL per role, and the superuser's. */
  readonly urls: Readonly<Record<Role | 'postgres', string>>;
  readonly passwords: Readonly<Record<Role | 'postgres', string>>;
  /** The URL of another database of the same server, for tests that clone a template. */
  readonly urlOf: (role: Role | 'postgres', database: string) => string;
  readonly kill: () => Promise<void>;
  /** After `kill`: the same data on the same port. */
  readonly restart: () => Promise<void>;
  /** Stops the server and removes its folder. */
  readonly stop: () => Promise<void>;
};

export type ScratchOptions = {
  /** Keep what is acknowledged, as in production; for tests that kill the server. */
  readonly durable?: boolean;
  readonly settings?: PostgresSettings;
};

const prefix = 'zakpos-scratch-';
const newPassword = () => randomBytes(24).toString('base64url');

/** Servers of earlier runs that were killed before they could tidy up. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const owner = Number(name.slice(prefix.length).split('-')[0]);
    if (!Number.isInteger(owner) || isAlive(owner)) continue;
    const dir = join(tmpdir(), name);
    try {
      await stopOrphanedPostgres(join(dir, 'postgres'));
      rmSync(dir, { recursive: true, force: true });
    } catch {
      // It belongs to another user of this machine, who will remove it.
    }
  }
}

async function startOnFreePort(options: { dataDir: string; superuserPassword: string; settings: PostgresSettings }) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startEmbeddedPostgres({ ...options, port: await freePort() });
    } catch (error) {
      // Somebody else can take the port between the look and the start.
      if (!(error instanceof Failure && error.kind === 'portTaken' && attempt < 5)) throw error;
    }
  }
}

/**
 * A PostgreSQL of its own for a test run: temporary folder, random port, docker/postgres/init.sql applied, passwords set.
 * Everything goes away with `stop`, at the latest with this process.
 */
export async function initScratch(options: ScratchOptions = {}): Promise<Scratch> {
  await removeLeftovers();
  const dir = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // The server may run as another user, who must be able to enter.
  chmodSync(dir, 0o755);
  const dataDir = join(dir, 'postgres');
  const passwords = {
    postgres: newPassword(),
    zakpos_owner: newPassword(),
    zakpos_app: newPassword(),
    zakpos_worker: newPassword(),
    zakpos_readonly: newPassword(),
    zakpos_backup: newPassword(),
    zakpos_metrics: newPassword(),
  };
  const settings = { ...(options.durable ? durable : throwAway), ...options.settings };
  const startOptions = { dataDir, superuserPassword: passwords.postgres, settings };
  let server: EmbeddedPostgres = await startOnFreePort(startOptions);
  const { port } = server;

  const atExit = () => {
    try {
      process.kill(server.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', atExit);
  await createDatabase(port, passwords.postgres, passwords);

  const urlOf = (role: Role | 'postgres', database: string) => connectionUrl(port, role, passwords[role], database);
  const url = (role: Role) => connectionUrl(port, role, passwords[role]);
  return {
    port,
    dataDir,
    passwords,
    urlOf,
    urls: {
      postgres: connectionUrl(port, superuser, passwords.postgres),
      zakpos_owner: url('zakpos_owner'),
      zakpos_app: url('zakpos_app'),
      zakpos_worker: url('zakpos_worker'),
      zakpos_readonly: url('zakpos_readonly'),
      zakpos_backup: url('zakpos_backup'),
      zakpos_metrics: url('zakpos_metrics'),
    },
    kill: () => server.kill(),
    restart: async () => {
      server = await startEmbeddedPostgres({ ...startOptions, port });
    },
    stop: async () => {
      process.removeListener('exit', atExit);
      await server.stop();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
