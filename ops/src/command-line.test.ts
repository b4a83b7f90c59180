import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exitCodes } from './exit-codes.ts';
import { capture } from './run.ts';

const dir = mkdtempSync(join(tmpdir(), 'zakpos-cli-'));
afterAll(() => rmSync(dir, { recursive: true }));

const timeout = 30_000;
const main = join(import.meta.dirname, 'main.ts');
const zakpos = (args: readonly string[], env: Record<string, string> = {}) =>
  capture({
    file: process.execPath,
    args: [main, ...args],
    cwd: dir,
    env: { PATH: process.env['PATH'] ?? '', HOME: dir, ...env },
  });

test('help names every command and every exit code', { timeout }, async () => {
  const { exitCode, output } = await zakpos(['help']);
  expect(exitCode).toBe(0);
  for (const command of ['up', 'down', 'status', 'logs', 'demo', 'test', 'bench', 'help']) {
    expect(output).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  }
  for (const { code, meaning } of Object.values(exitCodes)) expect(output).toContain(`${String(code).padEnd(4)} ${meaning}`);
});

test('an unknown command or option is a usage error', { timeout }, async () => {
  expect((await zakpos(['sell'])).exitCode).toBe(exitCodes.usage.code);
  expect((await zakpos(['up', '--fast'])).exitCode).toBe(exitCodes.usage.code);
  expect((await zakpos(['test', 'no-such-check'])).exitCode).toBe(exitCodes.usage.code);
});

test('a faulty configuration is refused with every fault at once', { timeout }, async () => {
  const { exitCode, output } = await zakpos(['up', '--data', dir], { ZAKPOS_API_PORT: 'abc', ZAKPOS_LOG_LEVEL: 'loud' });
  expect(exitCode).toBe(exitCodes.badConfiguration.code);
  expect(output).toContain('API_PORT: must be a whole number from 1 to 65535, not "abc"');
  expect(output).toContain('LOG_LEVEL: must be one of');
});

test('status of what does not run is not ready, in words and as JSON', { timeout }, async () => {
  expect(await zakpos(['status', '--data', dir])).toEqual({ exitCode: 1, output: 'ZakPOS does not run; ./zakpos up starts it.' });
  const { exitCode, output } = await zakpos(['status', '--json', '--data', dir]);
  expect(exitCode).toBe(1);
  expect(JSON.parse(output)).toMatchObject({ ready: false, phase: 'stopped', services: [] });
});

test('down of what does not run says so', { timeout }, async () => {
  expect(await zakpos(['down', '--data', dir])).toEqual({ exitCode: 0, output: 'ZakPOS does not run.' });
});

test('up --dry-run shows what would be run, and starts nothing', { timeout }, async () => {
  const { exitCode, output } = await zakpos(['up', '--dry-run', '--data', join(dir, 'never'), '--port-web', '40111']);
  expect(exitCode).toBe(0);
  expect(output).toContain('http://localhost:40111');
});
