import type { z } from 'zod';
import { certificate, httpAddress, key, list, oneOf, password, port, redisAddress, text, wholeNumber } from './values.ts';

export const services = ['api', 'worker', 'migrate', 'kafka-init', 'web', 'ops'] as const;
export type Service = (typeof services)[number];

export type Variable = {
  /** Reads the text of the variable or, for a secret, the content of the file that it names. */
  readonly type: z.ZodType<unknown, string>;
  /** The text that stands in for a missing value. */
  readonly default?: string;
  /** Who reads it. Nobody else may depend on it. */
  readonly services: readonly Service[];
  /** Who does not start without it; only meaningful where there is no default. */
  readonly requiredIn?: readonly Service[];
  /** A secret is never a value: the variable names a file, and its name ends in `_FILE`. */
  readonly secret?: true;
  readonly description: string;
};

const server = ['api', 'worker', 'migrate'] as const;
const running = ['api', 'worker'] as const;
const commands = [...server, 'kafka-init'] as const;

/** Every variable that ZakPOS knows, the one place where each is described. */
export const variables = {
  NODE_ENV: {
    type: oneOf(['production', 'development', 'test']),
    default: 'production',
    services: [...commands, 'web'],
    description: 'How the service runs; anything but production may show more about its insides.',
  },
  LOG_LEVEL: {
    type: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    default: 'info',
    services: [...commands, 'ops'],
    description: 'The least severe log line that is written.',
  },
  API_HOST: {
    type: text,
    default: '127.0.0.1',
    services: ['api', 'ops'],
    description: 'The address that the API listens on.',
  },
  API_PORT: { type: port, default: '39847', services: ['api', 'ops'], description: 'The port that the API listens on.' },
  WEB_HOST: {
    type: text,
    default: '127.0.0.1',
    services: ['ops'],
    description: 'The address that the web app listens on; 0.0.0.0 lets other machines of the network in.',
  },
  WEB_PORT: { type: port, default: '41923', services: ['ops'], description: 'The port that the web app listens on.' },
  POSTGRES_PORT: {
    type: port,
    default: '47821',
    services: ['ops'],
    description: 'The port of the embedded PostgreSQL, on the loopback address only.',
  },
  WORKER_HEALTH_PORT: {
    type: port,
    default: '39848',
    services: ['worker', 'ops'],
    description: 'The port where the worker answers health checks.',
  },
  DATA_DIR: {
    type: text,
    default: './data',
    services: ['ops'],
    description: 'The folder of the database, the secrets and the logs of the embedded installation.',
  },
  PUBLIC_URL: {
    type: httpAddress,
    services: ['api', 'worker', 'web', 'ops'],
    requiredIn: ['api', 'worker'],
    description: 'The address that people open; links and cookies are made for it. Embedded: that of the web app.',
  },
  API_URL: {
    type: httpAddress,
    services: ['web'],
    requiredIn: ['web'],
    description: 'Where the web app reaches the API.',
  },
  DATABASE_HOST: { type: text, default: '127.0.0.1', services: server, description: 'The host of PostgreSQL or pgBouncer.' },
  DATABASE_PORT: { type: port, default: '5432', services: server, description: 'The port of PostgreSQL or pgBouncer.' },
  DATABASE_NAME: { type: text, default: 'zakpos', services: server, description: 'The name of the database.' },
  DATABASE_USER: {
    type: text,
    default: 'zakpos_app',
    services: running,
    description: 'The role of the application. It owns nothing and row-level security binds it.',
  },
  DATABASE_PASSWORD_FILE: {
    type: password,
    secret: true,
    services: running,
    requiredIn: running,
    description: 'The file with the password of DATABASE_USER.',
  },
  DATABASE_POOL_SIZE: {
    type: wholeNumber(1, 500),
    default: '10',
    services: [...running, 'ops'],
    description: 'The most connections that one process holds to the database.',
  },
  MIGRATE_DATABASE_USER: {
    type: text,
    default: 'zakpos_owner',
    services: ['migrate'],
    description: 'The role that owns the schema and applies the migrations.',
  },
  MIGRATE_DATABASE_PASSWORD_FILE: {
    type: password,
    secret: true,
    services: ['migrate'],
    requiredIn: ['migrate'],
    description: 'The file with the password of MIGRATE_DATABASE_USER.',
  },
  TOKEN_KEY_FILE: {
    type: key,
    secret: true,
    services: running,
    requiredIn: ['api'],
    description: 'The file with the key that signs access tokens: 32 or more random bytes as base64url.',
  },
  TRUSTED_PROXIES: {
    type: list,
    default: '',
    services: ['api', 'ops'],
    description: 'Addresses or networks, comma-separated, whose X-Forwarded-For is believed.',
  },
  INTERNAL_CA_FILE: {
    type: certificate,
    secret: true,
    services: commands,
    description:
      'The file with the certificate of the authority that PostgreSQL, Redis and Kafka are verified against (PEM). Unset: no TLS to them.',
  },
  REDIS_URL: {
    type: redisAddress,
    services: running,
    description:
      'Redis for the cache, the rate limits and live events, with its user and without a password: rediss://user@host:6379. Unset: they live in the process.',
  },
  REDIS_PASSWORD_FILE: {
    type: password,
    secret: true,
    services: running,
    description: 'The file with the password of the user in REDIS_URL.',
  },
  KAFKA_BROKERS: {
    type: list,
    services: ['worker', 'kafka-init'],
    requiredIn: ['kafka-init'],
    description: 'Kafka brokers as host:port, comma-separated. Unset: the outbox is relayed in the process.',
  },
  KAFKA_USER: {
    type: text,
    default: 'zakpos_worker',
    services: ['worker', 'kafka-init'],
    description: 'The user that publishes and consumes events.',
  },
  KAFKA_PASSWORD_FILE: {
    type: password,
    secret: true,
    services: ['worker', 'kafka-init'],
    requiredIn: ['kafka-init'],
    description: 'The file with the password of KAFKA_USER.',
  },
  KAFKA_ADMIN_PASSWORD_FILE: {
    type: password,
    secret: true,
    services: ['kafka-init'],
    requiredIn: ['kafka-init'],
    description: 'The file with the password of zakpos_admin, which makes users, rights and topics.',
  },
  KAFKA_PARTITIONS: {
    type: wholeNumber(1, 1_000),
    default: '6',
    services: ['kafka-init'],
    description: 'Partitions of each topic: the most workers that can share its load. They can only grow.',
  },
  KAFKA_RETENTION_HOURS: {
    type: wholeNumber(1, 87_600),
    default: '168',
    services: ['kafka-init'],
    description: 'How many hours an event stays in its topic.',
  },
  KAFKA_RETENTION_BYTES: {
    type: wholeNumber(1_048_576, 1_099_511_627_776),
    default: '1073741824',
    services: ['kafka-init'],
    description: 'How large a partition may grow, in bytes, before its oldest events go.',
  },
  MAX_BODY_BYTES: {
    type: wholeNumber(1_024, 1_073_741_824),
    default: '1048576',
    services: ['api', 'ops'],
    description: 'The largest request body, in bytes; streamed imports have their own limit.',
  },
  RATE_LIMIT_PER_TENANT_PER_MINUTE: {
    type: wholeNumber(1, 1_000_000_000),
    default: '30000',
    services: ['api', 'ops'],
    description: 'Requests a minute that one tenant may make.',
  },
  RATE_LIMIT_PER_ADDRESS_PER_MINUTE: {
    type: wholeNumber(1, 1_000_000_000),
    default: '12000',
    services: ['api', 'ops'],
    description: 'Requests a minute that one network address may make; a shop with many tills is one address.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    type: httpAddress,
    services: [...running, 'web'],
    description: 'Where traces are sent over OTLP. Unset: none are made.',
  },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof variables;
