import { Injectable } from '@nestjs/common';

type Check = () => Promise<void>;

export interface DependencyHealth {
  readonly ok: boolean;
  readonly ms: number;
}

export interface Readiness {
  readonly status: 'ready' | 'not_ready' | 'stopping';
  readonly dependencies: Readonly<Record<string, DependencyHealth>>;
}

const timeoutMs = 2_000;

/** What this process needs to serve. A dependency adds its own check where it is made. */
@Injectable()
export class Health {
  readonly #checks = new Map<string, Check>();
  #stopping = false;

  /** @param check resolves when the dependency answers, and rejects when it does not. */
  add(name: string, check: Check): void {
    this.#checks.set(name, check);
  }

  /** From now on no new work is wanted here, while what runs is finished. */
  stop(): void {
    this.#stopping = true;
  }

  get isStopping(): boolean {
    return this.#stopping;
  }

  async readiness(): Promise<Readiness> {
    const results = await Promise.all([...this.#checks].map(async ([name, check]) => [name, await measured(check)] as const));
    const ok = results.every(([, health]) => health.ok);
    return { status: this.#stopping ? 'stopping' : ok ? 'ready' : 'not_ready', dependencies: Object.fromEntries(results) };
  }
}

async function measured(check: Check): Promise<DependencyHealth> {
  const startedAt = performance.now();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), timeoutMs);
  try {
    await Promise.race([check(), late]);
    return { ok: true, ms: elapsed(startedAt) };
  } catch {
    return { ok: false, ms: elapsed(startedAt) };
  } finally {
    clearTimeout(timer);
  }
}

const elapsed = (startedAt: number) => Math.round((performance.now() - startedAt) * 10) / 10;
