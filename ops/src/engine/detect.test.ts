import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exitCodes } from '../exit-codes.ts';
import { capture } from '../run.ts';
import { findEngine, isAtLeast, isFault } from './detect.ts';

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'zakpos-docker-'));
  chmodSync(bin, 0o755);
});
afterEach(() => rmSync(bin, { recursive: true }));

/** A Docker client that says what a real one says in that situation. */
const client = (info: string, compose = 'echo 2.26.1-4') =>
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\nif [ "$1" = info ]; then ${info}; else ${compose}; fi\n`, { mode: 0o755 });

const find = () => findEngine({ environment: { PATH: `${bin}:/usr/bin:/bin` }, interpolated: new Set() });
const info = (version: string) => `echo '{"ServerVersion":"${version}","DockerRootDir":"/var/lib/docker"}'`;
const dead = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
const denied =
  'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://x/info": dial unix';

test('versions are compared by their numbers', () => {
  expect(isAtLeast('26.1.5+dfsg1', [25, 0])).toBe(true);
  expect(isAtLeast('v2.26.1-4', [2, 26])).toBe(true);
  expect(isAtLeast('2.9.0', [2, 26])).toBe(false);
  expect(isAtLeast('24.0.9', [25, 0])).toBe(false);
});

describe.skipIf(process.platform === 'win32')('an engine', () => {
  test('that is new enough is used', async () => {
    client(info('26.1.5'));
    expect(await find()).toEqual({ version: '26.1.5', composeVersion: '2.26.1-4', rootDir: '/var/lib/docker' });
  });

  test.each([
    [
      'that does not answer is absent',
      `echo '{}'; echo '${dead}' >&2; exit 1`,
      undefined,
      'absent',
      'noEngine',
      /at \/var\/run\/docker\.sock does not answer: start it/,
    ],
    [
      'that lets us not in tells how to be let in',
      `echo '${denied}' >&2; exit 1`,
      undefined,
      'unusable',
      'noPermission',
      /^no permission to use the Docker engine at \/var\/run\/docker\.sock: add yourself/,
    ],
    ['that is too old', info('24.0.7'), undefined, 'unusable', 'noEngine', /^this is Docker Engine 24\.0\.7: ZakPOS needs 25/],
    ['without Compose', info('26.1.5'), 'exit 1', 'unusable', 'noEngine', /^the Docker client has no Compose/],
    [
      'with an old Compose',
      info('26.1.5'),
      'echo v2.20.3',
      'unusable',
      'noEngine',
      /^this is Docker Compose v2\.20\.3: ZakPOS needs 2\.26/,
    ],
  ])('%s', async (_what, infoScript, composeScript, kind, exitCode, message) => {
    client(infoScript, composeScript);
    const found = await find();
    expect(isFault(found) && found).toMatchObject({ kind, exitCode, message: expect.stringMatching(message) });
  });

  test('is not there without a client', async () => {
    const found = await findEngine({ environment: { PATH: bin }, interpolated: new Set() });
    expect(isFault(found) && found).toMatchObject({
      kind: 'absent',
      message: expect.stringContaining('install Docker Engine 25'),
    });
  });

  const main = join(import.meta.dirname, '../main.ts');
  const up = (...args: string[]) =>
    capture({
      file: process.execPath,
      args: [main, 'up', ...args],
      env: { PATH: `${bin}:/usr/bin:/bin`, HOME: bin },
      timeoutMs: 30_000,
    });

  test('that lets us not in ends up with its exit code, before anything is made', { timeout: 30_000 }, async () => {
    client(`echo '${denied}' >&2; exit 1`);
    const { exitCode, output } = await up('--platform', '--site', join(bin, 'site'));
    expect(exitCode).toBe(exitCodes.noPermission.code);
    expect(output.split('\n')).toHaveLength(1);
  });

  test('that is absent ends a platform up with its exit code', { timeout: 30_000 }, async () => {
    client(`echo '${dead}' >&2; exit 1`);
    expect((await up('--platform', '--site', join(bin, 'site'))).exitCode).toBe(exitCodes.noEngine.code);
  });
});
