import { isObject, numberField, textField } from '../json-file.ts';
import { docker, type EngineSettings, projectFilter, serviceLabel } from '../plans/platform.ts';
import { read } from '../run.ts';

export type HealthResult = { readonly at: Date; readonly tookMs: number; readonly exitCode: number; readonly output: string };

export type Container = {
  readonly id: string;
  readonly service: string;
  /** As people tell replicas apart: `api-2`. */
  readonly name: string;
  readonly image: string;
  readonly state: string;
  readonly exitCode: number;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly restarts: number;
  readonly outOfMemory: boolean;
  /** Undefined for what ends and has no check. */
  readonly health: { readonly status: string; readonly results: readonly HealthResult[] } | undefined;
};

const field = (value: unknown, ...path: string[]): unknown => {
  let found = value;
  for (const name of path) found = isObject(found) ? found[name] : undefined;
  return found;
};

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const dateOf = (value: unknown, name: string): Date => new Date(textField(value, name) ?? 0);

function resultOf(value: unknown): HealthResult {
  const at = dateOf(value, 'Start');
  return {
    at,
    tookMs: dateOf(value, 'End').getTime() - at.getTime(),
    exitCode: numberField(value, 'ExitCode') ?? 0,
    output: (textField(value, 'Output') ?? '').trim(),
  };
}

function containerOf(value: unknown): Container | undefined {
  const labels = field(value, 'Config', 'Labels');
  const service = textField(labels, serviceLabel);
  const id = textField(value, 'Id');
  if (service === undefined || id === undefined || textField(labels, 'com.docker.compose.oneoff') === 'True') return undefined;
  const state = field(value, 'State');
  const health = field(state, 'Health');
  const status = textField(health, 'Status');
  return {
    id,
    service,
    name: `${service}-${textField(labels, 'com.docker.compose.container-number') ?? '1'}`,
    image: textField(field(value, 'Config'), 'Image') ?? '',
    state: textField(state, 'Status') ?? '',
    exitCode: numberField(state, 'ExitCode') ?? 0,
    startedAt: dateOf(state, 'StartedAt'),
    finishedAt: dateOf(state, 'FinishedAt'),
    restarts: numberField(value, 'RestartCount') ?? 0,
    outOfMemory: field(state, 'OOMKilled') === true,
    health:
      status === undefined || status === 'none' ? undefined : { status, results: listOf(field(health, 'Log')).map(resultOf) },
  };
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Every container of a project, stopped ones too, in the order of their names; none where the engine does not answer. */
export async function readContainers(settings: EngineSettings, project: string): Promise<Container[]> {
  const listed = await read(docker(settings, 'ps', '--all', '--quiet', '--no-trunc', ...projectFilter(project)));
  const ids = listed.stdout.split('\n').filter((id) => id !== '');
  if (listed.exitCode !== 0 || ids.length === 0) return [];
  // One that is removed in between makes an error of its own; the others are still printed.
  const inspected = await read(docker(settings, 'inspect', '--type', 'container', ...ids));
  return listOf(parsed(inspected.stdout))
    .map(containerOf)
    .filter((container) => container !== undefined)
    .toSorted((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }));
}

/** Bytes that each container holds, by id: what the kernel would not give back. */
export async function readMemory(settings: EngineSettings, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const format = '{{.ID}}\t{{.MemUsage}}';
  const { stdout } = await read(docker(settings, 'stats', '--no-stream', '--no-trunc', '--format', format, ...ids));
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const [id, usage = ''] = line.split('\t');
      const bytes = bytesOf(usage.split('/')[0]?.trim() ?? '');
      return id === undefined || bytes === undefined ? [] : [[id, bytes] as const];
    }),
  );
}

const units: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, kB: 1e3, MB: 1e6, GB: 1e9 };

function bytesOf(text: string): number | undefined {
  const [, count, unit = ''] = /^([\d.]+)\s*([A-Za-z]+)$/.exec(text) ?? [];
  const factor = units[unit];
  return count === undefined || factor === undefined ? undefined : Math.round(Number(count) * factor);
}

/** Ended as it was meant to, or running and not known to be ill. */
export const isReady = ({ state, health, exitCode }: Container): boolean =>
  state === 'running'
    ? health === undefined || health.status === 'healthy'
    : state === 'exited' && health === undefined && exitCode === 0;
