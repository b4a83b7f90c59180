import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { capture } from '../../ops/src/run.ts';
import { toolEnvironment } from '../../ops/src/surroundings.ts';
import { type Container, containersOf, docker, isRunning, serviceOf } from './containers.ts';
import { openStack, type Stack } from './stack.ts';

/** What each service may read at /run/secrets, and no more; whoever breaks into one finds only these. */
const entitled: Readonly<Record<string, readonly string[]>> = {
  nginx: ['edge_tls_cert', 'edge_tls_key'],
  api: ['internal_ca_cert', 'zakpos_app_password', 'token_key', 'redis_api_password'],
  worker: ['internal_ca_cert', 'zakpos_worker_password', 'redis_worker_password', 'kafka_worker_password'],
  web: [],
  mobile: [],
  zookeeper: ['zookeeper_kafka_password'],
  pgbouncer: ['internal_ca_cert', 'pgbouncer_tls_cert', 'pgbouncer_tls_key', 'zakpos_pgbouncer_password'],
};

let stack: Stack;
let containers: Container[];
/** Every generated value that must stay secret, by name; of a key file its longest line. Certificates are public. */
let values: Map<string, string>;

beforeAll(async () => {
  stack = await openStack();
  containers = await containersOf(stack.project);
  const names = readdirSync(stack.secretsDir).filter((name) => !name.endsWith('_cert'));
  values = new Map(
    names.map((name) => {
      const lines = readFileSync(join(stack.secretsDir, name), 'utf8').split('\n');
      return [name, lines.reduce((longest, line) => (line.length > longest.length ? line : longest))];
    }),
  );
});

const foundIn = (text: string): string[] => [...values].filter(([, value]) => text.includes(value)).map(([name]) => name);

test('every secret is its own, long, and in a directory that only its owner enters', () => {
  expect(values.size).toBeGreaterThan(20);
  expect(new Set(values.values()).size).toBe(values.size);
  expect([...values].filter(([, value]) => value.length < 32)).toEqual([]);
  expect(statSync(stack.secretsDir).mode & 0o777).toBe(0o700);
});

test('a search finds a secret where there is one', () => {
  const [name = '', value] = [...values][0] ?? [];
  expect(foundIn(`password=${value}`)).toEqual([name]);
});

test('no secret is in the rendered configuration or in the settings of the site', async () => {
  expect(foundIn((await stack.compose('--profile', '*', 'config')).output)).toEqual([]);
  expect(foundIn(readFileSync(join(stack.site, '.env'), 'utf8'))).toEqual([]);
});

test('no secret is in what the engine knows of containers and images: environment, commands, labels, health, history', async () => {
  expect(foundIn(JSON.stringify(containers))).toEqual([]);
  const images = [...new Set(containers.map(({ Image }) => Image))];
  expect(foundIn(await docker('inspect', ...images))).toEqual([]);
  for (const image of images) expect(foundIn(await docker('history', '--no-trunc', image)), image).toEqual([]);
});

test('no secret is in any log, that of the first start included', async () => {
  for (const container of containers) {
    const log = await docker('logs', container.Id);
    expect(foundIn(log), serviceOf(container)).toEqual([]);
  }
});

test.runIf(process.platform === 'linux')('no secret is in the environment or on the command line of any process', () => {
  const ids = containers.filter(isRunning).map(({ Id }) => Id);
  let seen = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const cgroup = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
      if (!ids.some((id) => cgroup.includes(id))) continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      expect(foundIn(command + readFileSync(`/proc/${pid}/environ`, 'utf8')), command).toEqual([]);
      seen += 1;
    } catch (error) {
      if (error instanceof Error && 'code' in error) continue; // it has ended since
      throw error;
    }
  }
  expect(seen).toBeGreaterThan(ids.length);
});

test('no secret is in a file of any container but where the secrets are, and in memory of its owner', async () => {
  const patterns = [...values.values()].join('\n');
  for (const container of containers.filter(isRunning)) {
    // Kernel file systems, the secrets themselves, and what services make of them in memory that nobody else may enter.
    const skipped = ['proc', 'sys', 'dev', 'run'].map((name) => `--exclude-dir=${name}`);
    const args = ['exec', '-i', container.Id, 'grep', '-rlaF', ...skipped, '-f', '-', '/'];
    const { output } = await capture({ file: 'docker', args, env: toolEnvironment(), input: patterns, timeoutMs: 120_000 });
    const files = output.split('\n').filter((line) => line.startsWith('/'));
    expect(files, serviceOf(container)).toEqual([]);
  }
});

test.each(Object.keys(entitled))('%s sees its own secrets and no others', async (service) => {
  const container = containers.find((candidate) => serviceOf(candidate) === service);
  const mounted = (container?.Mounts ?? [])
    .map(({ Destination }) => Destination)
    .filter((path) => path.startsWith('/run/secrets/'));
  expect(mounted.map((path) => path.replace('/run/secrets/', '')).toSorted()).toEqual([...(entitled[service] ?? [])].toSorted());
});

test('the key of the internal authority is mounted nowhere', () => {
  const sources = containers.flatMap(({ Mounts }) => Mounts.map(({ Source }) => Source));
  expect(sources.filter((source) => source.endsWith('internal_ca_key'))).toEqual([]);
  expect(statSync(join(stack.secretsDir, 'internal_ca_key')).mode & 0o077).toBe(0);
});
