import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, fileFailure } from '../failure.ts';
import { hasEnded, isAlive, runsIn } from '../process-identity.ts';
import { type Command, capture, type Exit, type RunningProcess, start } from '../run.ts';
import { postgresBinaries } from './binaries.ts';
import { durable, type PostgresSettings } from './settings.ts';
import { unprivilegedUser, type User } from './unprivileged-user.ts';

export const superuser = 'postgres';
export const majorVersion = '17';

export type EmbeddedPostgres = {
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  readonly exited: Promise<Exit>;
  readonly signal: (signal: NodeJS.Signals) => boolean;
  /** Ends sessions, writes a checkpoint and waits until the server is gone. */
  readonly stop: () => Promise<void>;
  /** SIGKILL, as a power cut would; the next start recovers from the log. */
  readonly kill: () => Promise<void>;
};

export type StartOptions = {
  /** Where the database lives; made by initdb when it is missing or empty. */
  readonly dataDir: string;
  readonly port: number;
  /** Set at the first start; later starts do not need it. */
  readonly superuserPassword: string;
  readonly settings?: PostgresSettings;
  readonly onOutput?: (chunk: Buffer) => void;
};

/** Nothing of ours leaks into PostgreSQL: its messages stay English and its locale is what initdb was told. */
const environment = (): Record<string, string> => {
  const kept = ['PATH', 'TMPDIR', 'SystemRoot', 'TEMP'].map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(kept.filter((entry): entry is [string, string] => entry[1] !== undefined));
};

/** Character classes come from the C library: with plain C, trigrams of Bangla words would be empty. */
const localeOptions =
  process.platform === 'linux' ? ['--locale=C.UTF-8'] : process.platform === 'darwin' ? ['--locale=en_US.UTF-8'] : [];

export const initdbCommand = (initdb: string, dataDir: string, passwordFile: string, user: User | undefined): Command => ({
  file: initdb,
  args: [
    `--pgdata=${dataDir}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=icu',
    '--icu-locale=und', // Bangla and English sort as Unicode says, the same on every platform
    ...localeOptions,
    '--data-checksums', // a rotten disk is reported instead of sold from
    '--no-instructions',
    '--no-sync', // the first checkpoint syncs it all
  ],
  env: environment(),
  ...(user === undefined ? {} : { user }),
});

export const serverCommand = (options: StartOptions, postgres: string, user: User | undefined): Command => ({
  file: postgres,
  args: [
    '-D',
    options.dataDir,
    '-p',
    String(options.port),
    ...Object.entries(options.settings ?? durable).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ],
  cwd: options.dataDir,
  env: environment(),
  ...(user === undefined ? {} : { user }),
});

/** PostgreSQL without a network, fed with statements a line each: the way in when no password is left. */
export function singleUserCommand(dataDir: string, statements: string): Command {
  const user = unprivilegedUser(dataDir);
  return {
    file: postgresBinaries(user).postgres,
    args: ['--single', '-D', dataDir, 'postgres'],
    cwd: dataDir,
    env: environment(),
    input: statements,
    ...(user === undefined ? {} : { user }),
  };
}

/** Reads what a start that failed has said. */
function startFailure(output: string, { dataDir, port }: StartOptions, reason: string): Failure {
  if (/could not bind|Address already in use/.test(output))
    return new Failure('portTaken', `port ${port} for PostgreSQL is taken`);
  if (output.includes('No space left on device')) return new Failure('diskFull', `the disk that holds ${dataDir} is full`);
  if (/initialized by PostgreSQL version/.test(output)) return otherVersion(dataDir, 'another');
  if (output.includes('Permission denied'))
    return new Failure(
      'noPermission',
      `PostgreSQL may not use ${dataDir}: every folder above it must be open to the user that runs it`,
    );
  const said = output.split('\n').findLast((line) => /(FATAL|ERROR|PANIC|initdb: error):/.test(line));
  return new Failure('failed', `PostgreSQL did not start (${reason})${said === undefined ? '' : `: ${said.trim()}`}`);
}

const otherVersion = (dataDir: string, version: string) =>
  new Failure(
    'otherPostgresVersion',
    `${dataDir} belongs to PostgreSQL ${version}, this is ${majorVersion}: move it away, or give another folder with --data`,
  );

async function initCluster(options: StartOptions, user: User | undefined, initdb: string): Promise<void> {
  const { dataDir } = options;
  const secretDir = mkdtempSync(join(tmpdir(), 'zakpos-initdb-'));
  try {
    mkdirSync(dirname(dataDir), { recursive: true });
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const passwordFile = join(secretDir, 'password');
    writeFileSync(passwordFile, options.superuserPassword, { mode: 0o600 });
    if (user) for (const path of [secretDir, passwordFile, dataDir]) chownSync(path, user.uid, user.gid);
    const { exitCode, output } = await capture(initdbCommand(initdb, dataDir, passwordFile, user));
    if (exitCode !== 0) throw startFailure(output, options, `initdb: exit code ${exitCode}`);
  } catch (error) {
    throw fileFailure(error, dataDir);
  } finally {
    rmSync(secretDir, { recursive: true, force: true });
  }
}

/** Lines of postmaster.pid: the first is the process, the eighth its state. */
function pidFile(dataDir: string): { pid: number; state: string } | undefined {
  const path = join(dataDir, 'postmaster.pid');
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').split('\n');
  return { pid: Number(lines[0]), state: lines[7]?.trim() ?? '' };
}

/**
 * Ends a server that outlived its supervisor, and removes the lock file of one that did not: a process that merely got the same
 * id would otherwise block every start. Says whether there was a server to end.
 */
export async function stopOrphanedPostgres(dataDir: string): Promise<boolean> {
  const found = pidFile(dataDir);
  if (found === undefined) return false;
  const { pid } = found;
  const lives = pid > 1 && isAlive(pid) && (await runsIn(pid, realpathSync(dataDir)));
  if (lives) {
    process.kill(pid, 'SIGINT');
    if (!(await hasEnded(pid, 15_000))) {
      process.kill(pid, 'SIGKILL');
      await hasEnded(pid, 5_000);
    }
  }
  rmSync(join(dataDir, 'postmaster.pid'), { force: true });
  return lives;
}

/** Checks without starting anything that this server can open the directory. */
export function checkVersion(dataDir: string): void {
  const file = join(dataDir, 'PG_VERSION');
  if (!existsSync(file)) return;
  const version = readFileSync(file, 'utf8').trim();
  if (version !== majorVersion) throw otherVersion(dataDir, version);
}

async function untilReady(options: StartOptions, server: RunningProcess, said: () => string): Promise<void> {
  let ended: Exit | undefined;
  void server.exited.then((exit) => (ended = exit));
  for (;;) {
    if (ended) throw startFailure(said(), options, ended.reason);
    const file = pidFile(options.dataDir);
    if (file?.pid === server.pid && file.state === 'ready') return;
    await sleep(15);
  }
}

/**
 * Starts PostgreSQL on 127.0.0.1 and waits until it takes connections; makes the data directory first where there is none.
 * As root, it runs as an ordinary user, who also owns the directory.
 * @throws Failure with its own exit code for a taken port, a full disk, another version or missing permission.
 */
export async function startEmbeddedPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const { dataDir, port } = options;
  checkVersion(dataDir);
  const user = unprivilegedUser(dataDir);
  const binaries = postgresBinaries(user);
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await initCluster(options, user, binaries.initdb);
  const owner = process.getuid?.();
  if (owner !== undefined && owner !== 0 && statSync(dataDir).uid !== owner)
    throw new Failure(
      'noPermission',
      `${dataDir} belongs to another user: run as its owner, or choose another folder with --data`,
    );

  const deadline = Date.now() + 10_000;
  for (;;) {
    let tail = '';
    const server = await start(serverCommand(options, binaries.postgres, user), (chunk) => {
      tail = (tail + chunk.toString('utf8')).slice(-16_384);
      options.onOutput?.(chunk);
    });
    const end = async (signal: NodeJS.Signals) => {
      server.signal(signal);
      await server.exited;
    };
    try {
      await untilReady(options, server, () => tail);
      return { ...server, port, dataDir, stop: () => end('SIGINT'), kill: () => end('SIGKILL') };
    } catch (error) {
      // Sessions of a server that was killed notice it within moments; until then its memory is in use.
      if (!tail.includes('pre-existing shared memory block') || Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
