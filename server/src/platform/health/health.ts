import { Injectable } from '@nestjs/common';

type Check = () => Promise<void>;

export interface DependencyHealth {
  readonly state: 'up' | 'down';
  /** How long it took to find out. */
  readonly ms: number;
}

export interface Readiness {
  /** Degraded: something is away that selling goes on without. */
  readonly status: 'ready' | 'degraded' | 'not_ready' | 'stopping';
  readonly dependencies: Readonly<Record<string, DependencyHealth>>;
}

type Measured = readonly (readonly [string, DependencyHealth])[];

export const servesRequests = ({ status }: Readiness): boolean => status === 'ready' || status === 'degraded';

const timeoutMs = 2_000;
/** However often it is asked, each dependency is asked no more than once in this time. */
const freshMs = 1_000;

/** What this process needs to serve. A dependency adds its own check where it is made. */
@Injectable()
export class Health {
  readonly #checks = new Map<string, { check: Check; isNeeded: boolean }>();
  #stopping = false;
  #last: { results: Promise<Measured>; untilMs: number } | undefined;

  /**
   * @param check resolves when the dependency answers, and rejects when it does not.
   * @param options.isNeeded whether nothing can be served without it.
   */
  add(name: string, check: Check, { isNeeded = true }: { isNeeded?: boolean } = {}): void {
    this.#checks.set(name, { check, isNeeded });
    this.#last = undefined;
  }

  /** From now on no new work is wanted here, while what runs is finished. */
  stop(): void {
    this.#stopping = true;
  }

  get isStopping(): boolean {
    return this.#stopping;
  }

  async readiness(): Promise<Readiness> {
    if (!this.#last || performance.now() > this.#last.untilMs) {
      const measuring = { results: this.#measureAll(), untilMs: Infinity };
      this.#last = measuring;
      void measuring.results.then(() => (measuring.untilMs = performance.now() + freshMs));
    }
    const results = await this.#last.results;
    const down = results.filter(([, { state }]) => state === 'down').map(([name]) => name);
    const isServing = down.every((name) => this.#checks.get(name)?.isNeeded === false);
    const status = this.#stopping ? 'stopping' : down.length === 0 ? 'ready' : isServing ? 'degraded' : 'not_ready';
    return { status, dependencies: Object.fromEntries(results) };
  }

  #measureAll(): Promise<Measured> {
    return Promise.all([...this.#checks].map(async ([name, { check }]) => [name, await measured(check)] as const));
  }
}

async function measured(check: Check): Promise<DependencyHealth> {
  const startedAt = performance.now();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), timeoutMs);
  try {
    await Promise.race([check(), late]);
    return { state: 'up', ms: elapsed(startedAt) };
  } catch {
    return { state: 'down', ms: elapsed(startedAt) };
  } finally {
    clearTimeout(timer);
  }
}

const elapsed = (startedAt: number) => Math.round((performance.now() - startedAt) * 10) / 10;
