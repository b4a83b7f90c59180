import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuilt } from '../build.ts';
import { Failure, fileFailure } from '../failure.ts';
import { type DataLayout, dataLayout } from '../layout.ts';
import type { BuildPlan } from '../plans/build.ts';
import type { UpPlan } from '../plans/service-plan.ts';
import { realDataDir } from '../postgres/installed.ts';
import { checkVersion } from '../postgres/server.ts';
import { runSteps, type Step } from '../progress.ts';
import { startDetached } from '../run.ts';
import { lockOwner, takeLock } from '../supervisor/lock.ts';
import { stopOrphans } from '../supervisor/orphans.ts';
import { checkDataDir, checkDiskSpace, checkPorts } from '../supervisor/preflight.ts';
import { readState } from '../supervisor/state.ts';
import { Supervisor } from '../supervisor/supervisor.ts';

export type UpWork = { readonly plan: UpPlan; readonly builds: readonly BuildPlan[]; readonly dataDir: string };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function sayAddresses(layout: DataLayout): void {
  const addresses = readState(layout.state)?.addresses ?? [];
  const width = Math.max(...addresses.map(({ name }) => name.length), 0);
  for (const { name, url } of addresses) say(`  ${name.padEnd(width)}  ${url}`);
}

function sayReady(layout: DataLayout, sinceMs: number, foreground: boolean): void {
  say(`\nZakPOS is ready (${((Date.now() - sinceMs) / 1000).toFixed(1)} s)\n`);
  sayAddresses(layout);
  say('\nThe first shop: open the till and sign up, or let `./zakpos demo` make one that is filled.');
  say(foreground ? 'Ctrl-C or `./zakpos down` stops it.' : '`./zakpos down` stops it, `./zakpos logs -f` shows what it says.');
}

function sayAlreadyRuns(layout: DataLayout): void {
  const phase = readState(layout.state)?.phase;
  say(phase === 'starting' ? 'ZakPOS is already starting.' : 'ZakPOS already runs.');
  sayAddresses(layout);
}

/** What must hold before anything is started or built. */
async function preflight(work: UpWork, layout: DataLayout): Promise<void> {
  const orphans = await stopOrphans(layout);
  if (orphans.length > 0) say(`The last run was cut off; stopped what it left behind: ${orphans.join(', ')}`);
  checkVersion(layout.postgres);
  checkDiskSpace(layout);
  await checkPorts(work.plan.ports);
  realDataDir(layout.postgres, say);
}

const buildSteps = (builds: readonly BuildPlan[], signal: AbortSignal): Step[] =>
  builds.map((build) => ({
    title: build.title,
    work: async () => {
      await ensureBuilt(build, signal);
    },
  }));

/** The first signal stops in order, the second at once. Resolves with the exit code when it is done. */
function untilSignalled(supervisor: Supervisor): { stopped: Promise<number> } {
  const { promise, resolve } = Promise.withResolvers<number>();
  let asked = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (asked) {
      supervisor.kill();
      return resolve(130);
    }
    asked = true;
    say(signal === 'SIGINT' ? '\nStopping; Ctrl-C again stops at once.' : 'Stopping.');
    void supervisor.stop().then(() => resolve(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return { stopped: promise };
}

/** Builds what is stale while PostgreSQL starts, then everything in its order. */
async function startAll(supervisor: Supervisor, work: UpWork, signal: AbortSignal): Promise<void> {
  const [database = [], ...rest] = supervisor.steps();
  await runSteps([[...buildSteps(work.builds, signal), ...database], ...rest]);
  supervisor.allStarted();
}

async function superviseUntilStopped(work: UpWork, layout: DataLayout, sinceMs: number): Promise<number> {
  await preflight(work, layout);
  const supervisor = new Supervisor(work.plan, layout);
  const { stopped } = untilSignalled(supervisor);
  const building = new AbortController();
  try {
    await Promise.race([startAll(supervisor, work, building.signal), stopped]);
  } catch (error) {
    if (!supervisor.isStopping) {
      await supervisor.stop();
      throw error;
    }
  } finally {
    building.abort();
  }
  if (!supervisor.isStopping) sayReady(layout, sinceMs, true);
  const exitCode = await stopped;
  say('Stopped.');
  return exitCode;
}

/** Starts everything and stays with it until it is told to stop. Returns the exit code. */
export async function upInForeground(work: UpWork): Promise<number> {
  const sinceMs = Date.now();
  const layout = dataLayout(work.dataDir);
  checkDataDir(layout);
  const lock = await takeLock(layout.lock);
  if ('owner' in lock) {
    sayAlreadyRuns(layout);
    return 0;
  }
  try {
    return await superviseUntilStopped(work, layout, sinceMs);
  } finally {
    lock.release();
  }
}

/** Leaves the supervisor in the background and waits until it is ready. `command` is what runs it in the foreground. */
export async function upDetached(dataDir: string, command: { file: string; args: string[] }): Promise<number> {
  const sinceMs = Date.now();
  const layout = dataLayout(dataDir);
  checkDataDir(layout);
  if ((await lockOwner(layout.lock)) !== undefined) {
    sayAlreadyRuns(layout);
    return 0;
  }
  const logFile = join(layout.logs, 'zakpos.log');
  let log: number;
  try {
    mkdirSync(layout.logs, { recursive: true, mode: 0o750 });
    log = openSync(logFile, 'w', 0o640);
  } catch (error) {
    throw fileFailure(error, logFile);
  }
  const child = startDetached(command, log);
  closeSync(log);
  say(`Starting; ${logFile} shows the progress.`);
  let exitCode: number | undefined;
  void child.exited.then((code) => (exitCode = code));
  for (;;) {
    if (exitCode !== undefined) {
      const words = readFileSync(logFile, 'utf8').trim().split('\n').at(-1) ?? '';
      throw new Failure('failed', words.replace(/^zakpos: /, '') || 'the supervisor ended before it was ready', {}, exitCode);
    }
    const owner = await lockOwner(layout.lock);
    if (owner?.pid === child.pid && readState(layout.state)?.phase === 'ready') break;
    await sleep(40);
  }
  child.unref();
  sayReady(layout, sinceMs, false);
  return 0;
}
