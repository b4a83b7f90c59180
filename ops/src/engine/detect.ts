import { statfsSync } from 'node:fs';
import { Failure } from '../failure.ts';
import { isObject, textField } from '../json-file.ts';
import { docker, type EngineSettings } from '../plans/platform.ts';
import { read } from '../run.ts';

export type Engine = { readonly version: string; readonly composeVersion: string; readonly rootDir: string };

/** `absent`: there is none, and a machine without one is a fine one. `unusable`: there is one, and somebody must do something. */
export type EngineFault = {
  readonly kind: 'absent' | 'unusable';
  readonly exitCode: 'noEngine' | 'noPermission';
  readonly message: string;
};

/** Engine 25 brought `start_interval`; Compose 2.26 is the oldest that is tested. */
const leastEngine = [25, 0] as const;
const leastCompose = [2, 26] as const;

const answerTimeoutMs = 20_000;

export function isAtLeast(version: string, [leastMajor, leastMinor]: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number.parseFloat);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** What the client's words mean, and what to do about it. */
export function faultOf(words: string): EngineFault {
  const socket = /unix:\/\/(\S+?)[.:]?(?:\s|$)/.exec(words)?.[1];
  const where = socket === undefined ? 'the Docker engine' : `the Docker engine at ${socket}`;
  if (/permission denied/i.test(words))
    return {
      kind: 'unusable',
      exitCode: 'noPermission',
      message: `no permission to use ${where}: add yourself to its group (sudo usermod -aG docker "$USER", then sign in again), or run as root`,
    };
  if (/ENOENT|not found/i.test(words))
    return {
      kind: 'absent',
      exitCode: 'noEngine',
      message: 'there is no Docker here: install Docker Engine 25 or newer with Compose 2.26',
    };
  return {
    kind: 'absent',
    exitCode: 'noEngine',
    message: `${where} does not answer: start it (sudo systemctl start docker), or set DOCKER_HOST to where it is`,
  };
}

const unusable = (message: string): EngineFault => ({ kind: 'unusable', exitCode: 'noEngine', message });

/** The engine that the client reaches, or why none can be used. */
export async function findEngine(settings: EngineSettings): Promise<Engine | EngineFault> {
  const [info, composeVersion] = await Promise.all([
    read({ ...docker(settings, 'info', '--format', '{{json .}}'), timeoutMs: answerTimeoutMs }),
    read({ ...docker(settings, 'compose', 'version', '--short'), timeoutMs: answerTimeoutMs }),
  ]);
  let found: unknown;
  try {
    found = JSON.parse(info.stdout);
  } catch {
    found = undefined;
  }
  const version = textField(found, 'ServerVersion') ?? '';
  const errors = isObject(found) ? found['ServerErrors'] : undefined;
  if (version === '') return faultOf([info.stderr, ...(Array.isArray(errors) ? errors : [])].join('\n'));
  if (!isAtLeast(version, leastEngine))
    return unusable(`this is Docker Engine ${version}: ZakPOS needs 25 or newer (health checks with start_interval)`);
  if (composeVersion.exitCode !== 0)
    return unusable('the Docker client has no Compose: install the package docker-compose-plugin (or docker-compose on Debian)');
  const compose = composeVersion.stdout.trim();
  if (!isAtLeast(compose, leastCompose)) return unusable(`this is Docker Compose ${compose}: ZakPOS needs 2.26 or newer`);
  return { version, composeVersion: compose, rootDir: textField(found, 'DockerRootDir') ?? '' };
}

export const isFault = (found: Engine | EngineFault): found is EngineFault => 'message' in found;

export async function requireEngine(settings: EngineSettings): Promise<Engine> {
  const found = await findEngine(settings);
  if (isFault(found)) throw new Failure(found.exitCode, found.message);
  return found;
}

const leastFreeBytes = 1024 ** 3; // volumes of a new platform take a third of it

/** Where the engine's data is on this machine, there must be room for a database that grows. */
export function checkEngineDisk({ rootDir }: Engine): void {
  let freeBytes: number;
  try {
    const { bavail, bsize } = statfsSync(rootDir);
    freeBytes = bavail * bsize;
  } catch {
    return; // it is on another machine
  }
  if (freeBytes >= leastFreeBytes) return;
  throw new Failure(
    'diskFull',
    `the disk of the engine (${rootDir}) has ${Math.floor(freeBytes / 1024 ** 2)} MB left, 1024 MB are needed: free some space`,
  );
}
