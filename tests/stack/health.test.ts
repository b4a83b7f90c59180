import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../ops/src/exit-codes.ts';
import { repositoryDir } from '../../ops/src/layout.ts';
import { capture } from '../../ops/src/run.ts';
import { toolEnvironment } from '../../ops/src/surroundings.ts';
import { containersOf, docker, isRunning, serviceOf } from './containers.ts';
import { containerOf, render } from './single-container.ts';
import { makeSite, removeSite } from './site.ts';
import { openStack, type Stack } from './stack.ts';
import { superuserOf } from './superuser.ts';

/**
 * What the health checks say is true. The engine calls a container unhealthy after three checks that failed, 30 s apart; here the same
 * command is asked directly, and one container shows with a shorter interval what the engine makes of it.
 */

const services = ['nginx', 'api', 'worker', 'web', 'mobile', 'postgres', 'pgbouncer', 'redis', 'zookeeper', 'kafka'];

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});

/** The command of the service's own check, within the engine's limit. */
async function health(service: string): Promise<{ isHealthy: boolean; output: string }> {
  const container = (await containersOf(stack.project)).find((one) => serviceOf(one) === service);
  const [, ...command] = container?.Config.Healthcheck?.Test ?? [];
  const { exitCode, output } = await stack.exec(service, 'timeout', '5', ...command);
  return { isHealthy: exitCode === 0, output };
}

async function untilHealthIs(service: string, wanted: boolean, timeoutMs: number): Promise<string> {
  for (const until = Date.now() + timeoutMs; ; await sleep(500)) {
    const { isHealthy, output } = await health(service);
    if (isHealthy === wanted) return output;
    if (Date.now() > until) throw new Error(`${service} is ${wanted ? 'not ' : ''}healthy after ${timeoutMs} ms: ${output}`);
  }
}

/** What the API says of itself, asked from inside. */
async function readiness(): Promise<{ status: number; body: string }> {
  const script = `fetch('http://127.0.0.1:39847/health/ready').then(async (r) => console.log(r.status + ' ' + (await r.text())))`;
  const { output } = await stack.exec('api', 'node', '--eval', script);
  const [, status = '0', body = ''] = /^(\d+) (.*)$/s.exec(output) ?? [];
  return { status: Number(status), body };
}

async function untilReadiness(wanted: (answer: { status: number; body: string }) => boolean): Promise<void> {
  for (const until = Date.now() + 30_000; ; await sleep(300)) {
    const answer = await readiness();
    if (wanted(answer)) return;
    if (Date.now() > until) throw new Error(`the API says ${answer.status} ${answer.body}`);
  }
}

/** A connection that no setting of a test can shut out, since it is there before. */
async function withSuperuser<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(superuserOf(stack));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function signalAll(container: string, signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  const listed = await docker('top', container, '-eo', 'pid');
  for (const pid of listed.split('\n').slice(1)) {
    try {
      process.kill(Number(pid), signal);
    } catch {
      // A check of the engine's own has just ended.
    }
  }
}

test('every check finds its service well', async () => {
  for (const service of services) expect(await health(service), service).toMatchObject({ isHealthy: true });
});

test('a service whose processes do not go on is ill by its own check, and well when they do', async () => {
  await Promise.all(services.map((service) => signalAll(stack.container(service), 'SIGSTOP')));
  try {
    const found = await Promise.all(services.map(async (service) => [service, (await health(service)).isHealthy] as const));
    expect(found).toEqual(services.map((service) => [service, false]));
  } finally {
    await Promise.all(services.map((service) => signalAll(stack.container(service), 'SIGCONT')));
  }
  for (const service of services) await untilHealthIs(service, true, 30_000);
});

test('a worker whose loop hangs is ill, and well when the loop turns again', async () => {
  await withSuperuser(async (client) => {
    // The relay of events waits for this lock within one turn of its loop, and the process itself answers as ever.
    await client.query('begin; lock table app.outbox in access exclusive mode');
    const said = await untilHealthIs('worker', false, 60_000);
    expect(said).toMatch(/"database":\{"state":"up".*"tasks":\{"state":"down"/);
    await client.query('rollback');
  });
  await untilHealthIs('worker', true, 30_000);
});

test('a database that takes no writes is ill, and the API not ready', async () => {
  const others = `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'zakpos' and pid <> pg_backend_pid()`;
  await withSuperuser(async (client) => {
    await client.query('alter database zakpos set default_transaction_read_only = on');
    try {
      await client.query(others);
      expect(await untilHealthIs('postgres', false, 10_000)).toContain('read-only transaction');
      await untilReadiness(({ status }) => status === 503);
      await untilHealthIs('api', false, 10_000);
    } finally {
      await client.query('alter database zakpos reset default_transaction_read_only');
      await client.query(others);
    }
  });
  for (const service of ['postgres', 'pgbouncer', 'api', 'worker']) await untilHealthIs(service, true, 30_000);
});

test('without Redis the API is ready and says that it is degraded; the command line shows and remembers it', async () => {
  const file = join(repositoryDir, 'ops/src/main.ts');
  const args = [file, 'status', '--watch', '--json', '--site', stack.site];
  const watching = spawn(process.execPath, args, { env: toolEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] });
  let seen = '';
  let sinceMs = 0;
  watching.stdout.on('data', (chunk: Buffer) => (seen += chunk.toString()));
  const states = () =>
    seen
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { at: string; container: string; state: string })
      .filter(({ at, container }) => container === 'redis-1' && Date.parse(at) > sinceMs);
  try {
    await sleep(3_000); // its first look at what is there already
    sinceMs = Date.now();
    await stack.compose('stop', 'redis');
    await untilReadiness(({ status, body }) => status === 200 && body.includes('"status":"degraded"'));
    expect(await health('api')).toMatchObject({ isHealthy: true });
    const status = await stack.zakpos('status', '--json');
    expect(status.exitCode).toBe(1);
    expect(JSON.parse(status.output)).toMatchObject({ ready: false });
    await stack.compose('start', 'redis');
    await untilHealthIs('redis', true, 10_000);
    await untilReadiness(({ status, body }) => status === 200 && body.includes('"status":"ready"'));
    for (const until = Date.now() + 20_000; states().at(-1)?.state !== 'healthy' && Date.now() < until; ) await sleep(300);
    expect(states().map(({ state }) => state)).toEqual(['done', 'starting', 'healthy']);
  } finally {
    watching.kill();
    await stack.compose('start', 'redis');
  }
  const { exitCode, output } = await stack.zakpos('status', '--history');
  expect(exitCode, output).toBe(0);
  const last = states().at(-1);
  expect(output).toMatch(new RegExp(`${last?.at.replaceAll('.', '\\.')} +redis-1 +healthy`));
});

test('in a terminal the table is drawn again and again, with the last changes below', async () => {
  const typed = `timeout 15 '${process.execPath}' '${join(repositoryDir, 'ops/src/main.ts')}' status --watch --site '${stack.site}'`;
  const { output } = await capture({
    file: 'script',
    args: ['-qec', typed, '/dev/null'],
    env: toolEnvironment({ TERM: 'xterm' }),
  });
  const tables = output.split('\u001B[H\u001B[2J');
  expect(tables.length).toBeGreaterThan(2);
  for (const service of services) expect(tables[1]).toContain(`${service}-1`);
  expect(tables[1]).toContain('Last changes:');
});

describe('beside the platform', () => {
  test('nothing starts behind a database that has no password', async () => {
    const site = await makeSite({});
    try {
      const file = join(site.secretsDir, 'postgres_password');
      chmodSync(file, 0o644);
      writeFileSync(file, '');
      const args = [join(repositoryDir, 'ops/src/main.ts'), 'up', '--site', site.dir];
      const { exitCode, output } = await capture({ file: process.execPath, args, env: toolEnvironment(), timeoutMs: 120_000 });
      expect(exitCode, output).toBe(exitCodes.badConfiguration.code);
      expect(output).toContain('/run/secrets/postgres_password');
      const started = (await containersOf(site.project))
        .filter(({ State }) => !State.StartedAt.startsWith('0001'))
        .map(serviceOf);
      for (const service of ['pgbouncer', 'migrate', 'api', 'worker', 'nginx']) expect(started).not.toContain(service);
    } finally {
      await removeSite(site.dir, site.project);
    }
  });

  test('the engine calls a service ill after three checks in a row, and well after one', async () => {
    const site = await makeSite({});
    const name = `${site.project}-${randomBytes(3).toString('hex')}`;
    const state = () => docker('inspect', '--format', '{{.State.Health.Status}}', name);
    try {
      const often = ['--health-interval=1s', '--health-timeout=1s', '--health-retries=3'];
      await docker('run', '--detach', `--name=${name}`, ...often, ...containerOf(await render(site), 'mobile'));
      await expect.poll(state, { timeout: 30_000 }).toMatch(/^healthy\s*$/);
      await signalAll(name, 'SIGSTOP');
      await expect.poll(state, { timeout: 30_000 }).toMatch(/^unhealthy\s*$/);
      await signalAll(name, 'SIGCONT');
      await expect.poll(state, { timeout: 30_000 }).toMatch(/^healthy\s*$/);
    } finally {
      await docker('rm', '--force', '--volumes', name);
      await removeSite(site.dir, site.project);
    }
  });
});

test('after all of this every container is the one that it was, and healthy', async () => {
  const containers = await containersOf(stack.project);
  expect(containers.filter(isRunning).map(serviceOf).toSorted()).toEqual(services.toSorted());
});
