import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fchmodSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileFailure } from './failure.ts';

/** The files of a secrets directory, by the name that services know them by at /run/secrets. */
export const secretNames = [
  'postgres_password',
  'zakpos_owner_password',
  'zakpos_app_password',
  'zakpos_worker_password',
  'zakpos_readonly_password',
  'zakpos_backup_password',
  'zakpos_metrics_password',
  'zakpos_pgbouncer_password',
  'token_key',
] as const;
export type SecretName = (typeof secretNames)[number];

/** Written beside and renamed, so that a cut-off start leaves no half secret. */
export function writeSecret(path: string, content: string, mode = 0o600): void {
  const half = `${path}.${process.pid}`;
  const file = openSync(half, 'wx', mode);
  try {
    fchmodSync(file, mode); // whatever the umask is: other users' containers must be able to read what is theirs
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(half, path);
}

export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Makes what is missing and keeps what is there. Says which were made. */
export function ensureSecrets(dir: string): { created: SecretName[] } {
  const created: SecretName[] = [];
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    for (const name of secretNames) {
      const path = join(dir, name);
      if (existsSync(path)) continue;
      writeSecret(path, newSecret());
      created.push(name);
    }
  } catch (error) {
    throw fileFailure(error, dir);
  }
  return { created };
}

export function readSecret(dir: string, name: SecretName): string {
  const path = join(dir, name);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw fileFailure(error, path);
  }
}

/** A secret of its own name, made when it is first asked for. */
export function keptSecret(dir: string, name: string): string {
  const path = join(dir, name);
  try {
    if (!existsSync(path)) writeSecret(path, randomBytes(12).toString('base64url'));
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw fileFailure(error, path);
  }
}
