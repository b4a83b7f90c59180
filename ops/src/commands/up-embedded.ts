import { join } from 'node:path';
import { readEnv } from '@zakpos/env';
import type { UpOptions } from '../command-line.ts';
import { configured, dataDirectory } from '../configuration.ts';
import { repositoryDir } from '../layout.ts';
import { serverBuild, webBuild } from '../plans/build.ts';
import { embeddedPlan } from '../plans/embedded.ts';
import { surroundings, toolEnvironment } from '../surroundings.ts';
import { upDetached, upInForeground } from './up.ts';

/** What was typed, by the names of the variables that it stands for. */
function typed(options: UpOptions): Record<string, string> {
  const given = {
    WEB_HOST: options.host,
    WEB_PORT: options.portWeb,
    API_PORT: options.portApi,
    WORKER_HEALTH_PORT: options.portWorker,
    POSTGRES_PORT: options.portPostgres,
  };
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The options again, for the supervisor that is left in the background. */
const again = (options: UpOptions): string[] =>
  Object.entries(options).flatMap(([name, value]) =>
    typeof value === 'string' ? [`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value] : [],
  );

/** `zakpos up` without containers. */
export async function up(options: UpOptions): Promise<number> {
  const values = { ...configured(), ...typed(options) };
  const dataDir = dataDirectory(options.data, values);
  const plan = embeddedPlan({
    ops: readEnv('ops', values),
    configured: values,
    dataDir,
    node: process.execPath,
    surroundings: surroundings(),
  });
  const environment = toolEnvironment();
  const builds = [serverBuild(environment), webBuild(environment)];
  if (options.dryRun) {
    process.stdout.write(
      `${JSON.stringify({ ...plan, builds: builds.map(({ command: { file, args } }) => [file, ...args]) }, undefined, 2)}\n`,
    );
    return 0;
  }
  if (options.detach) {
    const main = join(repositoryDir, 'ops/src/main.ts');
    return await upDetached(dataDir, {
      file: process.execPath,
      args: [main, 'up', '--embedded', ...again({ ...options, data: dataDir })],
    });
  }
  return await upInForeground({ plan, builds, dataDir });
}
