import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { down } from '../commands/down.ts';
import { readStatus } from '../commands/status.ts';
import { exitCodes } from '../exit-codes.ts';
import { isAlive } from '../process-identity.ts';
import { readSecret } from '../secrets.ts';
import { type Installation, openInstallation } from './fixtures/installation.ts';
import { checkDiskSpace } from './preflight.ts';

let installation: Installation;
beforeEach(async () => {
  installation = await openInstallation();
});
afterEach(() => installation.remove(), 30_000);

const nobody = { uid: 65_534, gid: 65_534 };
const asRoot = process.getuid?.() === 0;
const timeout = 120_000;

const pidOf = (status: Awaited<ReturnType<typeof readStatus>>, name: string): number =>
  status.services.find(({ service }) => service === name)?.pid ?? 0;

async function listenOn(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
}

test('up starts all in order, a second up says that it runs, and Ctrl-C stops it cleanly', { timeout }, async () => {
  const first = await installation.up();
  const status = await installation.untilReady();
  expect(status.services.map(({ service, state }) => `${service} ${state}`)).toEqual([
    'postgres ready',
    'migrate done',
    'api ready',
    'web ready',
  ]);

  const second = await installation.up();
  expect(await second.exitCode()).toBe(exitCodes.ok.code);
  expect(second.output()).toContain(`already runs.\n  Till and back office  http://localhost:${installation.ports.web}`);

  first.signal('SIGINT');
  expect(await first.exitCode()).toBe(exitCodes.ok.code);
  expect(installation.log('api')).toContain('asked to stop');
  expect(installation.log('postgres')).toContain('database system is shut down');
  expect(existsSync(installation.layout.lock)).toBe(false);
  expect(statSync(installation.layout.secrets).mode & 0o777).toBe(0o700);
  expect(await readStatus(installation.layout.dataDir)).toMatchObject({ ready: false, phase: 'stopped' });
});

test('after SIGKILL of the supervisor the next up stops what was left, and starts', { timeout }, async () => {
  const first = await installation.up();
  const before = await installation.untilReady();
  first.signal('SIGKILL');
  await first.exited;
  const orphans = ['postgres', 'api', 'web'].map((name) => pidOf(before, name));
  expect(orphans.filter(isAlive)).toEqual(orphans);

  const second = await installation.up();
  const after = await installation.untilReady();
  expect(second.output()).toContain('stopped what it left behind: web, api, postgres');
  expect(orphans.filter(isAlive)).toEqual([]);
  expect(pidOf(after, 'api')).not.toBe(pidOf(before, 'api'));

  expect(await down(installation.layout.dataDir)).toBe(0);
  expect(await second.exitCode()).toBe(0);
});

test('a crash of everything at once leaves nothing that blocks the next start', { timeout }, async () => {
  const first = await installation.up();
  const before = await installation.untilReady();
  for (const pid of [first.pid, ...['postgres', 'api', 'web'].map((name) => pidOf(before, name))]) process.kill(pid, 'SIGKILL');
  await first.exited;
  expect(existsSync(join(installation.layout.postgres, 'postmaster.pid'))).toBe(true);
  await installation.up();
  expect((await installation.untilReady()).ready).toBe(true);
});

test('a service that crashes is started again, and PostgreSQL too', { timeout }, async () => {
  await installation.up();
  const before = await installation.untilReady();
  await fetch(`http://127.0.0.1:${installation.ports.api}/crash`).catch(() => undefined);
  process.kill(pidOf(before, 'postgres'), 'SIGKILL');
  await expect.poll(async () => (await readStatus(installation.layout.dataDir)).ready, { timeout: 5_000 }).toBe(false);
  const after = await installation.untilReady();
  expect(after.services.map(({ service, restarts }) => [service, restarts])).toEqual([
    ['postgres', 1],
    ['migrate', 0],
    ['api', 1],
    ['web', 0],
  ]);
});

test('a second Ctrl-C does not wait for a service that does not stop', { timeout }, async () => {
  const first = await installation.up();
  const before = await installation.untilReady();
  await fetch(`http://127.0.0.1:${installation.ports.api}/ignore-stop`);
  first.signal('SIGINT');
  await expect.poll(() => installation.log('api'), { timeout: 10_000 }).toContain('asked to stop');
  const sinceMs = Date.now();
  first.signal('SIGINT');
  expect(await first.exitCode()).toBe(130);
  expect(Date.now() - sinceMs).toBeLessThan(3_000);
  expect(['postgres', 'api', 'web'].map((name) => pidOf(before, name)).filter(isAlive)).toEqual([]);
});

test('down stops while it is still starting', { timeout }, async () => {
  const first = await installation.up();
  await expect.poll(() => existsSync(installation.layout.state), { timeout: 10_000, interval: 20 }).toBe(true);
  await sleep(100);
  expect(await down(installation.layout.dataDir)).toBe(0);
  expect(await first.exitCode()).toBe(0);
  expect(existsSync(join(installation.layout.postgres, 'postmaster.pid'))).toBe(false);
});

test('a taken port is one line that names it, its holder and the way out', { timeout }, async () => {
  await listenOn(installation.ports.web);
  const up = await installation.up();
  expect(await up.exitCode()).toBe(exitCodes.portTaken.code);
  expect(up.output().trim()).toMatch(
    new RegExp(
      `^zakpos: port ${installation.ports.web} \\(web\\) is taken by \\S+ \\(process ${process.pid}\\): stop it, or choose another with --port-web or ZAKPOS_WEB_PORT$`,
    ),
  );
  expect(existsSync(installation.layout.postgres)).toBe(false);
});

test('a data directory of another PostgreSQL version is refused and left alone', { timeout }, async () => {
  mkdirSync(installation.layout.postgres, { recursive: true });
  writeFileSync(join(installation.layout.postgres, 'PG_VERSION'), '15\n');
  const up = await installation.up();
  expect(await up.exitCode()).toBe(exitCodes.otherPostgresVersion.code);
  expect(up.output().trim()).toBe(
    `zakpos: ${installation.layout.postgres} belongs to PostgreSQL 15, this is 17: move it away, or give another folder with --data`,
  );
});

test('without permission to write there is one line', { timeout }, async () => {
  mkdirSync(installation.layout.dataDir, { recursive: true });
  chmodSync(installation.layout.dataDir, 0o555);
  const up = await installation.up(asRoot ? nobody : undefined);
  expect(await up.exitCode()).toBe(exitCodes.noPermission.code);
  expect(up.output().trim()).toMatch(
    /^zakpos: no permission to write .*: run as its owner, or choose another folder with --data$/,
  );
});

test.runIf(asRoot)('a normal user runs it too', { timeout }, async () => {
  mkdirSync(installation.layout.dataDir, { recursive: true });
  chmodSync(installation.layout.dataDir, 0o777);
  const up = await installation.up(nobody);
  await installation.untilReady();
  up.signal('SIGTERM');
  expect(await up.exitCode()).toBe(0);
});

test('too little space is refused before anything is written', () => {
  mkdirSync(installation.layout.dataDir, { recursive: true });
  expect(() => checkDiskSpace(installation.layout, Number.MAX_SAFE_INTEGER)).toThrow(/has \d+ MB left, \d+ MB are needed/);
});

test('secrets that were lost are made anew, and the database takes their passwords', { timeout }, async () => {
  const first = await installation.up();
  await installation.untilReady();
  first.signal('SIGINT');
  await first.exited;
  rmSync(installation.layout.secrets, { recursive: true });
  await installation.up();
  await installation.untilReady();
  const password = readSecret(installation.layout.secrets, 'zakpos_app_password');
  const { postgres: port } = installation.ports;
  const client = new Client({ host: '127.0.0.1', port, user: 'zakpos_app', password, database: 'zakpos' });
  await client.connect();
  const { rows } = await client.query<{ role: string }>('select current_user as role');
  await client.end();
  expect(rows).toEqual([{ role: 'zakpos_app' }]);
});
