import { setTimeout as sleep } from 'node:timers/promises';
import { isReady, readMemory } from '../platform/containers.ts';
import { engineSettings } from '../platform/context.ts';
import { readRecord, recordHealth, stateWord, type Transition } from '../platform/health-record.ts';
import { openSite, type Site } from '../platform/site.ts';
import { requireEngine } from '../engine/detect.ts';
import { table } from '../table.ts';
import { addressesOf } from './up-platform.ts';
import { duration } from './status.ts';

export type ContainerStatus = {
  readonly service: string;
  readonly container: string;
  readonly state: string;
  readonly health: string | null;
  readonly since: string | null;
  readonly restarts: number;
  readonly memoryBytes: number | null;
  /** Of the last health check. */
  readonly checkMs: number | null;
  readonly checkOutput: string | null;
};

export type PlatformStatus = {
  readonly ready: boolean;
  readonly phase: 'stopped' | 'starting' | 'ready';
  readonly project: string;
  readonly addresses: readonly { readonly name: string; readonly url: string }[];
  readonly services: readonly ContainerStatus[];
};

/** How the platform of a site does now; writes down what has changed since it was last looked at. */
export async function readPlatformStatus(site: Site): Promise<PlatformStatus> {
  const settings = engineSettings();
  await requireEngine(settings);
  const containers = await recordHealth(settings, site);
  const running = containers.filter(({ state }) => state === 'running');
  const memory = await readMemory(
    settings,
    running.map(({ id }) => id),
  );
  const changed = new Map(readRecord(site).map(({ id, at }) => [id, at]));
  const services = containers.map((container): ContainerStatus => {
    const last = container.health?.results.at(-1);
    return {
      service: container.service,
      container: container.name,
      state: container.state === 'exited' ? stateWord(container) : container.state,
      health: container.state === 'running' ? (container.health?.status ?? null) : null,
      since: changed.get(container.id.slice(0, 12)) ?? null,
      restarts: container.restarts,
      memoryBytes: memory.get(container.id) ?? null,
      checkMs: last === undefined || container.state !== 'running' ? null : last.tookMs,
      checkOutput: last === undefined || last.output === '' ? null : (last.output.split('\n').at(-1) ?? null),
    };
  });
  const ready = running.length > 0 && containers.every(isReady);
  const phase = running.length === 0 ? 'stopped' : ready ? 'ready' : 'starting';
  return { ready, phase, project: site.project, addresses: addressesOf(site), services };
}

const megabytes = (bytes: number | null): string => (bytes === null ? '' : `${Math.round(bytes / 1024 / 1024)} MB`);

function textOf({ services, addresses, phase }: PlatformStatus): string {
  if (services.length === 0 || phase === 'stopped') return 'ZakPOS does not run; ./zakpos up starts it.\n';
  const head = ['service', 'state', 'health', 'since', 'restarts', 'memory', 'last check', ''];
  const rows = services.map((one) => [
    one.container,
    one.state,
    one.health ?? '',
    one.since === null ? '' : duration(Date.now() - Date.parse(one.since)),
    one.restarts === 0 ? '' : String(one.restarts),
    megabytes(one.memoryBytes),
    one.checkMs === null ? '' : `${one.checkMs} ms`,
    one.health === 'unhealthy' ? (one.checkOutput ?? '').slice(0, 60) : '',
  ]);
  const total = services.reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0);
  const lines = addresses.map(({ name, url }) => `${name}: ${url}\n`).join('');
  return `${table([head, ...rows])}\nMemory in all: ${megabytes(total)}\n${lines}`;
}

export function historyText(transitions: readonly Transition[]): string {
  if (transitions.length === 0) return 'Nothing has been recorded yet.\n';
  return `${table([['time', 'service', 'became', 'because'], ...transitions.map(({ at, container, state, why }) => [at, container, state, why ?? ''])])}\n`;
}

const shownChanges = 10;
const refreshMs = 2_000;

/** Goes on until Ctrl-C: in a terminal a table that is drawn again, in a pipe each change as it comes. */
async function watch(site: Site, asJson: boolean): Promise<never> {
  let seen = readRecord(site).length;
  process.stdout.once('error', () => process.exit(0));
  if (process.stdout.isTTY) {
    for (;;) {
      const text = textOf(await readPlatformStatus(site));
      process.stdout.write(`\u001B[H\u001B[2J${text}\nLast changes:\n${historyText(readRecord(site, shownChanges))}`);
      await sleep(refreshMs);
    }
  }
  for (;;) {
    await recordHealth(engineSettings(), site);
    const record = readRecord(site);
    for (const change of record.slice(Math.min(seen, record.length)))
      process.stdout.write(
        asJson
          ? `${JSON.stringify(change)}\n`
          : `${change.at}  ${change.container}  ${change.state}${change.why === undefined ? '' : `  ${change.why}`}\n`,
      );
    seen = record.length;
    await sleep(refreshMs);
  }
}

export type StatusOptions = { readonly json: boolean; readonly watch: boolean; readonly history: boolean };

/** Prints how every container does; 0 only when all are ready. */
export async function statusPlatform(dir: string, options: StatusOptions): Promise<number> {
  const site = openSite(dir);
  if (options.watch) return await watch(site, options.json);
  const status = await readPlatformStatus(site);
  if (options.history) {
    const record = readRecord(site);
    process.stdout.write(options.json ? `${JSON.stringify(record, undefined, 2)}\n` : historyText(record));
  } else process.stdout.write(options.json ? `${JSON.stringify(status, undefined, 2)}\n` : textOf(status));
  return status.ready ? 0 : 1;
}
