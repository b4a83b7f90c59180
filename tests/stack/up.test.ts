import { beforeAll, expect, test } from 'vitest';
import { isObject } from '../../ops/src/json-file.ts';
import { openStack, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});

const servicesOf = (status: unknown): unknown[] =>
  isObject(status) && Array.isArray(status['services']) ? status['services'] : [];

test('every service is healthy, and what ends has ended well', async () => {
  const { exitCode, output } = await stack.zakpos('status', '--json');
  expect(exitCode, output).toBe(0);
  const services = servicesOf(JSON.parse(output));
  const states = Object.fromEntries(
    services.filter(isObject).map(({ service, state, health }) => [service, health ?? state] as const),
  );
  const running = ['nginx', 'api', 'worker', 'web', 'mobile', 'postgres', 'pgbouncer', 'redis', 'zookeeper', 'kafka'];
  expect(states).toEqual({
    ...Object.fromEntries(running.map((name) => [name, 'healthy'])),
    migrate: 'done',
    'kafka-init': 'done',
  });
});

test('a second up changes nothing', async () => {
  const ids = async () => (await stack.compose('ps', '--all', '--quiet', '--no-trunc')).output.split('\n').toSorted();
  const before = await ids();
  const { exitCode, output } = await stack.zakpos('up');
  expect(exitCode, output).toBe(0);
  expect((await ids()).length).toBe(before.length);
  const running = (await stack.compose('ps', '--quiet', '--no-trunc')).output.split('\n');
  expect(running.filter((id) => !before.includes(id))).toEqual([]);
});

test('the till, the API and the redirect to them answer over TLS that the authority of the site vouches for', async () => {
  expect((await fetch(`${stack.httpsUrl}/api/health`)).status).toBe(200);
  const redirect = await fetch(`${stack.httpUrl}/`, { redirect: 'manual' });
  expect([301, 308]).toContain(redirect.status);
  expect(redirect.headers.get('location')).toMatch(/^https:/);
});

test('the record of health tells when each service became healthy', async () => {
  const { output } = await stack.zakpos('status', '--history', '--json');
  const record: unknown = JSON.parse(output);
  const healthy = (Array.isArray(record) ? record : []).filter((one) => isObject(one) && one['state'] === 'healthy');
  expect(new Set(healthy.map((one) => (isObject(one) ? one['container'] : undefined)))).toContain('postgres-1');
});
