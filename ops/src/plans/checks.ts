import { join } from 'node:path';
import { repositoryDir } from '../layout.ts';
import type { Command } from '../run.ts';
import { type BuildPlan, mobileBuild, serverBuild, webBuild } from './build.ts';

/** A part of `zakpos test`. `report` is where its runner leaves the counts; without one it counts as a single test. */
export type Check = {
  readonly name: string;
  readonly title: string;
  readonly commands: readonly Command[];
  readonly builds?: readonly BuildPlan[];
  readonly report?: { readonly format: 'vitest' | 'playwright'; readonly file: string };
  readonly needsBrowser?: true;
  /** Runs on the container engine, or not at all. */
  readonly needsEngine?: true;
  /** Its output is shown as it comes: it takes minutes, and who waits wants to know for what. */
  readonly isLive?: true;
  /** Where it may take longer than the others. */
  readonly timeoutMs?: number;
};

export type ChecksSettings = {
  readonly environment: Readonly<Record<string, string>>;
  readonly node: string;
  /** Where reports and output go. */
  readonly resultsDir: string;
};

const inRepository = (...parts: string[]): string => join(repositoryDir, ...parts);

/** The projects of the type checker, each with its own rules. */
const typeProjects = ['.', 'server', 'client', 'mobile-app'];

/** Everything that `zakpos test` runs, in order: what answers fastest comes first. */
export function checks({ environment, node, resultsDir }: ChecksSettings): Check[] {
  const env = { ...environment, NEXT_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0' };
  const tool = (name: string, ...args: string[]): Command => ({
    file: inRepository('node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name),
    args,
    cwd: repositoryDir,
    env,
  });
  const vitest = (project: string, title: string): Check => {
    const file = join(resultsDir, `${project}.json`);
    const args = [inRepository('node_modules/vitest/vitest.mjs'), 'run', '--project', project];
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const command = { file: node, args: [...args, ...reporters], cwd: repositoryDir, env };
    return { name: project, title, commands: [command], report: { format: 'vitest', file } };
  };
  const stack = vitest('stack', 'The platform on a real engine');
  // Tests of images are tests of these sources; what has not changed comes from the engine's cache. The site is only for its names.
  const images = { file: node, args: [inRepository('ops/src/main.ts'), 'images', '--site', join(resultsDir, 'site')], env };
  const browserReport = join(resultsDir, 'browser.json');
  return [
    {
      name: 'types',
      title: 'Types',
      commands: [
        // Declares what the build would: without it a fresh clone knows no image and no route.
        { ...tool('next', 'typegen'), cwd: inRepository('client') },
        ...typeProjects.map((project) => tool('tsc', '--project', project, '--noEmit', '--pretty', 'false')),
      ],
    },
    { name: 'lint', title: 'Lint', commands: [tool('oxlint', '--type-aware', '--deny-warnings')] },
    { name: 'format', title: 'Format', commands: [tool('biome', 'format', '.')] },
    vitest('unit', 'Unit and property tests'),
    vitest('server', 'Integration tests on PostgreSQL'),
    {
      name: 'builds',
      title: 'Builds of server, web and mobile app',
      builds: [serverBuild(env), webBuild(env), mobileBuild(env)],
      commands: [],
    },
    vitest('day', 'Days of a real shop, and crashes in them'),
    {
      ...stack,
      commands: [{ ...images, cwd: repositoryDir }, ...stack.commands],
      needsEngine: true,
      isLive: true,
      timeoutMs: 40 * 60_000,
    },
    {
      name: 'fuzz',
      title: 'Schema fuzzer over the API',
      commands: [{ file: node, args: [inRepository('tests/fuzz/run.ts')], cwd: repositoryDir, env }],
    },
    {
      name: 'browser',
      title: 'Browser tests',
      needsBrowser: true,
      commands: [
        {
          file: node,
          args: [inRepository('node_modules/@playwright/test/cli.js'), 'test', '--reporter=list,json'],
          cwd: inRepository('tests/e2e'),
          env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport, PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport },
        },
      ],
      report: { format: 'playwright', file: browserReport },
    },
  ];
}
