import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { OneShotPlan, PostgresPlan, ProcessPlan, ServicePlan } from '../plans/service-plan.ts';
import { startInstalledPostgres } from '../postgres/installed.ts';
import { type Exit, type RunningProcess, start } from '../run.ts';

export type Output = (chunk: Buffer) => void;
/** Called as soon as there is a process, so that it is on record before it is ready. */
export type Started = (process: RunningProcess) => void;

/** Whether the service says that it is ready. */
export async function isHealthy(url: string, timeoutMs: number): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** What a process said about its end, in one line: the error that it names, not where in the code that was. */
function lastWords(tail: string): string {
  const lines = tail.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => line !== '' && !/^(at |node:|throw |\^|[{}]|code: |Node\.js v)/.test(line));
  const line = telling.findLast((text) => /error|fault|fatal|EADDR/i.test(text)) ?? telling.at(-1) ?? '';
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

function startFailure({ name, kind: planKind }: ProcessPlan | OneShotPlan, exit: Exit, tail: string): Failure {
  const what = planKind === 'one-shot' ? `${name} failed` : `${name} did not start`;
  if (tail.includes('ENOSPC')) return new Failure('diskFull', `${what}: the disk is full`);
  const words = lastWords(tail);
  const kind = exit.exitCode === 78 ? 'badConfiguration' : 'failed';
  return new Failure(kind, `${what} (${exit.reason})${words === '' ? '' : `: ${words}`}; see ./zakpos logs ${name}`);
}

async function launchProcess(plan: ProcessPlan | OneShotPlan, output: Output, started: Started): Promise<RunningProcess> {
  let tail = '';
  let exit: Exit | undefined;
  const running = await start(plan.command, (chunk) => {
    tail = (tail + chunk.toString('utf8')).slice(-8_192);
    output(chunk);
  });
  started(running);
  void running.exited.then((value) => (exit = value));
  const deadline = Date.now() + plan.startTimeoutMs;
  for (;;) {
    if (plan.kind === 'one-shot' && exit?.exitCode === 0) return running;
    if (exit) throw startFailure(plan, exit, tail);
    if (plan.kind === 'process' && (await isHealthy(plan.healthUrl, 2_000)) && !exit) return running;
    if (Date.now() > deadline) {
      running.signal('SIGKILL');
      const seconds = plan.startTimeoutMs / 1000;
      throw new Failure(
        'failed',
        `${plan.name} was not ready after ${seconds} s: ${lastWords(tail)}; see ./zakpos logs ${plan.name}`,
      );
    }
    await sleep(50);
  }
}

async function launchPostgres(plan: PostgresPlan, output: Output, started: Started): Promise<RunningProcess> {
  const server = await startInstalledPostgres(plan, output);
  started(server);
  return server;
}

/** Starts what the plan says and waits until it is ready. */
export const launch = (plan: ServicePlan, output: Output, started: Started): Promise<RunningProcess> =>
  plan.kind === 'postgres' ? launchPostgres(plan, output, started) : launchProcess(plan, output, started);
