import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { fileFailure } from '../failure.ts';
import { textField } from '../json-file.ts';
import type { EngineSettings } from '../plans/platform.ts';
import { eventsPlan } from '../plans/platform.ts';
import { read } from '../run.ts';
import { type Container, readContainers } from './containers.ts';
import type { Site } from './site.ts';
import { type EngineEvent, eventOf } from './start.ts';

/** A change of a container's state or health. */
export type Transition = {
  readonly at: string;
  /** As in `api-2`. */
  readonly container: string;
  readonly id: string;
  readonly state: string;
  readonly why?: string;
};

/** Some ten thousand changes; the file before is kept beside it. */
const mostBytes = 2 * 1024 * 1024;
const shortId = (id: string): string => id.slice(0, 12);

function transitionOf(line: string): Transition | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // the last line of a write that was cut off
  }
  const [at, container, id, state] = ['at', 'container', 'id', 'state'].map((name) => textField(value, name));
  if (at === undefined || container === undefined || id === undefined || state === undefined) return undefined;
  const why = textField(value, 'why');
  return { at, container, id, state, ...(why === undefined ? {} : { why }) };
}

const linesOf = (path: string): string[] => (existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []);

/** The changes of a platform, oldest first. */
export function readRecord({ healthFile }: Pick<Site, 'healthFile'>, most = Number.POSITIVE_INFINITY): Transition[] {
  const last = new Map<string, string>();
  const all: Transition[] = [];
  for (const line of [...linesOf(`${healthFile}.1`), ...linesOf(healthFile)]) {
    const one = transitionOf(line);
    // Two that look at the same time write the same change twice.
    if (one === undefined || last.get(one.id) === one.state) continue;
    last.set(one.id, one.state);
    all.push(one);
  }
  return all.slice(-Math.min(most, all.length)).slice(most === 0 ? all.length : 0);
}

function append({ healthFile }: Pick<Site, 'healthFile'>, transitions: readonly Transition[]): void {
  if (transitions.length === 0) return;
  try {
    const size = statSync(healthFile, { throwIfNoEntry: false })?.size ?? 0;
    if (size > mostBytes) renameSync(healthFile, `${healthFile}.1`);
    appendFileSync(healthFile, transitions.map((one) => `${JSON.stringify(one)}\n`).join(''), { mode: 0o644 });
  } catch (error) {
    throw fileFailure(error, healthFile);
  }
}

/** In one word: the health where there is a check, else the state, with its exit code once it has ended. */
export function stateWord({ state, health, exitCode }: Container): string {
  if (state === 'running') return health?.status ?? 'running';
  return state === 'exited' ? (exitCode === 0 ? 'done' : `exited (${exitCode})`) : state;
}

/** What an event made of its container; undefined where it changes nothing that people ask about. */
export function eventState({ action, exitCode }: EngineEvent): string | undefined {
  const health = /^health_status: (\w+)$/.exec(action)?.[1];
  if (health !== undefined) return health;
  if (action === 'start') return 'starting';
  if (action === 'oom') return 'out of memory';
  if (action === 'die') return exitCode === '0' ? 'done' : `exited (${exitCode ?? '?'})`;
  return undefined;
}

const lastFailure = ({ health }: Container): string | undefined => {
  const failed = health?.results.findLast(({ exitCode }) => exitCode !== 0);
  return failed?.output.split('\n').at(-1)?.slice(0, 200);
};

/** When the container came to the state that it is in, as far as the engine says. */
function sinceOf(container: Container): Date {
  if (container.state !== 'running') return container.finishedAt.getTime() > 0 ? container.finishedAt : new Date();
  const results = container.health?.results ?? [];
  const isGood = container.health?.status === 'healthy';
  const turn = results.findLastIndex(({ exitCode }) => (exitCode === 0) !== isGood);
  return (turn === -1 ? undefined : results[turn + 1])?.at ?? container.startedAt;
}

/** The events that the engine still remembers (its last 256) since the newest change that is written down. */
async function eventsSince(settings: EngineSettings, site: Site, fromMs: number): Promise<EngineEvent[]> {
  const from = (fromMs / 1000).toFixed(3);
  const now = (Date.now() / 1000).toFixed(3);
  const kinds = ['start', 'die', 'oom', 'health_status'].flatMap((event) => ['--filter', `event=${event}`]);
  const { stdout } = await read({
    ...eventsPlan(settings, site.project, ...kinds, '--since', from, '--until', now),
    timeoutMs: 10_000,
  });
  return stdout
    .split('\n')
    .map(eventOf)
    .filter((event) => event !== undefined)
    .filter(({ atMs }) => atMs > fromMs);
}

/**
 * Writes down what has changed since the last time, from the engine's own memory: every `up`, `status` and `status --watch` does it. Gives
 * the containers as they are.
 */
export async function recordHealth(settings: EngineSettings, site: Site): Promise<Container[]> {
  const containers = await readContainers(settings, site.project);
  const record = readRecord(site);
  const last = new Map(record.map((one) => [one.id, one]));
  const newestMs = record.reduce((newest, { at }) => Math.max(newest, Date.parse(at)), 0);
  const found: Transition[] = [];
  const note = (id: string, container: string, state: string, at: Date, why?: string) => {
    if (last.get(id)?.state === state) return;
    const transition = { at: at.toISOString(), container, id, state, ...(why === undefined ? {} : { why }) };
    last.set(id, transition);
    found.push(transition);
  };
  const names = new Map(containers.map(({ id, name }) => [id, name]));
  for (const event of await eventsSince(settings, site, newestMs)) {
    const state = eventState(event);
    const id = shortId(event.container);
    const name = names.get(event.container) ?? record.findLast((one) => one.id === id)?.container ?? event.service;
    if (state !== undefined) note(id, name, state, new Date(event.atMs));
  }
  for (const container of containers) {
    const state = stateWord(container);
    const why = state === 'unhealthy' ? lastFailure(container) : undefined;
    note(shortId(container.id), container.name, state, sinceOf(container), why);
  }
  append(
    site,
    found.toSorted((one, other) => one.at.localeCompare(other.at)),
  );
  return containers;
}
