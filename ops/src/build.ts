import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, Failure, fileFailure } from './failure.ts';
import { repositoryDir } from './layout.ts';
import type { BuildPlan } from './plans/build.ts';
import { capture } from './run.ts';
import { takeLock } from './supervisor/lock.ts';

/** Made by builds or by tools; their content decides nothing. */
const ignored = /^(node_modules|dist|\.next|\.expo|next-env\.d\.ts|.*\.tsbuildinfo|.*\.test\.tsx?)$/;

function filesOf(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => !ignored.test(name));
  return names.toSorted().flatMap((name) => filesOf(join(path, name)));
}

/** By content: a fresh clone or another branch and back builds nothing twice. */
function fingerprint(inputs: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of inputs.flatMap((input) => filesOf(join(repositoryDir, input)))) {
    hash.update(file.slice(repositoryDir.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

const stampOf = ({ output }: BuildPlan): string => join(repositoryDir, output, '.built-from');

function isBuiltFrom(plan: BuildPlan, sources: string): boolean {
  try {
    return existsSync(join(repositoryDir, plan.proof)) && readFileSync(stampOf(plan), 'utf8') === sources;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw fileFailure(error, stampOf(plan));
  }
}

export const isCurrent = (plan: BuildPlan): boolean => isBuiltFrom(plan, fingerprint(plan.inputs));

/** Which kind of failure a tool's output tells of. */
function buildFailure(plan: BuildPlan, output: string): Failure {
  if (/ENOSPC|No space left/.test(output)) return new Failure('diskFull', `${plan.title} failed: the disk is full`);
  const denied = /(?:EACCES|EPERM)[^\n]*/.exec(output)?.[0];
  if (denied !== undefined)
    return new Failure('noPermission', `${plan.title} failed: ${plan.output} belongs to another user (${denied.trim()})`);
  return new Failure('failed', `${plan.title} failed:\n${output.trim().split('\n').slice(-30).join('\n')}`);
}

/** One build of a kind at a time in a checkout; who comes second finds it done. */
async function withBuildLock<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const lock = await takeLock(join(repositoryDir, '.runtime', `build-${name}.lock`));
    if ('owner' in lock) {
      await sleep(200, undefined, signal === undefined ? {} : { signal });
      continue;
    }
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
}

async function build(plan: BuildPlan, signal: AbortSignal | undefined): Promise<boolean> {
  const sources = fingerprint(plan.inputs);
  if (isBuiltFrom(plan, sources)) return false;
  const { exitCode, output } = await capture(plan.command, signal);
  if (exitCode !== 0 || !existsSync(join(repositoryDir, plan.proof))) throw buildFailure(plan, output);
  try {
    writeFileSync(stampOf(plan), sources);
  } catch (error) {
    throw fileFailure(error, stampOf(plan));
  }
  return true;
}

/** Builds when the sources changed since the last time. Says whether it did. */
export async function ensureBuilt(plan: BuildPlan, signal?: AbortSignal): Promise<boolean> {
  if (isCurrent(plan)) return false;
  return await withBuildLock(plan.name, signal, () => build(plan, signal));
}
