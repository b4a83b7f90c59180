import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from '../build.ts';
import { ensureChromium } from '../chromium.ts';
import { engineForTests, type TestEngine } from '../engine/for-tests.ts';
import { Failure, fileFailure } from '../failure.ts';
import { repositoryDir } from '../layout.ts';
import { type Check, checks } from '../plans/checks.ts';
import { plainStep, runSteps } from '../progress.ts';
import { capture, captureLive, type Command, type Outcome } from '../run.ts';
import { toolEnvironment } from '../surroundings.ts';
import { table } from '../table.ts';
import { type Counts, countsOf } from '../test-reports.ts';

type Result = { readonly check: Check; readonly counts: Counts; readonly seconds: number; readonly log: string };

const longestCheckMs = 20 * 60_000;
const shownLines = 120;

/** What a check may need that takes a while to get: each is got once, by the first check that needs it. */
type Tools = { readonly chromium: () => Promise<string>; readonly engine: () => Promise<TestEngine> };

/** A check that could not run at all: nothing of it has passed, and nothing has failed. */
const notRun = (reason: string) => ({ exitCode: 0, output: `NOT RUN: ${reason}`, isSkipped: true });

const sayIndented = (line: string): void => void (line.trim() === '' ? undefined : process.stdout.write(`  ${line}\n`));

async function work(check: Check, tools: Tools): Promise<Outcome & { readonly isSkipped?: boolean }> {
  const browser = check.needsBrowser ? await tools.chromium() : undefined;
  const engine = check.needsEngine ? await tools.engine() : undefined;
  if (engine !== undefined && 'missing' in engine) {
    // What CI does not run is not proven: there it is a failure.
    if (process.env['CI'] === 'true') throw new Failure('noEngine', `${check.title}: not run, ${engine.missing}`);
    return notRun(engine.missing);
  }
  const wrap = engine?.wrap ?? ((command: Command) => command);
  for (const build of check.builds ?? []) await ensureBuilt(build);
  const said: string[] = [];
  for (const command of check.commands) {
    const env = { ...command.env, ...(browser === undefined ? {} : { ZAKPOS_CHROMIUM: browser }) };
    const wrapped = wrap({ ...command, env, timeoutMs: check.timeoutMs ?? longestCheckMs });
    const { exitCode, output } = await (check.isLive ? captureLive(wrapped, sayIndented) : capture(wrapped));
    said.push(output);
    if (exitCode !== 0) return { exitCode, output: said.join('\n') };
  }
  return { exitCode: 0, output: said.join('\n') };
}

async function runCheck(check: Check, resultsDir: string, tools: Tools): Promise<Result> {
  const sinceMs = Date.now();
  const log = join(resultsDir, `${check.name}.log`);
  let outcome: Awaited<ReturnType<typeof work>>;
  try {
    if (check.report) rmSync(check.report.file, { force: true });
    outcome = await work(check, tools);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    outcome = { exitCode: error.exitCode, output: error.message };
  }
  writeFileSync(log, `${outcome.output}\n`);
  const counts = outcome.isSkipped === true ? { passed: 0, failed: 0, skipped: 1 } : countsOf(check, outcome.exitCode);
  return { check, counts, seconds: (Date.now() - sinceMs) / 1000, log: outcome.output };
}

/** The words of a check that failed, at the moment when it did. */
function showFailure({ check, log }: Result, resultsDir: string): void {
  const lines = log.split('\n');
  const hidden = lines.length - shownLines;
  const head = hidden > 0 ? `… ${hidden} more lines in ${join(resultsDir, `${check.name}.log`)}\n` : '';
  process.stdout.write(`\n--- ${check.title} ---\n${head}${lines.slice(-shownLines).join('\n')}\n\n`);
}

function sum(results: readonly Result[]): Counts {
  const add = (key: keyof Counts) => results.reduce((total, { counts }) => total + counts[key], 0);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') };
}

const failureShown = new Error('the check failed');

/** Runs one check as a visible step; a failure stops none of the others. */
async function step(check: Check, run: () => Promise<Result>): Promise<void> {
  const shown = {
    title: check.title,
    work: async () => {
      if ((await run()).counts.failed > 0) throw failureShown;
    },
  };
  try {
    await (check.isLive ? plainStep(shown) : runSteps([[shown]]));
  } catch (error) {
    if (error !== failureShown) throw error;
  }
}

/** An engine that is started when it is first asked for, and stopped at the end, when the run is cut off, too. */
function engineOnce(): { get: () => Promise<TestEngine>; stop: () => Promise<void> } {
  let found: Promise<TestEngine> | undefined;
  let stopped: Promise<void> | undefined;
  // Once for all who ask: a signal ends the check that runs, too, and the run then comes to its own end meanwhile.
  const stop = () =>
    (stopped ??= (async () => {
      const engine = await found?.catch(() => undefined);
      if (engine !== undefined && 'stop' in engine) await engine.stop();
    })());
  // Stays for a second Ctrl-C: without a listener of ours, the one that ends our children ends us, too, before the engine is gone.
  let isEnding = false;
  const onSignal = () => {
    if (isEnding) return;
    isEnding = true;
    process.stdout.write('\nCleaning up…\n');
    void stop().finally(() => process.exit(130));
  };
  return {
    get: () => {
      if (found === undefined) for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
      return (found ??= engineForTests());
    },
    stop: async () => {
      await stop();
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeListener(signal, onSignal);
    },
  };
}

/** Runs everything, or the checks that were named, and ends with one line of counts. 0 when something ran and nothing failed. */
export async function test(names: readonly string[]): Promise<number> {
  const resultsDir = join(repositoryDir, '.runtime', 'checks');
  try {
    mkdirSync(resultsDir, { recursive: true });
  } catch (error) {
    throw fileFailure(error, resultsDir);
  }
  const environment = toolEnvironment();
  const all = checks({ environment, node: process.execPath, resultsDir });
  const unknown = names.find((name) => !all.some((check) => check.name === name));
  if (unknown !== undefined)
    throw new Failure('usage', `there is no check named ${unknown}: choose from ${all.map(({ name }) => name).join(', ')}`);

  const results: Result[] = [];
  const engine = engineOnce();
  const tools: Tools = { chromium: () => ensureChromium(environment), engine: engine.get };
  try {
    for (const check of all.filter(({ name }) => names.length === 0 || names.includes(name))) {
      await step(check, async () => {
        const result = await runCheck(check, resultsDir, tools);
        results.push(result);
        return result;
      });
      const result = results.at(-1);
      if (result && result.counts.failed > 0) showFailure(result, resultsDir);
      if (result?.log.startsWith('NOT RUN: ')) process.stdout.write(`\n!!! ${result.check.title}: ${result.log}\n\n`);
    }
  } finally {
    await engine.stop();
  }

  const total = sum(results);
  const rows = results.map(({ check, counts, seconds }) => [
    check.title,
    counts.failed > 0 ? 'FAILED' : counts.passed === 0 ? 'NOT RUN' : 'ok',
    String(counts.passed),
    String(counts.failed),
    String(counts.skipped),
    `${seconds.toFixed(1)} s`,
  ]);
  process.stdout.write(`\n${table([['check', 'result', 'passed', 'failed', 'skipped', 'time'], ...rows])}\n\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}
