import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, fileFailure } from '../failure.ts';
import type { DataLayout } from '../layout.ts';
import type { ServicePlan, UpPlan } from '../plans/service-plan.ts';
import { startTime } from '../process-identity.ts';
import type { Step } from '../progress.ts';
import type { RunningProcess } from '../run.ts';
import { launch } from './launch.ts';
import { RotatingLog } from './rotating-log.ts';
import { type ServiceRecord, type ServiceState, type SupervisorState, writeState } from './state.ts';

const firstBackoffMs = 500;
const longestBackoffMs = 30_000;
/** A service that held out this long has earned a quick restart again. */
const steadyAfterMs = 60_000;

class Service {
  readonly plan: ServicePlan;
  readonly #log: RotatingLog;
  readonly #changed: () => void;
  #running: RunningProcess | undefined;
  #launching: Promise<RunningProcess> | undefined;
  #startedAt: string | undefined;
  #state: ServiceState = 'waiting';
  #sinceMs = Date.now();
  #restarts = 0;
  #stopping = new AbortController();

  constructor(plan: ServicePlan, logDir: string, changed: () => void) {
    this.plan = plan;
    this.#log = new RotatingLog(join(logDir, `${plan.name}.log`));
    this.#changed = changed;
  }

  record(): ServiceRecord {
    const { plan } = this;
    const running = this.#running;
    return {
      name: plan.name,
      state: this.#state,
      process:
        running === undefined || this.#startedAt === undefined ? undefined : { pid: running.pid, startedAt: this.#startedAt },
      sinceMs: this.#sinceMs,
      restarts: this.#restarts,
      healthUrl: plan.kind === 'process' ? plan.healthUrl : undefined,
    };
  }

  #become(state: ServiceState): void {
    this.#state = state;
    this.#sinceMs = Date.now();
    this.#changed();
  }

  #say(line: string): void {
    this.#log.write(Buffer.from(`${new Date().toISOString()} zakpos: ${line}\n`));
  }

  /** On record at once, so that even a supervisor that is killed now leaves a trace to it. */
  async #identify(pid: number): Promise<void> {
    this.#startedAt = await startTime(pid);
    this.#changed();
  }

  #launch(): Promise<RunningProcess> {
    this.#launching = launch(this.plan, this.#log.write, (process) => {
      this.#running = process;
      void this.#identify(process.pid);
    });
    return this.#launching;
  }

  /** Resolves when the service is ready. From then on it is kept running. */
  async start(): Promise<void> {
    this.#become('starting');
    const running = await this.#launch();
    if (this.plan.kind === 'one-shot') {
      this.#running = undefined;
      return this.#become('done');
    }
    this.#become('ready');
    void this.#keepRunning(running);
  }

  async #keepRunning(first: RunningProcess): Promise<void> {
    let running: RunningProcess | undefined = first;
    let backoffMs = firstBackoffMs;
    while (running !== undefined) {
      const readySinceMs = Date.now();
      const exit = await running.exited;
      if (this.#stopping.signal.aborted) return;
      if (Date.now() - readySinceMs > steadyAfterMs) backoffMs = firstBackoffMs;
      this.#say(`${this.plan.name} ended (${exit.reason}); it is started again in ${backoffMs / 1000} s`);
      this.#running = undefined;
      this.#become('restarting');
      running = await this.#relaunch(() => {
        const now = backoffMs;
        backoffMs = Math.min(backoffMs * 2, longestBackoffMs);
        return now;
      });
    }
  }

  async #relaunch(nextBackoffMs: () => number): Promise<RunningProcess | undefined> {
    for (;;) {
      try {
        await sleep(nextBackoffMs(), undefined, { signal: this.#stopping.signal });
        this.#restarts += 1;
        const running = await this.#launch();
        this.#become('ready');
        return running;
      } catch (error) {
        if (this.#stopping.signal.aborted) return undefined;
        this.#say(error instanceof Error ? error.message : String(error));
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const askToStop = () => this.#running?.signal(this.plan.stopSignal);
    const timer = setTimeout(() => this.#running?.signal('SIGKILL'), this.plan.graceMs);
    askToStop();
    // What was just being started may have got its process only now.
    await this.#launching?.then(askToStop, () => undefined);
    await this.#running?.exited;
    clearTimeout(timer);
    this.#running = undefined;
    this.#become('stopped');
  }

  kill(): void {
    this.#stopping.abort();
    this.#running?.signal('SIGKILL');
  }
}

/** Starts the services of a plan in order, keeps them running and stops them in reverse. */
export class Supervisor {
  readonly #plan: UpPlan;
  readonly #layout: DataLayout;
  readonly #stages: Service[][];
  #phase: SupervisorState['phase'] = 'starting';

  constructor(plan: UpPlan, layout: DataLayout) {
    this.#plan = plan;
    this.#layout = layout;
    try {
      mkdirSync(layout.logs, { recursive: true, mode: 0o750 });
    } catch (error) {
      throw fileFailure(error, layout.dataDir);
    }
    this.#stages = plan.stages.map((stage) => stage.map((service) => new Service(service, layout.logs, () => this.#publish())));
  }

  #publish(): void {
    try {
      writeState(this.#layout.state, {
        phase: this.#phase,
        addresses: this.#plan.addresses,
        services: this.#stages.flat().map((service) => service.record()),
      });
    } catch {
      // A full disk must not end the shop that runs; `status` then shows what was true before.
    }
  }

  get isStopping(): boolean {
    return this.#phase === 'stopping';
  }

  /** What starts each service; one stage after the other, together within a stage. */
  steps(): Step[][] {
    this.#publish();
    return this.#stages.map((stage) =>
      stage.map((service) => ({
        title: service.plan.title,
        work: async () => {
          if (this.isStopping) throw new Failure('failed', 'stopped before all was ready');
          await service.start();
        },
      })),
    );
  }

  allStarted(): void {
    if (this.isStopping) return;
    this.#phase = 'ready';
    this.#publish();
  }

  /** Last started, first stopped: no service loses what it depends on. */
  async stop(): Promise<void> {
    this.#phase = 'stopping';
    this.#publish();
    for (const stage of this.#stages.toReversed()) await Promise.all(stage.map((service) => service.stop()));
  }

  /** Ends everything at once; the database recovers at the next start. */
  kill(): void {
    this.#phase = 'stopping';
    for (const service of this.#stages.flat()) service.kill();
  }
}
