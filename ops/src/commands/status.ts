import { dataLayout } from '../layout.ts';
import { lockOwner } from '../supervisor/lock.ts';
import { type Address, readState, type ServiceRecord } from '../supervisor/state.ts';
import { memoryBytes } from '../process-memory.ts';
import { isSameProcess } from '../process-identity.ts';
import { table } from '../table.ts';

export type ServiceStatus = {
  readonly service: string;
  readonly state: string;
  readonly pid: number | null;
  readonly memoryBytes: number | null;
  readonly uptimeMs: number | null;
  /** How long the readiness check took; null where the service did not answer or has none. */
  readonly healthMs: number | null;
  readonly restarts: number;
};

export type Status = {
  readonly ready: boolean;
  readonly phase: 'stopped' | 'starting' | 'ready' | 'stopping';
  readonly addresses: readonly Address[];
  readonly services: readonly ServiceStatus[];
};

async function health(url: string): Promise<number | null> {
  const sinceMs = performance.now();
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual' });
    await response.body?.cancel();
    return response.ok ? Math.round((performance.now() - sinceMs) * 10) / 10 : null;
  } catch {
    return null;
  }
}

async function statusOf(record: ServiceRecord): Promise<ServiceStatus> {
  const { name, process: identity, healthUrl } = record;
  const lives = identity !== undefined && (await isSameProcess(identity));
  const healthMs = lives && healthUrl !== undefined ? await health(healthUrl) : null;
  const answers = lives && (healthUrl === undefined || healthMs !== null);
  const state = record.state === 'ready' && !answers ? 'not ready' : record.state;
  return {
    service: name,
    state,
    pid: lives ? identity.pid : null,
    memoryBytes: lives ? memoryBytes(identity.pid) : null,
    uptimeMs: lives ? Date.now() - record.sinceMs : null,
    healthMs,
    restarts: record.restarts,
  };
}

export async function readStatus(dataDir: string): Promise<Status> {
  const layout = dataLayout(dataDir);
  const state = readState(layout.state);
  if (state === undefined || (await lockOwner(layout.lock)) === undefined)
    return { ready: false, phase: 'stopped', addresses: [], services: [] };
  const services = await Promise.all(state.services.map(statusOf));
  const ready = state.phase === 'ready' && services.every((service) => service.state === 'ready' || service.state === 'done');
  return { ready, phase: state.phase, addresses: state.addresses, services };
}

export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

function print(status: Status): void {
  if (status.phase === 'stopped') return void process.stdout.write('ZakPOS does not run; ./zakpos up starts it.\n');
  const rows = status.services.map((service) => [
    service.service,
    service.state,
    service.pid === null ? '' : String(service.pid),
    service.memoryBytes === null ? '' : `${Math.round(service.memoryBytes / 1024 / 1024)} MB`,
    service.uptimeMs === null ? '' : duration(service.uptimeMs),
    service.healthMs === null ? '' : `${service.healthMs.toFixed(1)} ms`,
    service.restarts === 0 ? '' : String(service.restarts),
  ]);
  const head = ['service', 'state', 'process', 'memory', 'up', 'health', 'restarts'];
  process.stdout.write(`${table([head, ...rows])}\n`);
  for (const { name, url } of status.addresses) process.stdout.write(`${name}: ${url}\n`);
}

/** Prints how every service does; 0 only when all are ready. */
export async function status(dataDir: string, asJson: boolean): Promise<number> {
  const found = await readStatus(dataDir);
  if (asJson) process.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
  else print(found);
  return found.ready ? 0 : 1;
}
