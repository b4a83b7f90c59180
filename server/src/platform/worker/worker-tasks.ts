import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Outage } from '../log/outage.ts';

export interface WorkerTask {
  readonly name: string;
  /**
   * Runs until `signal` aborts. It calls `beat` at least every few seconds while its loop turns; without it the worker counts as dead
   * and is restarted.
   */
  run(signal: AbortSignal, beat: () => void): Promise<void>;
}

/** A loop that has not turned for so long hangs. */
const maxSilenceMs = 30_000;
const maxPauseMs = 2_000;

/** The loops of the worker process. A feature adds its own in `onModuleInit`. */
@Injectable()
export class WorkerTasks {
  readonly #tasks: WorkerTask[] = [];
  readonly #beats = new Map<string, number>();
  readonly #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  add(task: WorkerTask): void {
    this.#tasks.push(task);
  }

  start(logger: Logger): void {
    this.#running = Promise.all(this.#tasks.map((task) => this.#keepRunning(task, logger)));
  }

  /** Resolves when every loop has finished what it was doing. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** @throws when a loop has stopped turning. */
  async checkAlive(): Promise<void> {
    const silent = [...this.#beats].filter(([, at]) => Date.now() - at > maxSilenceMs).map(([name]) => name);
    if (silent.length > 0) throw new Error(`No heartbeat of ${silent.join(', ')}`);
  }

  async #keepRunning(task: WorkerTask, logger: Logger): Promise<void> {
    const { signal } = this.#stop;
    const outage = new Outage();
    let failures = 0;
    const beat = () => void this.#beats.set(task.name, Date.now());
    // A loop that turns again has got over its failures: the next one waits no longer for them.
    const turned = () => {
      failures = 0;
      const behind = outage.end();
      if (behind > 0) logger.info({ task: task.name, failures: behind }, 'a task goes on');
      beat();
    };
    while (!signal.aborted) {
      beat();
      try {
        await task.run(signal, turned);
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        if (outage.add(error).isNew)
          logger.error({ err: error, task: task.name, failures }, 'a task failed and is started again');
      }
      if (!signal.aborted)
        await sleep(Math.min(maxPauseMs, 250 * 2 ** Math.min(failures, 10)), undefined, { signal }).catch(() => undefined);
    }
  }
}
