import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exitCodes } from './exit-codes.ts';
import { repositoryDir } from './layout.ts';
import { capture } from './run.ts';

/** A clone of nothing but the launcher, in a folder whose name has a space, with a PATH that holds only what a test puts there. */
let dir: string;
let clone: string;
let bin: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'zakpos-launcher-'));
  chmodSync(dir, 0o755);
  clone = join(dir, 'a clone');
  bin = join(dir, 'bin');
  mkdirSync(join(clone, 'ops'), { recursive: true });
  mkdirSync(bin);
  for (const name of ['zakpos', 'package-lock.json', 'ops/bootstrap']) {
    cpSync(join(repositoryDir, name), join(clone, name), { recursive: true });
  }
  for (const name of ['sh', 'uname', 'cmp', 'dirname', 'readlink']) symlinkSync(programAt(name), join(bin, name));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function programAt(name: string): string {
  const dirs = (process.env['PATH'] ?? '').split(delimiter);
  return realpathSync(dirs.map((part) => join(part, name)).find((path) => existsSync(path)) ?? name);
}

const give = (name: string, script: string) => writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
const giveNode = () => symlinkSync(process.execPath, join(bin, 'node'));

const launch = (env: Record<string, string> = {}, user?: { uid: number; gid: number }) =>
  capture({
    file: join(clone, 'zakpos'),
    args: ['help'],
    cwd: tmpdir(),
    env: { PATH: bin, HOME: dir, ...env },
    ...(user === undefined ? {} : { user }),
  });

const timeout = 30_000;
const lastLine = (output: string) => output.trim().split('\n').at(-1);

describe.skipIf(process.platform === 'win32')('the launcher says in one line', () => {
  test('that Node.js is missing', { timeout }, async () => {
    expect(await launch()).toEqual({
      exitCode: 1,
      output: 'zakpos: Node.js is not installed: install Node.js 20 or newer with npm, from https://nodejs.org',
    });
  });

  test('that Node.js is too old', { timeout }, async () => {
    give('node', 'if [ "$1" = --version ]; then echo v18.20.4; else exit 1; fi');
    expect(await launch()).toEqual({
      exitCode: 1,
      output: 'zakpos: this is Node.js v18.20.4: install Node.js 20 or newer with npm, from https://nodejs.org',
    });
  });

  test('that npm is missing', { timeout }, async () => {
    giveNode();
    const { exitCode, output } = await launch();
    expect(exitCode).toBe(1);
    expect(lastLine(output)).toBe(
      'zakpos: npm is not installed: install it together with Node.js 20 or newer, from https://nodejs.org',
    );
  });

  test.each([
    [
      'the network is down',
      'npm error code ENOTFOUND',
      exitCodes.noNetwork.code,
      'the package registry cannot be reached (ENOTFOUND)',
    ],
    ['the disk is full', 'npm error code ENOSPC', exitCodes.diskFull.code, 'is full: free some space and start again'],
    [
      'a file belongs to another user',
      "npm error Error: EACCES: permission denied, mkdir '/elsewhere/x'",
      exitCodes.noPermission.code,
      'no permission to write /elsewhere/x',
    ],
  ])('that %s', async (_what, words, code, message) => {
    giveNode();
    give('npm', `echo "${words}" >&2; exit 1`);
    const { exitCode, output } = await launch();
    expect(exitCode).toBe(code);
    expect(lastLine(output)).toContain(message);
    expect(lastLine(output)).toMatch(/^zakpos: /);
  });

  test.runIf(process.getuid?.() === 0)('that the clone belongs to another user', async () => {
    giveNode();
    give('npm', 'exit 0');
    const { exitCode, output } = await launch({}, { uid: 65_534, gid: 65_534 });
    expect(exitCode).toBe(exitCodes.noPermission.code);
    expect(output.trim()).toMatch(
      /^zakpos: the first start: no permission to write .*run as its owner, or use a clone of your own$/,
    );
  });
});

describe.skipIf(process.platform === 'win32')('a first start', () => {
  test('that was cut off leaves nothing that the next one trusts', { timeout }, async () => {
    giveNode();
    give('npm', 'exit 1');
    mkdirSync(join(clone, '.runtime'));
    writeFileSync(join(clone, '.runtime', 'install.lock'), '999999999');
    await launch();
    expect(existsSync(join(clone, '.runtime', 'install.lock'))).toBe(false);
    expect(existsSync(join(clone, 'node_modules'))).toBe(false);
  });

  test('through a link from elsewhere finds its own clone', { timeout }, async () => {
    symlinkSync(join(clone, 'zakpos'), join(dir, 'zakpos'));
    expect((await capture({ file: join(dir, 'zakpos'), args: [], env: { PATH: bin } })).output).toContain(
      'Node.js is not installed',
    );
  });
});
