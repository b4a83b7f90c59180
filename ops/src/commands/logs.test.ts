import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodes } from '../exit-codes.ts';
import { capture } from '../run.ts';
import { readable } from './logs.ts';
import { duration } from './status.ts';

const dir = mkdtempSync(join(tmpdir(), 'zakpos-logs-'));
const main = join(import.meta.dirname, '../main.ts');
const logs = (...args: string[]) => capture({ file: process.execPath, args: [main, 'logs', '--data', dir, ...args] });
const timeout = 30_000;

beforeAll(() => {
  mkdirSync(join(dir, 'logs'));
  writeFileSync(join(dir, 'logs', 'api.log.1'), 'api 1\napi 2\n');
  writeFileSync(join(dir, 'logs', 'api.log'), 'api 3\napi 4\n');
  writeFileSync(join(dir, 'logs', 'web.log'), 'web 1\n');
});
afterAll(() => rmSync(dir, { recursive: true }));

test('the last lines of one service, across the file that was put aside', { timeout }, async () => {
  expect(await logs('api', '-n', '3')).toEqual({ exitCode: 0, output: 'api 2\napi 3\napi 4' });
});

test('all services, each line under its name', { timeout }, async () => {
  expect((await logs('-n', '1')).output).toBe('api | api 4\nweb | web 1');
});

test('a service that there is not', { timeout }, async () => {
  expect(await logs('till')).toEqual({
    exitCode: exitCodes.usage.code,
    output: 'zakpos: there is no log of till: choose one of api, web',
  });
});

test('a log record is shown as a line for people, anything else as it is', () => {
  expect(readable('{"level":"warn","time":"2026-07-01T09:00:00.000Z","service":"api","msg":"slow"}')).toBe(
    '2026-07-01T09:00:00.000Z warn  slow',
  );
  expect(readable('{"level":30,"time":0,"msg":"listening"}')).toBe('1970-01-01T00:00:00.000Z info  listening');
  expect(readable('{ not JSON')).toBe('{ not JSON');
});

test.each([
  [59_999, '59 s'],
  [60_000, '1 min 0 s'],
  [3_660_000, '1 h 1 min'],
  [90_000_000, '1 d 1 h'],
])('%d ms are %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});
