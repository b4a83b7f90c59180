import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Failure, fileFailure } from '../failure.ts';
import { freePort } from '../free-port.ts';
import type { PostgresPlan } from '../plans/service-plan.ts';
import { capture } from '../run.ts';
import { ensureSecrets, readSecret } from '../secrets.ts';
import { sharedDir } from './binaries.ts';
import { createDatabase, passwordStatement, type Role } from './roles.ts';
import {
  checkVersion,
  type EmbeddedPostgres,
  singleUserCommand,
  startEmbeddedPostgres,
  stopOrphanedPostgres,
  superuser,
} from './server.ts';
import { canEnter, unprivilegedUser } from './unprivileged-user.ts';

/**
 * The folder that really holds the database. Where root starts PostgreSQL in a folder that its user cannot enter, such as /root, that
 * is one outside, and a link leads to it.
 */
export function realDataDir(dataDir: string, tell: (line: string) => void = () => undefined): string {
  if (lstatSync(dataDir, { throwIfNoEntry: false })?.isSymbolicLink()) return resolve(dirname(dataDir), readlinkSync(dataDir));
  const user = unprivilegedUser(dataDir);
  const parent = dirname(resolve(dataDir));
  if (user === undefined || canEnter(user, parent)) return dataDir;
  if (canEnter(user, dirname(parent)) && statSync(parent).uid === 0) {
    // Only our own folder is closed: passing through it shows nothing, for what is in it has its own modes.
    chmodSync(parent, 0o711);
    return dataDir;
  }
  if (existsSync(dataDir))
    throw new Failure(
      'noPermission',
      `PostgreSQL runs as ${user.name}, who cannot enter ${parent}: choose another folder with --data`,
    );
  // A name of its own: another clone in the same folder must not find this one's shops.
  const place = join(sharedDir, `data-${randomBytes(6).toString('hex')}`, 'postgres');
  try {
    mkdirSync(dirname(place), { recursive: true, mode: 0o755 });
    symlinkSync(place, dataDir);
  } catch (error) {
    throw fileFailure(error, place);
  }
  tell(`PostgreSQL runs as ${user.name}, who cannot enter ${parent}: the database lives in ${place}, a link leads there.`);
  return place;
}

const passwordsOf = (secretsDir: string): Record<Role, string> => ({
  zakpos_owner: readSecret(secretsDir, 'zakpos_owner_password'),
  zakpos_app: readSecret(secretsDir, 'zakpos_app_password'),
  zakpos_worker: readSecret(secretsDir, 'zakpos_worker_password'),
  zakpos_readonly: readSecret(secretsDir, 'zakpos_readonly_password'),
  zakpos_backup: readSecret(secretsDir, 'zakpos_backup_password'),
  zakpos_metrics: readSecret(secretsDir, 'zakpos_metrics_password'),
});

/** Builds the database beside its place and moves it there when all is done: a start that is cut off leaves nothing half. */
async function buildDatabase(dataDir: string, secretsDir: string, superuserPassword: string, onOutput: (chunk: Buffer) => void) {
  const unfinished = `${dataDir}.unfinished`;
  await stopOrphanedPostgres(unfinished);
  rmSync(unfinished, { recursive: true, force: true });
  const server = await startEmbeddedPostgres({ dataDir: unfinished, port: await freePort(), superuserPassword, onOutput });
  try {
    await createDatabase(server.port, superuserPassword, passwordsOf(secretsDir));
  } finally {
    await server.stop();
  }
  rmSync(dataDir, { recursive: true, force: true });
  renameSync(unfinished, dataDir);
}

/** Gives the roles of an existing database the passwords of secrets that were made anew, without a password to sign in with. */
async function resetPasswords(dataDir: string, secretsDir: string): Promise<void> {
  await stopOrphanedPostgres(dataDir);
  const passwords = { ...passwordsOf(secretsDir), [superuser]: readSecret(secretsDir, 'postgres_password') };
  const statements = Object.entries(passwords).map(([role, password]) => passwordStatement(role, password));
  const { exitCode, output } = await capture(singleUserCommand(dataDir, `${statements.join('\n')}\n`));
  if (exitCode !== 0)
    throw new Failure('failed', `cannot set the passwords of the database anew: ${output.split('\n').at(-1) ?? ''}`);
}

/** The database of an installation: made at the first start, with the passwords of the secrets directory. */
export async function startInstalledPostgres(
  plan: Pick<PostgresPlan, 'dataDir' | 'secretsDir' | 'port'>,
  onOutput: (chunk: Buffer) => void,
): Promise<EmbeddedPostgres> {
  const { created } = ensureSecrets(plan.secretsDir);
  const superuserPassword = readSecret(plan.secretsDir, 'postgres_password');
  try {
    const dataDir = realDataDir(plan.dataDir);
    checkVersion(dataDir);
    if (!existsSync(join(dataDir, 'PG_VERSION'))) await buildDatabase(dataDir, plan.secretsDir, superuserPassword, onOutput);
    else if (created.some((name) => name.endsWith('_password'))) await resetPasswords(dataDir, plan.secretsDir);
    return await startEmbeddedPostgres({ dataDir, port: plan.port, superuserPassword, onOutput });
  } catch (error) {
    throw fileFailure(error, plan.dataDir);
  }
}
