import type { Provider } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Cache, InProcessCache } from '../cache/cache.ts';
import { DatabaseService } from '../database/database.service.ts';
import { Notifications } from '../events/notifications.ts';
import { PostgresNotifications } from '../events/postgres-notifications.ts';
import { Health } from '../health/health.ts';
import { Metrics } from '../metrics/metrics.ts';
import { InProcessRateLimitStore, RateLimitStore } from '../rate-limit/rate-limit-store.ts';
import type { Settings } from '../settings.ts';
import type { RedisConnection } from './redis-connection.ts';

/** Nothing, where no Redis is configured. */
const connection = Symbol('Redis');

/** Loaded only where there is one: its client is memory that the embedded installation does not spend. */
const connected = async (
  settings: NonNullable<Settings['redis']>,
  health: Health,
  { registry }: Metrics,
): Promise<RedisConnection> => {
  const { RedisConnection } = await import('./redis-connection.ts');
  const redis = new RedisConnection(settings);
  const up = new Gauge({
    name: 'zakpos_redis_up',
    help: 'Whether Redis answers this process; 0 means that it is done without.',
    registers: [],
    collect() {
      this.set(redis.isUp ? 1 : 0);
    },
  });
  registry.registerMetric(up);
  // Selling goes on without it.
  health.add('redis', () => redis.ping(), { isNeeded: false });
  await redis.start();
  return redis;
};

/** What is shared through Redis where one is configured, and else without it. */
export const redisProviders = ({ redis: settings }: Settings): Provider[] => [
  {
    provide: connection,
    useFactory: (health: Health, metrics: Metrics) => settings && connected(settings, health, metrics),
    inject: [Health, Metrics],
  },
  {
    provide: Notifications,
    useFactory: async (database: DatabaseService, redis: RedisConnection | undefined): Promise<Notifications> => {
      if (!redis) return new PostgresNotifications(database);
      const { RedisNotifications } = await import('../events/redis-notifications.ts');
      return new RedisNotifications(redis);
    },
    inject: [DatabaseService, connection],
  },
];

export const rateLimitStore: Provider = {
  provide: RateLimitStore,
  useFactory: async (redis: RedisConnection | undefined): Promise<RateLimitStore> => {
    if (!redis) return new InProcessRateLimitStore();
    const { RedisRateLimitStore } = await import('../rate-limit/redis-rate-limit-store.ts');
    return new RedisRateLimitStore(redis);
  },
  inject: [connection],
};

export const cache = ({ tokenKeys: [secret] }: Settings): Provider => ({
  provide: Cache,
  useFactory: async (redis: RedisConnection | undefined): Promise<Cache> => {
    if (!redis || !secret) return new InProcessCache();
    const { RedisCache } = await import('../cache/redis-cache.ts');
    return new RedisCache(redis, secret);
  },
  inject: [connection],
});
