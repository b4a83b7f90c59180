import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readEnv } from '@zakpos/env';
import { ensureBuilt } from '../../ops/src/build.ts';
import { freePort } from '../../ops/src/free-port.ts';
import { dataLayout } from '../../ops/src/layout.ts';
import { serverBuild } from '../../ops/src/plans/build.ts';
import { embeddedPlan } from '../../ops/src/plans/embedded.ts';
import type { OneShotPlan, ProcessPlan } from '../../ops/src/plans/service-plan.ts';
import { initScratch, type Scratch } from '../../ops/src/postgres/embedded.ts';
import { capture, type RunningProcess, start } from '../../ops/src/run.ts';
import { surroundings, toolEnvironment } from '../../ops/src/surroundings.ts';

/** API and worker as they are shipped and started for a shop, on a durable PostgreSQL, all of it this run's own. */
export interface Product {
  readonly apiUrl: string;
  /** Of the database's superuser, who sees what row-level security hides. */
  readonly superuserUrl: string;
  readonly api: ServiceProcess;
  readonly worker: ServiceProcess;
  readonly postgres: Pick<Scratch, 'kill' | 'restart'>;
  stop(): Promise<void>;
}

const longestStartMs = 60_000;
const keptOutput = 200;

/** A process of the product that a test may kill and start again. */
export class ServiceProcess {
  readonly #plan: ProcessPlan;
  readonly #output: string[] = [];
  #running: RunningProcess | undefined;

  constructor(plan: ProcessPlan) {
    this.#plan = plan;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** The last lines that it wrote. */
  get output(): string {
    return this.#output.join('');
  }

  /** Resolves when it says that it is ready. */
  async start(): Promise<void> {
    const running = await start(this.#plan.command, (chunk) => {
      this.#output.push(chunk.toString('utf8'));
      if (this.#output.length > keptOutput) this.#output.shift();
    });
    this.#running = running;
    void this.#forgetWhenEnded(running);
    await this.untilReady();
  }

  async #forgetWhenEnded(running: RunningProcess): Promise<void> {
    await running.exited;
    if (this.#running === running) this.#running = undefined;
  }

  async untilReady(): Promise<void> {
    const deadlineMs = Date.now() + longestStartMs;
    while (Date.now() < deadlineMs) {
      if (!this.isRunning) throw new Error(`${this.#plan.title} ended before it was ready:\n${this.output}`);
      const answer = await fetch(this.#plan.healthUrl).catch(() => undefined);
      await answer?.arrayBuffer().catch(() => undefined);
      if (answer?.ok) return;
      await sleep(20);
    }
    throw new Error(`${this.#plan.title} was not ready within ${longestStartMs / 1_000} s:\n${this.output}`);
  }

  /** SIGKILL: nothing is tidied up. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  killAtOnce(): void {
    this.#running?.signal('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end(this.#plan.stopSignal);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#running;
    running?.signal(signal);
    await running?.exited;
  }
}

function writeSecrets(dir: string, { passwords }: Scratch): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const secrets = {
    zakpos_owner_password: passwords.zakpos_owner,
    zakpos_app_password: passwords.zakpos_app,
    zakpos_worker_password: passwords.zakpos_worker,
    token_key: randomBytes(48).toString('base64url'),
  };
  for (const [name, value] of Object.entries(secrets)) writeFileSync(join(dir, name), value, { mode: 0o600 });
}

async function planOf(scratch: Scratch, dataDir: string) {
  writeSecrets(dataLayout(dataDir).secrets, scratch);
  const configured = {
    LOG_LEVEL: 'warn',
    API_PORT: String(await freePort()),
    WORKER_HEALTH_PORT: String(await freePort()),
    POSTGRES_PORT: String(scratch.port),
    // All tills of a test are one address and one tenant.
    RATE_LIMIT_PER_TENANT_PER_MINUTE: '100000000',
    RATE_LIMIT_PER_ADDRESS_PER_MINUTE: '100000000',
  };
  const ops = readEnv('ops', configured);
  const settings = { ops, configured, dataDir, node: process.execPath, surroundings: surroundings() };
  const services = embeddedPlan(settings).stages.flat();
  const named = (name: string) => services.find((service) => service.name === name);
  return {
    apiUrl: `http://127.0.0.1:${ops.API_PORT}`,
    migrate: named('migrate') as OneShotPlan,
    api: new ServiceProcess(named('api') as ProcessPlan),
    worker: new ServiceProcess(named('worker') as ProcessPlan),
  };
}

/** Builds the server where its sources changed, and starts it with an empty, migrated database. */
export async function startProduct(): Promise<Product> {
  await ensureBuilt(serverBuild(toolEnvironment()));
  const scratch = await initScratch({ durable: true });
  const dataDir = mkdtempSync(join(tmpdir(), 'zakpos-product-'));
  const { apiUrl, migrate, api, worker } = await planOf(scratch, dataDir);
  // They lead process groups of their own, so a test run that is cut off would leave them behind.
  const atExit = () => [api, worker].forEach((service) => service.killAtOnce());
  process.once('exit', atExit);
  const stop = async () => {
    process.removeListener('exit', atExit);
    await Promise.all([api.stop(), worker.stop()]);
    await scratch.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const { exitCode, output } = await capture(migrate.command);
    if (exitCode !== 0) throw new Error(`The migration ended with exit code ${exitCode}:\n${output}`);
    await Promise.all([api.start(), worker.start()]);
    return { apiUrl, superuserUrl: scratch.urls.postgres, api, worker, postgres: scratch, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
