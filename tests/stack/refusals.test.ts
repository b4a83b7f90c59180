import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../ops/src/exit-codes.ts';
import { repositoryDir } from '../../ops/src/layout.ts';
import { changeSetting } from '../../ops/src/platform/settings.ts';
import type { Site } from '../../ops/src/platform/site.ts';
import { capture, type Outcome } from '../../ops/src/run.ts';
import { toolEnvironment } from '../../ops/src/surroundings.ts';
import { docker } from './containers.ts';
import { containerOf, type Rendered, render, runToEnd, secretsOf } from './single-container.ts';
import { makeSite, removeSite } from './site.ts';
import { openStack, type Stack } from './stack.ts';

/** What nobody should run is refused: at once, with exit code 78, and with what is wrong and what to do. */

const refused = exitCodes.badConfiguration.code;

let stack: Stack;
let site: Site;
let rendered: Rendered;
/** Secrets as nobody should have them. */
let faulty: string;

beforeAll(async () => {
  stack = await openStack();
  site = await makeSite({});
  rendered = await render(site);
  faulty = mkdtempSync(join(tmpdir(), 'zakpos-refusals-'));
  mkdirSync(join(faulty, 'secrets'), { mode: 0o755 });
  for (const [name, content] of [
    ['empty', ''],
    ['too short', 'Xk3-9w'],
    ['a placeholder', 'changeme'.repeat(8)],
  ] as const)
    writeFileSync(join(faulty, 'secrets', name), content, { mode: 0o444 });
});
afterAll(async () => {
  await removeSite(site.dir, site.project);
  rmSync(faulty, { recursive: true, force: true });
});

const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
const isCertificate = (secret: string): boolean => /_(cert|tls_key)$/.test(secret);

/** Two processors: more at once would only wait for each other. */
async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = [...items];
  const take = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all([take(), take(), take()]);
}

const services = ['api', 'worker', 'migrate', 'kafka-init', 'postgres', 'pgbouncer', 'redis', 'kafka', 'zookeeper', 'nginx'];

test('every service that reads a secret is in the table below', () => {
  const reading = Object.keys(rendered.services).filter((name) => (rendered.services[name]?.secrets ?? []).length > 0);
  expect(reading.toSorted()).toEqual(services.toSorted());
});

describe.each(services)('%s', (name) => {
  test('refuses each secret that is missing, empty, too short or a placeholder, and names it', { timeout: 120_000 }, async () => {
    const service = rendered.services[name];
    const secrets = service === undefined ? [] : secretsOf(service);
    const cases = secrets.flatMap((secret, index) => {
      // Each is left out once. The same code reads all passwords of a service, so the other faults go round.
      const kinds = isCertificate(secret) ? ['empty'] : ['empty', 'too short', 'a placeholder'];
      const only = secrets.length > 4 ? kinds.filter((_kind, kind) => kind === index % kinds.length) : kinds;
      return [undefined, ...only].map((kind) => ({ secret, kind }));
    });
    const wrong: string[] = [];
    await inTurns(cases, async ({ secret, kind }) => {
      const file = kind === undefined ? undefined : join(faulty, 'secrets', kind);
      const { exitCode, output } = await runToEnd(...containerOf(rendered, name, { secrets: { [secret]: file } }));
      // A program's own words may come with a heading, never with the path through its code.
      const isGood = exitCode === refused && output.includes(`/run/secrets/${secret}`) && lines(output).length <= 2;
      if (!isGood) wrong.push(`${secret}, ${kind ?? 'missing'}: ${exitCode} ${output}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe.each(['postgres', 'redis', 'kafka', 'zookeeper'])('%s', (name) => {
  test("refuses a volume with another user's files in one line", async () => {
    const volume = `${site.project}-${name}`;
    await docker('volume', 'create', volume);
    try {
      const image = rendered.services[name]?.image ?? '';
      const script = 'echo precious >/v/file; chown 1234:1234 /v /v/file; chmod 0700 /v';
      await docker('run', '--rm', '--user=0', '--entrypoint=bash', `--volume=${volume}:/v`, image, '-c', script);
      const { exitCode, output } = await runToEnd(...containerOf(rendered, name, { volume }));
      expect(output).toMatch(/belongs to (user|uid) 1234/);
      expect(lines(output)).toHaveLength(1);
      expect(exitCode).toBe(refused);
      const read = ['run', '--rm', '--user=0', '--entrypoint=cat', `--volume=${volume}:/v`, image, '/v/file'];
      expect(await docker(...read)).toBe('precious');
    } finally {
      await docker('volume', 'rm', '--force', volume);
    }
  });
});

test.each([['config'], ['up', '--detach']])('plain docker compose %s before init says what to run first', async (...args) => {
  const copy = mkdtempSync(join(tmpdir(), 'zakpos-copy-'));
  try {
    cpSync(join(repositoryDir, 'docker-compose.yml'), join(copy, 'docker-compose.yml'));
    cpSync(join(repositoryDir, 'docker'), join(copy, 'docker'), { recursive: true });
    const kept = Object.entries(toolEnvironment()).filter(([variable]) => /^(PATH|HOME|DOCKER_HOST)$/.test(variable));
    const env = Object.fromEntries(kept);
    const { exitCode, output } = await capture({ file: 'docker', args: ['compose', ...args], cwd: copy, env });
    expect(exitCode).not.toBe(0);
    expect(lines(output)).toHaveLength(1);
    expect(output).toContain('run ./zakpos init first');
  } finally {
    rmSync(copy, { recursive: true });
  }
});

/** `zakpos up` for the site with these settings, which are put back. */
async function upWith(settings: Readonly<Record<string, string>>): Promise<Outcome> {
  const before = readFileSync(site.envFile, 'utf8');
  try {
    for (const [name, value] of Object.entries(settings)) changeSetting(site.envFile, { name, value, comment: 'Of the test' });
    const args = [join(repositoryDir, 'ops/src/main.ts'), 'up', '--site', site.dir];
    return await capture({ file: process.execPath, args, env: toolEnvironment(), timeoutMs: 60_000 });
  } finally {
    writeFileSync(site.envFile, before);
  }
}

describe('zakpos up', () => {
  const wrong = {
    HTTP_PORT: '99999',
    HTTPS_PORT: 'https',
    COMPOSE_PROJECT_NAME: 'Not A Name',
    LOG_LEVEL: 'loud',
    PUBLIC_URL: 'shop.example',
    KAFKA_PARTITIONS: 'many',
  };

  test('refuses wrong settings, all of them at once', async () => {
    const { exitCode, output } = await upWith(wrong);
    expect(exitCode, output).toBe(refused);
    for (const [name, value] of Object.entries(wrong)) expect(output).toMatch(new RegExp(`${name} must .*not "${value}"`));
    expect(lines(output)).toHaveLength(1 + Object.keys(wrong).length);
  });

  test.each(Object.entries(wrong))('refuses %s=%s alone in one line', async (name, value) => {
    const { exitCode, output } = await upWith({ [name]: value });
    expect(exitCode, output).toBe(refused);
    expect(lines(output)).toHaveLength(1);
    expect(output).toContain(`${name} must`);
  });

  test('names the program that holds its port', async () => {
    const server = await new Promise<Server>((resolve, reject) => {
      const listening = createServer().once('error', reject);
      listening.listen(site.ports.http, '127.0.0.1', () => resolve(listening));
    });
    try {
      const { exitCode, output } = await upWith({});
      expect(exitCode, output).toBe(exitCodes.portTaken.code);
      expect(output).toContain(`(process ${process.pid})`);
    } finally {
      server.close();
    }
  });

  test('names the container that holds its port', async () => {
    const { exitCode, output } = await upWith({ HTTPS_PORT: new URL(stack.httpsUrl).port });
    expect(exitCode, output).toBe(exitCodes.portTaken.code);
    expect(output).toContain(`the container ${stack.container('nginx')}`);
  });
});
