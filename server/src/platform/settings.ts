import type { Env } from '@zakpos/env';
import type { DatabaseSettings } from './database/database.service.ts';
import type { KafkaSettings } from './outbox/kafka-client.ts';
import { type RedisSettings, redisSettings } from './redis/redis-settings.ts';

/** What the processes are configured with, from the environment or a test. Provided by its class. */
export abstract class Settings {
  abstract readonly environment: 'production' | 'development' | 'test';
  abstract readonly logLevel: string;
  /** The address that people open. */
  abstract readonly publicUrl: string;
  abstract readonly database: DatabaseSettings;
  /** None: rate limits and cache live in the process, and notices go over PostgreSQL. */
  abstract readonly redis?: RedisSettings | undefined;
  /** None: the worker hands events over within its process. */
  abstract readonly kafka?: KafkaSettings | undefined;
  /** Where traces are sent over OTLP; none are made without it. */
  abstract readonly tracesEndpoint?: string | undefined;
  /** The first signs; all of them verify, so that a key can be replaced without signing anyone out. */
  abstract readonly tokenKeys: readonly Buffer[];
  abstract readonly trustedProxies: readonly string[];
  abstract readonly maxBodyBytes: number;
  abstract readonly rateLimits: { readonly perTenantPerMinute: number; readonly perAddressPerMinute: number };
}

export const apiSettings = (env: Env<'api'>): Settings => ({
  environment: env.NODE_ENV,
  logLevel: env.LOG_LEVEL,
  publicUrl: env.PUBLIC_URL,
  database: databaseSettings(env, 'zakpos api'),
  redis: redisOf(env),
  tracesEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  tokenKeys: [Buffer.from(env.TOKEN_KEY, 'base64url')],
  trustedProxies: env.TRUSTED_PROXIES,
  maxBodyBytes: env.MAX_BODY_BYTES,
  rateLimits: {
    perTenantPerMinute: env.RATE_LIMIT_PER_TENANT_PER_MINUTE,
    perAddressPerMinute: env.RATE_LIMIT_PER_ADDRESS_PER_MINUTE,
  },
});

/** The worker answers no requests: what concerns them is empty. */
export const workerSettings = (env: Env<'worker'>): Settings => ({
  environment: env.NODE_ENV,
  logLevel: env.LOG_LEVEL,
  publicUrl: env.PUBLIC_URL,
  database: databaseSettings(env, 'zakpos worker'),
  redis: redisOf(env),
  kafka:
    env.KAFKA_BROKERS === undefined
      ? undefined
      : { brokers: env.KAFKA_BROKERS, user: env.KAFKA_USER, password: env.KAFKA_PASSWORD ?? '', ca: env.INTERNAL_CA },
  tracesEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  tokenKeys: [],
  trustedProxies: [],
  maxBodyBytes: 0,
  rateLimits: { perTenantPerMinute: 0, perAddressPerMinute: 0 },
});

const redisOf = (env: Env<'api'> | Env<'worker'>): RedisSettings | undefined =>
  env.REDIS_URL === undefined ? undefined : redisSettings(env.REDIS_URL, env.REDIS_PASSWORD, env.INTERNAL_CA);

const databaseSettings = (env: Env<'api'> | Env<'worker'>, applicationName: string): DatabaseSettings => ({
  host: env.DATABASE_HOST,
  port: env.DATABASE_PORT,
  database: env.DATABASE_NAME,
  user: env.DATABASE_USER,
  password: env.DATABASE_PASSWORD,
  poolSize: env.DATABASE_POOL_SIZE,
  applicationName,
  ca: env.INTERNAL_CA,
});
