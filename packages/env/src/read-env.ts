import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { type Service, type Variable, type VariableName, variables } from './variables.ts';

/** The exit code of a process whose configuration is refused (EX_CONFIG of sysexits.h). */
export const badConfigurationExitCode = 78;

export type EnvFault = { readonly name: string; readonly problem: string };

/** All faults of an environment at once. The process that meets it prints the message and exits with 78. */
export class EnvError extends Error {
  readonly faults: readonly EnvFault[];
  readonly exitCode = badConfigurationExitCode;

  constructor(service: Service, faults: readonly EnvFault[]) {
    const lines = faults.map(({ name, problem }) => `  ${name}: ${problem}`);
    super(`The configuration of ${service} has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${lines.join('\n')}`);
    this.name = 'EnvError';
    this.faults = faults;
  }
}

type Table = typeof variables;
type Output<N extends VariableName> = z.output<Table[N]['type']>;
type NamesOf<S extends Service> = { [N in VariableName]: S extends Table[N]['services'][number] ? N : never }[VariableName];
type IsCertain<N extends VariableName, S extends Service> = Table[N] extends { default: string }
  ? true
  : Table[N] extends { requiredIn: readonly (infer R)[] }
    ? S extends R
      ? true
      : false
    : false;
type WithoutFile<N extends string> = N extends `${infer Base}_FILE` ? Base : N;
type Value<N extends VariableName, S extends Service> = IsCertain<N, S> extends true ? Output<N> : Output<N> | undefined;

/**
 * What a service reads: each variable under its own name. A secret, named `X_FILE`, is the content of its file under `X`.
 */
export type Env<S extends Service> = { readonly [N in NamesOf<S> as WithoutFile<N>]: Value<N, S> };

export type EnvSource = Readonly<Record<string, string | undefined>>;

type Reading = { readonly value?: unknown; readonly problem?: string };

function readSecretFile(path: string): { content: string } | { problem: string } {
  try {
    return { content: readFileSync(path, 'utf8').trim() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason = code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read by this user' : 'cannot be read';
    return { problem: `names the file ${path}, which ${reason}` };
  }
}

function readOne(variable: Variable, raw: string | undefined, required: boolean): Reading {
  // Compose passes an unset variable on as an empty one.
  const given = raw === undefined || raw.trim() === '' ? variable.default : raw.trim();
  if (given === undefined) return required ? { problem: 'is required' } : {};
  let content = given;
  if (variable.secret) {
    const file = readSecretFile(given);
    if ('problem' in file) return file;
    content = file.content;
  }
  const parsed = variable.type.safeParse(content);
  if (parsed.success) return { value: parsed.data };
  const expectation = parsed.error.issues[0]?.message ?? 'is not valid';
  return { problem: variable.secret ? `names the file ${given}, which ${expectation}` : `${expectation}, not "${content}"` };
}

/** Without a fault, each name of the service holds what its schema gave: the table is the type. */
function isEnvOf<S extends Service>(_service: S, _values: object, faults: readonly EnvFault[]): _values is Env<S> {
  return faults.length === 0;
}

/**
 * Reads everything that a service needs from `source` (its `process.env`), once, at its start.
 * @throws EnvError with every fault, so that one correction is enough.
 */
export function readEnv<S extends Service>(service: S, source: EnvSource): Env<S> {
  const values: Record<string, unknown> = {};
  const faults: EnvFault[] = [];
  for (const [name, variable] of Object.entries<Variable>(variables)) {
    if (!variable.services.includes(service)) continue;
    const { value, problem } = readOne(variable, source[name], variable.requiredIn?.includes(service) ?? false);
    if (problem !== undefined) faults.push({ name, problem });
    values[variable.secret ? name.replace(/_FILE$/, '') : name] = value;
  }
  if (!isEnvOf(service, values, faults)) throw new EnvError(service, faults);
  return values;
}
