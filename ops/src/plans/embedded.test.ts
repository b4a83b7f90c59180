import { readEnv } from '@zakpos/env';
import { expect, test } from 'vitest';
import { embeddedPlan } from './embedded.ts';
import type { ServicePlan } from './service-plan.ts';

const configured = { API_PORT: '40001', WEB_PORT: '40002', LOG_LEVEL: 'debug', RATE_LIMIT_PER_TENANT_PER_MINUTE: '5' };
const plan = embeddedPlan({
  ops: readEnv('ops', configured),
  configured,
  dataDir: '/shop/data',
  node: '/node',
  surroundings: { PATH: '/bin' },
});

const services = new Map(plan.stages.flat().map((service) => [service.name, service] as const));
const environmentOf = (service: ServicePlan | undefined): Readonly<Record<string, string>> =>
  service === undefined || service.kind === 'postgres' ? {} : (service.command.env ?? {});

const secretFiles = (name: string) =>
  Object.entries(environmentOf(services.get(name))).filter(([, value]) => value.startsWith('/shop/data/secrets/'));

test('PostgreSQL is there before the schema, and the schema before whoever uses it', () => {
  expect(plan.stages.map((stage) => stage.map(({ name }) => name))).toEqual([
    ['postgres'],
    ['migrate'],
    ['api', 'worker', 'web'],
  ]);
});

test('no process gets a secret, and each gets the file of its own role only', () => {
  expect(secretFiles('api')).toEqual([
    ['DATABASE_PASSWORD_FILE', '/shop/data/secrets/zakpos_app_password'],
    ['TOKEN_KEY_FILE', '/shop/data/secrets/token_key'],
  ]);
  expect(secretFiles('worker')).toEqual([['DATABASE_PASSWORD_FILE', '/shop/data/secrets/zakpos_worker_password']]);
  expect(secretFiles('migrate')).toEqual([['MIGRATE_DATABASE_PASSWORD_FILE', '/shop/data/secrets/zakpos_owner_password']]);
  expect(secretFiles('web')).toEqual([]);
});

test('what is configured reaches the service that it is for, and no other', () => {
  expect(environmentOf(services.get('api'))).toMatchObject({ LOG_LEVEL: 'debug', RATE_LIMIT_PER_TENANT_PER_MINUTE: '5' });
  expect(environmentOf(services.get('worker'))).not.toHaveProperty('RATE_LIMIT_PER_TENANT_PER_MINUTE');
  expect(environmentOf(services.get('web'))).toMatchObject({ PORT: '40002', API_URL: 'http://127.0.0.1:40001' });
});

test('every process has a port of its own, and a way to choose another', () => {
  expect(plan.ports.map(({ name, port, option }) => [name, port, option])).toEqual([
    ['web', 40_002, '--port-web'],
    ['api', 40_001, '--port-api'],
    ['worker', 39_848, '--port-worker'],
    ['postgres', 47_821, '--port-postgres'],
  ]);
});
