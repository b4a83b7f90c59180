import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type QueryResult } from 'pg';
import { freePort } from '../../ops/src/free-port.ts';
import { initScratch, type Scratch } from '../../ops/src/postgres/scratch.ts';
import { routes, type SessionTokens } from '@zakpos/contracts';

const root = join(import.meta.dirname, '../..');

export const sizes = { tenants: 8, products: 1_000, registers: 32 } as const;

const numbered = (series: string, n: number) => `00000000-0000-7000-${series}-${n.toString(16).padStart(12, '0')}`;
export const variantId = (n: number): string => numbered('8000', n);
export const registerId = (n: number): string => numbered('8003', n);
export const barcode = (n: number): string => `B${String(n).padStart(7, '0')}`;
/** As seed.sql prices product `n`. */
export const pricePaisa = (n: number): number => 1_000 + ((n * 37) % 20_000);

export interface Tenant {
  readonly id: string;
  readonly shopId: string;
  readonly accessToken: string;
}

/** A durable PostgreSQL, the API as it is shipped, and eight shops to sell from. */
export interface Stage {
  readonly api: string;
  readonly readyMs: number;
  readonly tenants: readonly Tenant[];
  readonly database: { readonly port: number; readonly password: string };
  readonly query: (sql: string) => Promise<QueryResult>;
  /** Resident memory of the API in MiB. */
  readonly memoryMiB: () => number;
  readonly stop: () => Promise<void>;
}

async function untilReady(url: string, api: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    if (api.exitCode !== null) throw new Error(`The API ended with exit code ${api.exitCode} before it was ready.`);
    const ready = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (ready?.ok) return;
    await sleep(10);
  }
  throw new Error('The API was not ready within ten seconds.');
}

async function runToEnd(file: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${file} ended with exit code ${code}.`);
}

function environment(scratch: Scratch, secrets: string, apiPort: number): NodeJS.ProcessEnv {
  const secret = (name: string, value: string) => {
    const path = join(secrets, name);
    writeFileSync(path, value, { mode: 0o600 });
    return path;
  };
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    API_PORT: String(apiPort),
    PUBLIC_URL: `http://127.0.0.1:${apiPort}`,
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: String(scratch.port),
    DATABASE_NAME: 'zakpos',
    DATABASE_USER: 'zakpos_app',
    DATABASE_PASSWORD_FILE: secret('app', scratch.passwords.zakpos_app),
    MIGRATE_DATABASE_USER: 'zakpos_owner',
    MIGRATE_DATABASE_PASSWORD_FILE: secret('owner', scratch.passwords.zakpos_owner),
    TOKEN_KEY_FILE: secret('token', randomBytes(48).toString('base64url')),
    // The load comes from one address and few tenants: limits that protect a site would only measure themselves.
    RATE_LIMIT_PER_TENANT_PER_MINUTE: '100000000',
    RATE_LIMIT_PER_ADDRESS_PER_MINUTE: '100000000',
  };
}

export async function callApi<T>(url: string, token: string | undefined, body: unknown): Promise<T> {
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Signs up a tenant and fills its shop with products and registers. */
export async function openTenant(api: string, superuser: Client, n: number): Promise<Tenant> {
  const owner = {
    tenantName: `Bench ${n}`,
    ownerName: 'Owner',
    email: `owner${n}@bench.example`,
    password: 'a-long-bench-password',
  };
  const session = await callApi<SessionTokens>(`${api}/v1${routes.signUp.path}`, undefined, owner);
  const { tenantId } = session.actor;
  await superuser.query(
    `set bench.tenant = '${tenantId}'; set bench.products = '${sizes.products}'; set bench.registers = '${sizes.registers}'`,
  );
  await superuser.query(readFileSync(join(import.meta.dirname, 'seed.sql'), 'utf8'));
  const shops = await callApi<{ items: { id: string }[] }>(`${api}/v1${routes.listShops.path}`, session.accessToken, undefined);
  return { id: tenantId, shopId: shops.items[0]?.id ?? '', accessToken: session.accessToken };
}

export async function openStage(): Promise<Stage> {
  const scratch = await initScratch({ durable: true });
  const secrets = mkdtempSync(join(tmpdir(), 'zakpos-bench-'));
  const port = await freePort();
  const api = `http://127.0.0.1:${port}`;
  const env = environment(scratch, secrets, port);
  await runToEnd(join(root, 'server/dist/migrate.js'), env);

  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=4', '--max-old-space-size=128', join(root, 'server/dist/api.js')],
    {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const superuser = new Client({ connectionString: scratch.urls.postgres });
  const stop = async () => {
    await superuser.end().catch(() => undefined);
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await scratch.stop();
    rmSync(secrets, { recursive: true, force: true });
  };
  try {
    await untilReady(api, child);
    const readyMs = performance.now() - startedAt;
    await superuser.connect();
    const tenants: Tenant[] = [];
    for (let n = 1; n <= sizes.tenants; n += 1) tenants.push(await openTenant(api, superuser, n));
    await superuser.query('vacuum analyze');
    return {
      api,
      readyMs,
      tenants,
      database: { port: scratch.port, password: scratch.passwords.zakpos_app },
      query: (sql) => superuser.query(sql),
      memoryMiB: () => {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
