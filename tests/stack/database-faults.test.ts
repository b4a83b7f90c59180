import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { engineSettings } from '../../ops/src/platform/context.ts';
import { docker as dockerCommand } from '../../ops/src/plans/platform.ts';
import { capture, type Outcome } from '../../ops/src/run.ts';
import { docker } from './containers.ts';
import { openStack, repositoryFile, type Stack } from './stack.ts';

const passwords = [
  'postgres',
  'zakpos_owner',
  'zakpos_app',
  'zakpos_worker',
  'zakpos_readonly',
  'zakpos_backup',
  'zakpos_metrics',
  'zakpos_pgbouncer',
];
const secrets = ['internal_ca_cert', 'postgres_tls_cert', 'postgres_tls_key', ...passwords.map((name) => `${name}_password`)];
const image = /image: \$\{IMAGE_PREFIX:-(\w+)\}\/postgres:\$\{ZAKPOS_VERSION:-([\d.]+)\}/.exec(
  repositoryFile('docker-compose.yml'),
);

let stack: Stack;
/** Of this test: a volume, and a container of PostgreSQL on it, in no network. */
let name: string;
beforeAll(async () => {
  stack = await openStack({ services: ['pgbouncer'] });
}, 180_000);
afterAll(() => stack?.down());
beforeEach(async () => {
  name = `${stack.project}-${randomBytes(3).toString('hex')}`;
  await docker('volume', 'create', name);
});
afterEach(async () => {
  await docker('rm', '--force', name);
  await docker('volume', 'rm', '--force', name);
});

const tried = (...args: string[]): Promise<Outcome> => capture(dockerCommand(engineSettings(), ...args));

const postgresImage = (): string =>
  `${process.env['IMAGE_PREFIX'] ?? image?.[1]}/postgres:${process.env['ZAKPOS_VERSION'] ?? image?.[2]}`;

/** `replaced` gives a secret another content; undefined leaves it out. */
function postgres(replaced: Readonly<Record<string, string | undefined>> = {}): string[] {
  const mounts = secrets
    .filter((secret) => !(secret in replaced))
    .map((secret) => `--volume=${stack.secretsDir}/${secret}:/run/secrets/${secret}:ro`);
  return [
    `--name=${name}`,
    '--init',
    '--read-only',
    '--cap-drop=ALL',
    '--network=none',
    '--user=999:999',
    '--tmpfs=/run/postgresql:size=4m,uid=999,gid=999,mode=0700',
    '--tmpfs=/tmp:size=16m,uid=999,gid=999,mode=0700',
    ...mounts,
    `--volume=${name}:/var/lib/postgresql/data`,
    postgresImage(),
  ];
}

/** Prepares the volume as root. */
const inVolume = (script: string): Promise<string> =>
  docker('run', '--rm', '--user=0', '--entrypoint=bash', `--volume=${name}:/v`, postgresImage(), '-c', script);

async function healthyWithin(container: string, timeoutMs: number): Promise<boolean> {
  for (const until = Date.now() + timeoutMs; Date.now() < until; await sleep(200))
    if ((await tried('exec', container, 'health')).exitCode === 0) return true;
  return false;
}

describe('PostgreSQL', () => {
  test.each([300, 700, 1_100, 1_600])('a first start that is killed after %i ms is made again by the next', async (afterMs) => {
    await docker('run', '--detach', ...postgres());
    await sleep(afterMs);
    await docker('kill', '--signal=KILL', name);
    await docker('start', name);
    expect(await healthyWithin(name, 30_000)).toBe(true);
    expect(await inVolume('ls /v')).toBe('17');
  });

  test.each<[string, string, string]>([
    ['a volume of another user', 'touch /v/something; chown 1234:1234 /v', 'belongs to user 1234'],
    [
      'a database of another version',
      'mkdir /v/17; echo 16 >/v/17/PG_VERSION; chown -R 999:999 /v',
      'was not made by PostgreSQL 17',
    ],
    ['a database of another image', 'echo 17 >/v/PG_VERSION; chown -R 999:999 /v', 'holds a database of another image'],
  ])('refuses in one line %s', async (_what, script, reason) => {
    await inVolume(script);
    const { exitCode, output } = await tried('run', ...postgres());
    expect(exitCode).toBe(78);
    expect(output).toContain(reason);
    expect(output.trim().split('\n')).toHaveLength(1);
  });

  test('refuses a missing secret, and a volume that another container uses', async () => {
    const missing = await tried('run', ...postgres({ zakpos_app_password: undefined }));
    expect(missing.exitCode).toBe(78);
    expect(missing.output).toContain('the secret zakpos_app_password is missing');
    const volume = `${stack.project}_postgres_data:/var/lib/postgresql/data`;
    const shared = postgres().map((argument) =>
      argument.endsWith(':/var/lib/postgresql/data') ? `--volume=${volume}` : argument,
    );
    await docker('rm', '--force', name);
    const second = await tried('run', ...shared);
    expect(second.exitCode).toBe(78);
    expect(second.output).toContain('another container uses the volume');
  });

  test('is not healthy while it takes no writes', async () => {
    await docker('run', '--detach', ...postgres());
    expect(await healthyWithin(name, 30_000)).toBe(true);
    await docker('exec', name, 'touch', '/var/lib/postgresql/data/17/standby.signal');
    await docker('restart', name);
    await sleep(3_000);
    const { exitCode, output } = await tried('exec', name, 'health');
    expect(exitCode).not.toBe(0);
    expect(output).toContain('read-only transaction');
  });
});

test('the pooler is not healthy without PostgreSQL, and heals by itself when it is back', async () => {
  const pooler = stack.container('pgbouncer');
  expect(await healthyWithin(pooler, 5_000)).toBe(true);
  await stack.compose('stop', 'postgres');
  expect((await tried('exec', pooler, 'timeout', '4', 'health')).exitCode).not.toBe(0);
  await stack.compose('start', 'postgres');
  expect(await healthyWithin(pooler, 10_000)).toBe(true);
});
