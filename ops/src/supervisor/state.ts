import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isObject, numberField, readJson, textField } from '../json-file.ts';
import type { ProcessIdentity } from '../process-identity.ts';

export type ServiceState = 'waiting' | 'starting' | 'ready' | 'restarting' | 'done' | 'stopped';

export type ServiceRecord = {
  readonly name: string;
  readonly state: ServiceState;
  readonly process: ProcessIdentity | undefined;
  readonly sinceMs: number;
  readonly restarts: number;
  /** Answers 2xx when the service is ready. */
  readonly healthUrl: string | undefined;
};

export type Address = { readonly name: string; readonly url: string };

/** What the running supervisor tells the other commands, in data/run/state.json. */
export type SupervisorState = {
  readonly phase: 'starting' | 'ready' | 'stopping';
  readonly addresses: readonly Address[];
  readonly services: readonly ServiceRecord[];
};

/** Replaced as a whole, so that a reader never sees half of it. */
export function writeState(path: string, state: SupervisorState): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  writeFileSync(`${path}.new`, JSON.stringify(state, undefined, 2));
  renameSync(`${path}.new`, path);
}

const states: readonly ServiceState[] = ['waiting', 'starting', 'ready', 'restarting', 'done', 'stopped'];
const phases: readonly SupervisorState['phase'][] = ['starting', 'ready', 'stopping'];

export function identityOf(value: unknown): ProcessIdentity | undefined {
  const pid = numberField(value, 'pid');
  const startedAt = textField(value, 'startedAt');
  return pid === undefined || startedAt === undefined || pid <= 1 ? undefined : { pid, startedAt };
}

function serviceOf(value: unknown): ServiceRecord | undefined {
  const name = textField(value, 'name');
  const state = states.find((known) => known === textField(value, 'state'));
  if (name === undefined || state === undefined) return undefined;
  return {
    name,
    state,
    process: isObject(value) ? identityOf(value['process']) : undefined,
    sinceMs: numberField(value, 'sinceMs') ?? 0,
    restarts: numberField(value, 'restarts') ?? 0,
    healthUrl: textField(value, 'healthUrl'),
  };
}

function addressOf(value: unknown): Address | undefined {
  const name = textField(value, 'name');
  const url = textField(value, 'url');
  return name === undefined || url === undefined ? undefined : { name, url };
}

const listOf = <T>(value: unknown, read: (item: unknown) => T | undefined): T[] =>
  Array.isArray(value) ? value.map(read).filter((item) => item !== undefined) : [];

export function readState(path: string): SupervisorState | undefined {
  const value = readJson(path);
  const phase = phases.find((known) => known === textField(value, 'phase'));
  if (!isObject(value) || phase === undefined) return undefined;
  return { phase, addresses: listOf(value['addresses'], addressOf), services: listOf(value['services'], serviceOf) };
}
