import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, expectTypeOf, test } from 'vitest';
import { EnvError, readEnv, type Variable, variables } from './index.ts';

const dir = mkdtempSync(join(tmpdir(), 'zakpos-env-'));
afterAll(() => rmSync(dir, { recursive: true }));

function secretFile(name: string, content: string): string {
  const path = join(dir, name);
  writeFileSync(path, `${content}\n`, { mode: 0o600 });
  return path;
}

const password = randomBytes(24).toString('base64url');
const key = randomBytes(32).toString('base64url');
const good = {
  PUBLIC_URL: 'https://pos.example.com/',
  DATABASE_PASSWORD_FILE: secretFile('app', password),
  TOKEN_KEY_FILE: secretFile('key', key),
};

test('a service gets typed values, defaults included, and the content of its secret files', () => {
  const env = readEnv('api', { ...good, DATABASE_PORT: '47821', TRUSTED_PROXIES: '10.0.0.0/8, 127.0.0.1' });
  expect(env).toMatchObject({
    API_PORT: 39_847,
    DATABASE_PORT: 47_821,
    DATABASE_PASSWORD: password,
    TOKEN_KEY: key,
    PUBLIC_URL: 'https://pos.example.com',
    TRUSTED_PROXIES: ['10.0.0.0/8', '127.0.0.1'],
    REDIS_URL: undefined,
  });
  expectTypeOf(env.API_PORT).toEqualTypeOf<number>();
  expectTypeOf(env.REDIS_URL).toEqualTypeOf<string | undefined>();
  expectTypeOf(env.DATABASE_PASSWORD).toEqualTypeOf<string>();
});

function faultsOf(read: () => unknown): Record<string, string> {
  try {
    read();
  } catch (error) {
    if (error instanceof EnvError) return Object.fromEntries(error.faults.map(({ name, problem }) => [name, problem]));
    throw error;
  }
  return {};
}

test('every fault is reported at once', () => {
  const faults = faultsOf(() =>
    readEnv('api', { API_PORT: '99999', LOG_LEVEL: 'loud', PUBLIC_URL: 'pos', TOKEN_KEY_FILE: join(dir, 'absent') }),
  );
  expect(Object.keys(faults).toSorted()).toEqual([
    'API_PORT',
    'DATABASE_PASSWORD_FILE',
    'LOG_LEVEL',
    'PUBLIC_URL',
    'TOKEN_KEY_FILE',
  ]);
  expect(faults['API_PORT']).toBe('must be a whole number from 1 to 65535, not "99999"');
  expect(faults['DATABASE_PASSWORD_FILE']).toBe('is required');
  expect(faults['TOKEN_KEY_FILE']).toContain('does not exist');
});

test.each([
  ['placeholder', 'changeme-changeme-changeme'],
  ['filled-in', 'xxxxxxxxxxxxxxxxxxxx'],
  ['short', 'tooshort'],
])('a %s password is refused, and its content is not shown', (_kind, weak) => {
  const faults = faultsOf(() => readEnv('api', { ...good, DATABASE_PASSWORD_FILE: secretFile('weak', weak) }));
  expect(Object.keys(faults)).toEqual(['DATABASE_PASSWORD_FILE']);
  expect(faults['DATABASE_PASSWORD_FILE']).not.toContain(weak);
});

test('a generated password may begin with any letter', () => {
  const generated = 'xEO9mC3bqk5tqVYJm4jv0cVh4lq2hJ3m0aPzB7wQn1s';
  expect(() => readEnv('api', { ...good, DATABASE_PASSWORD_FILE: secretFile('generated', generated) })).not.toThrow();
});

test('an empty variable counts as unset', () => {
  expect(readEnv('api', { ...good, API_PORT: '', REDIS_URL: '' })).toMatchObject({ API_PORT: 39_847, REDIS_URL: undefined });
});

test('every default is legal, and every secret is a file', () => {
  const entries = Object.entries<Variable>(variables);
  const illegal = entries.filter(([, { type, default: text }]) => text !== undefined && !type.safeParse(text).success);
  const misnamed = entries.filter(([name, { secret }]) => name.endsWith('_FILE') !== (secret === true));
  expect([...illegal, ...misnamed].map(([name]) => name)).toEqual([]);
});
