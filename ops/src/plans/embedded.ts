import { join } from 'node:path';
import { type Env, type Service, type Variable, variables } from '@zakpos/env';
import { dataLayout, repositoryDir } from '../layout.ts';
import { databaseName } from '../postgres/database-name.ts';
import type { SecretName } from '../secrets.ts';
import type { OneShotPlan, ProcessPlan, ServicePlan, UpPlan } from './service-plan.ts';

export type EmbeddedSettings = {
  readonly ops: Env<'ops'>;
  /** What was configured, by plain name; each service gets those that are its own. */
  readonly configured: Readonly<Record<string, string>>;
  readonly dataDir: string;
  /** The Node.js that runs the services. */
  readonly node: string;
  /** What every process needs of its surroundings, such as PATH. */
  readonly surroundings: Readonly<Record<string, string>>;
};

const longestStartMs = 60_000;

function environmentOf(service: Service, settings: EmbeddedSettings): Record<string, string> {
  const own = Object.entries<Variable>(variables).filter(([, { services }]) => services.includes(service));
  const configured = own.map(([name]) => [name, settings.configured[name]] as const);
  return { ...settings.surroundings, ...Object.fromEntries(configured.filter((entry): entry is [string, string] => !!entry[1])) };
}

/** What the API serves its tills with; tuned by measurement: small young generations keep it within 160 MB at the same rate. */
const smallHeap = ['--max-semi-space-size=4', '--max-old-space-size=192'];

const program = (entry: string) => join(repositoryDir, 'server', 'dist', `${entry}.js`);

const serverDefaults = { stopSignal: 'SIGTERM', graceMs: 10_000, startTimeoutMs: longestStartMs } as const;

/** Everything of the installation without containers: what would be run, with which environment, and how to see that it is ready. */
export function embeddedPlan(settings: EmbeddedSettings): UpPlan {
  const { ops, dataDir, node } = settings;
  const { postgres, secrets } = dataLayout(dataDir);
  const secretFile = (name: SecretName) => join(secrets, name);
  const publicUrl = ops.PUBLIC_URL ?? `http://localhost:${ops.WEB_PORT}`;
  const apiUrl = `http://127.0.0.1:${ops.API_PORT}`;
  const database = { DATABASE_HOST: '127.0.0.1', DATABASE_PORT: String(ops.POSTGRES_PORT), DATABASE_NAME: databaseName };
  const application = { ...database, NODE_ENV: 'production', PUBLIC_URL: publicUrl };

  const migrate: OneShotPlan = {
    ...serverDefaults,
    kind: 'one-shot',
    name: 'migrate',
    title: 'Database schema',
    startTimeoutMs: 10 * 60_000, // a migration of a large shop may rewrite a table
    command: {
      file: node,
      args: [program('migrate')],
      cwd: repositoryDir,
      env: {
        ...environmentOf('migrate', settings),
        ...database,
        NODE_ENV: 'production',
        MIGRATE_DATABASE_USER: 'zakpos_owner',
        MIGRATE_DATABASE_PASSWORD_FILE: secretFile('zakpos_owner_password'),
      },
    },
  };
  const api: ProcessPlan = {
    ...serverDefaults,
    kind: 'process',
    name: 'api',
    title: 'API',
    healthUrl: `${apiUrl}/health/ready`,
    command: {
      file: node,
      args: [...smallHeap, program('api')],
      cwd: repositoryDir,
      env: {
        // The web app forwards the browser's requests from this machine.
        TRUSTED_PROXIES: '127.0.0.1',
        ...environmentOf('api', settings),
        ...application,
        DATABASE_USER: 'zakpos_app',
        DATABASE_PASSWORD_FILE: secretFile('zakpos_app_password'),
        TOKEN_KEY_FILE: secretFile('token_key'),
        API_PORT: String(ops.API_PORT),
      },
    },
  };
  const worker: ProcessPlan = {
    ...serverDefaults,
    kind: 'process',
    name: 'worker',
    title: 'Worker',
    healthUrl: `http://127.0.0.1:${ops.WORKER_HEALTH_PORT}/health/ready`,
    command: {
      file: node,
      args: [...smallHeap, program('worker')],
      cwd: repositoryDir,
      env: {
        ...environmentOf('worker', settings),
        ...application,
        DATABASE_USER: 'zakpos_worker', // reads the events of every tenant, and no business table
        DATABASE_PASSWORD_FILE: secretFile('zakpos_worker_password'),
        WORKER_HEALTH_PORT: String(ops.WORKER_HEALTH_PORT),
      },
    },
  };
  const web: ProcessPlan = {
    ...serverDefaults,
    kind: 'process',
    name: 'web',
    title: 'Web app',
    healthUrl: `http://127.0.0.1:${ops.WEB_PORT}/api/health`,
    command: {
      file: node,
      args: [join(repositoryDir, 'client/.next/standalone/client/server.js')],
      cwd: join(repositoryDir, 'client/.next/standalone/client'),
      env: {
        ...environmentOf('web', settings),
        NODE_ENV: 'production',
        PUBLIC_URL: publicUrl,
        API_URL: apiUrl,
        // The names that the Next.js server reads.
        PORT: String(ops.WEB_PORT),
        HOSTNAME: ops.WEB_HOST,
      },
    },
  };
  const database17: ServicePlan = {
    kind: 'postgres',
    name: 'postgres',
    title: 'PostgreSQL',
    stopSignal: 'SIGINT', // "fast": ends sessions, keeps what was committed
    graceMs: 30_000,
    startTimeoutMs: longestStartMs,
    dataDir: postgres,
    secretsDir: secrets,
    port: ops.POSTGRES_PORT,
  };
  const local = '127.0.0.1';
  return {
    ports: [
      { name: 'web', host: ops.WEB_HOST, port: ops.WEB_PORT, option: '--port-web', variable: 'WEB_PORT' },
      { name: 'api', host: ops.API_HOST, port: ops.API_PORT, option: '--port-api', variable: 'API_PORT' },
      { name: 'worker', host: local, port: ops.WORKER_HEALTH_PORT, option: '--port-worker', variable: 'WORKER_HEALTH_PORT' },
      { name: 'postgres', host: local, port: ops.POSTGRES_PORT, option: '--port-postgres', variable: 'POSTGRES_PORT' },
    ],
    stages: [[database17], [migrate], [api, worker, web]],
    addresses: [
      { name: 'Till and back office', url: publicUrl },
      { name: 'API', url: apiUrl },
      { name: 'API, to try out', url: `${apiUrl}/docs` },
    ],
  };
}
