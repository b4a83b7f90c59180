import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { openSite } from '../../ops/src/platform/site.ts';
import { type RedisSettings, redisSettings } from '../../server/src/platform/redis/redis-settings.ts';
import { docker } from './containers.ts';

export interface OwnRedis {
  settings(user: 'api' | 'worker'): RedisSettings;
  /** As an operator: the one who may do everything. */
  admin(...command: readonly string[]): Promise<string>;
  /** It stays connected, and answers nothing. */
  pause(): Promise<void>;
  unpause(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

const secrets = [
  'internal_ca_cert',
  'redis_tls_cert',
  'redis_tls_key',
  'redis_api_password',
  'redis_worker_password',
  'redis_admin_password',
  'redis_metrics_password',
  'redis_health_password',
];

const asAdmin =
  'REDISCLI_AUTH=$(</run/secrets/redis_admin_password) exec redis-cli -s /run/redis/redis.sock --user zakpos_admin "$@"';

const run = async (...args: readonly string[]): Promise<void> => void (await docker(...args));

/** A container of the real image for tests that make Redis go away, which the stack's own would not forgive. */
export async function startOwnRedis(): Promise<OwnRedis> {
  const { secretsDir } = openSite(inject('stackSite')); // of the platform that the tests share
  const secret = (name: string) => readFileSync(`${secretsDir}/${name}`, 'utf8').trim();
  const image = `${process.env['IMAGE_PREFIX'] ?? 'zakpos'}/redis:${process.env['ZAKPOS_VERSION'] ?? '0.1.0'}`;
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const id = (
    await docker(
      'run',
      '--detach',
      '--read-only',
      '--cap-drop=ALL',
      '--security-opt=no-new-privileges',
      '--user=999:999',
      `--publish=127.0.0.1:${port}:6379`,
      '--tmpfs=/run/redis:size=1m,uid=999,gid=999,mode=0700',
      '--volume=/var/lib/redis',
      `--volume=${resolve('docker/redis/redis.conf')}:/etc/redis/redis.conf:ro`,
      ...secrets.map((name) => `--volume=${secretsDir}/${name}:/run/secrets/${name}:ro`),
      image,
    )
  ).trim();
  const admin = (...command: readonly string[]) => docker('exec', id, 'bash', '-c', asAdmin, 'bash', ...command);
  const untilUp = async () => {
    for (let attempts = 0; attempts < 100; attempts += 1) {
      if ((await admin('ping').catch(String)).trim() === 'PONG') return;
      await sleep(100);
    }
    throw new Error(`Redis did not start: ${await docker('logs', id)}`);
  };
  await untilUp();
  return {
    admin,
    settings: (user) =>
      redisSettings(`rediss://zakpos_${user}@127.0.0.1:${port}`, secret(`redis_${user}_password`), secret('internal_ca_cert')),
    pause: () => run('pause', id),
    unpause: () => run('unpause', id),
    stop: () => run('stop', '--time=5', id),
    async start() {
      await run('start', id);
      await untilUp();
    },
    remove: () => run('rm', '--force', '--volumes', id),
  };
}
