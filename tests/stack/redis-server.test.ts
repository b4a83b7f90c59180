import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStack, type Stack } from './stack.ts';

/** Of its own: it is killed, filled and broken. */
let stack: Stack;
beforeAll(async () => {
  stack = await openStack({ services: ['redis'] });
}, 180_000);
afterAll(() => stack?.down());

/** A client over TLS inside the container; the password goes by standard input, so that Redis sees what a client sends. */
async function as(user: string, ...commands: string[]): Promise<string[]> {
  const script = `{ printf 'AUTH zakpos_%s %s\\n' "$0" "$(</run/secrets/redis_$0_password)"; printf '%s\\n' "$@"; } |
    redis-cli -h redis --tls --cacert /run/secrets/internal_ca_cert`;
  const { output } = await stack.exec('redis', 'bash', '-c', script, user, ...commands);
  const [signedIn, ...answers] = output.split('\n');
  expect(signedIn).toBe('OK');
  return answers.filter((line) => line !== '');
}

const untilHealthy = async () => {
  for (let n = 0; n < 100; n += 1, await sleep(200)) if ((await stack.exec('redis', 'health')).exitCode === 0) return;
  throw new Error((await stack.compose('logs', '--tail', '20', 'redis')).output);
};

test('nobody gets in without a user, and nobody in the clear', async () => {
  const anonymous = await stack.exec(
    'redis',
    'redis-cli',
    '-h',
    'redis',
    '--tls',
    '--cacert',
    '/run/secrets/internal_ca_cert',
    'ping',
  );
  expect(anonymous.output).toContain('NOAUTH');
  const clear = await stack.exec('redis', 'redis-cli', '-h', 'redis', 'ping');
  expect(clear.output).not.toContain('PONG');
});

describe('each user has its commands and keys', () => {
  test.each<[string, string]>([
    ['api', 'SET other 1'],
    ['api', 'GET health:probe'],
    ['api', 'PUBLISH other x'],
    ['api', 'INFO'],
    ['api', 'SCAN 0'],
    ['api', 'ACL LIST'],
    ['api', 'CLIENT LIST'],
    ['api', 'FLUSHALL'],
    ['api', 'SHUTDOWN'],
    ['worker', 'SET cache:a 1'],
    ['worker', 'GET state:a'],
    ['metrics', 'GET cache:a'],
    ['metrics', 'SLOWLOG GET'],
    ['metrics', 'CONFIG GET maxmemory'],
    ['health', 'SET cache:a 1'],
    ['health', 'GET health:probe'],
    ['admin', 'SHUTDOWN'],
  ])('%s may not: %s', async (user, command) => {
    expect((await as(user, command)).join('\n')).toContain('NOPERM');
  });

  test.each(['DEBUG SLEEP 0', 'MODULE LIST', 'REPLICAOF redis 1', 'MONITOR', 'KEYS x', 'MIGRATE redis 1 k 0 1', 'FAILOVER'])(
    'nobody may: %s',
    async (command) => {
      expect((await as('admin', command)).join('\n')).toContain('unknown command');
    },
  );

  test('and what they need works', async () => {
    expect(await as('api', 'SET cache:a 1 EX 60', 'HINCRBY rate:a f 1', 'HEXPIRE rate:a 60 FIELDS 1 f', 'TTL rate:a')).toEqual([
      'OK',
      '1',
      '1',
      '-1',
    ]);
    expect(await as('worker', 'UNLINK cache:a', 'PUBLISH live:a x')).toEqual(['1', '0']);
    expect((await as('metrics', 'INFO server')).join('\n')).toContain('redis_version:8');
    expect(await as('admin', 'CONFIG GET maxmemory-policy')).toEqual(['maxmemory-policy', 'volatile-lfu']);
  });
});

/** A hundred hashes of 40 kB. */
const fill = (prefix: string, expire: string): string =>
  `EVAL "local v = string.rep('x', 40000) for i = 1, 100 do redis.call('HSET', KEYS[1] .. i, 'f', v) ${expire} end return 'filled'" 1 ${prefix}`;

test('when memory is full cache goes and rate limits stay; when only they are left writing fails, and Redis is not ill', async () => {
  const count = async () => Number(/keys=(\d+)/.exec((await as('admin', 'INFO keyspace')).join('\n'))?.[1]);
  const evicted = async () => Number(/evicted_keys:(\d+)/.exec((await as('admin', 'INFO stats')).join('\n'))?.[1]);
  await as('admin', 'FLUSHALL');
  await as('admin', 'SET rate:kept 1');
  for (let n = 0; n < 32; n += 1) await as('admin', fill(`cache:${n}-`, "redis.call('EXPIRE', KEYS[1] .. i, 600)"));
  expect(await evicted()).toBeGreaterThan(300);
  expect(await as('api', 'EXISTS rate:kept')).toEqual(['1']);
  let answer = '';
  for (let n = 0; n < 40 && !answer.includes('OOM'); n += 1) answer = (await as('admin', fill(`rate:${n}-`, ''))).join('\n');
  expect(answer).toContain('OOM');
  expect(await count()).toBeGreaterThan(2_000);
  expect((await stack.exec('redis', 'health')).exitCode).toBe(0);
  await as('admin', 'FLUSHALL');
}, 120_000);

describe('a log that a crash has torn', () => {
  const data = '/var/lib/redis/appendonlydir';
  beforeEach(async () => {
    await as('api', 'SET state:kept yes');
    await sleep(1_200); // it reaches the disk each second
  });

  test.each<[string, string]>([
    ['that ends too early', `truncate --size=-4 ${data}/*.incr.aof`],
    ['that ends in garbage', `head -c 300 /dev/urandom >>${data}/*.incr.aof`],
  ])('%s is cut off there', async (_what, tear) => {
    await as('api', 'SET state:last torn');
    await sleep(1_200);
    // Just before the kill, so that nothing is written after it.
    await stack.exec('redis', 'bash', '-c', `${tear}; kill -KILL "$(pidof redis-server)"`);
    await sleep(500);
    await untilHealthy();
    expect(await as('api', 'GET state:kept')).toEqual(['yes']);
  });

  test('whose beginning is lost is moved aside, and Redis starts empty', async () => {
    await as('admin', 'BGREWRITEAOF');
    await sleep(1_500);
    await stack.exec('redis', 'bash', '-c', `head -c 300 /dev/urandom >${data}/*.base.rdb; kill -KILL "$(pidof redis-server)"`);
    await sleep(500);
    await untilHealthy();
    expect((await stack.compose('logs', 'redis')).output).toContain('cannot be repaired; starting empty');
    expect((await stack.exec('redis', 'ls', `${data}.corrupt`)).exitCode).toBe(0);
  });
});
