import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { inject } from 'vitest';
import { repositoryDir } from '../../ops/src/layout.ts';
import { compose, docker } from '../../ops/src/plans/platform.ts';
import { engineSettings } from '../../ops/src/platform/context.ts';
import { openSite, type Site } from '../../ops/src/platform/site.ts';
import { capture, type Command, type Outcome } from '../../ops/src/run.ts';
import { toolEnvironment } from '../../ops/src/surroundings.ts';
import { makeSite, readSecretOf, removeSite, type StackOptions, startSite } from './site.ts';

export type { StackOptions } from './site.ts';

/** A platform that runs on the engine, all of it this test run's own. */
export interface Stack {
  /** Its name on the engine. */
  readonly project: string;
  /** The folder of its .env. */
  readonly site: string;
  readonly secretsDir: string;
  /** Through nginx; this process trusts its certificate. */
  readonly httpsUrl: string;
  readonly httpUrl: string;
  /** The certificate of its authority, PEM. */
  readonly ca: string;
  /** The content of a secret. */
  secret(name: string): string;
  /** The name of a service's container. */
  container(service: string, replica?: number): string;
  /** `docker compose` for it; never throws. */
  compose(...args: string[]): Promise<Outcome>;
  /** Runs a command in a service's container; never throws. */
  exec(service: string, ...command: string[]): Promise<Outcome>;
  /** What `docker inspect` says of a service's container. */
  inspect(service: string): Promise<unknown>;
  /** The command line, for this platform. */
  zakpos(...args: string[]): Promise<Outcome>;
  /** Removes it with all of its data; the shared one goes at the end of the run. */
  down(): Promise<void>;
}

const longestCommandMs = 10 * 60_000;

const run = (command: Command): Promise<Outcome> => capture({ ...command, timeoutMs: longestCommandMs });

function stackOf(site: Site, down: () => Promise<void>): Stack {
  const settings = engineSettings();
  const { project, ports } = site;
  const ca = readSecretOf(site, 'internal_ca_cert');
  // For fetch and every other client of this process; its own setting cannot be changed any more.
  setDefaultCACertificates([...getCACertificates('default'), ca]);
  const container = (service: string, replica = 1) => `${project}-${service}-${replica}`;
  return {
    project,
    site: site.dir,
    secretsDir: site.secretsDir,
    httpsUrl: `https://localhost:${ports.https}`,
    httpUrl: `http://localhost:${ports.http}`,
    ca,
    secret: (name) => readSecretOf(site, name),
    container,
    compose: (...args) => run(compose(settings, site, ...args)),
    exec: (service, ...command) => run(docker(settings, 'exec', container(service), ...command)),
    inspect: async (service) => {
      const { exitCode, output } = await run(docker(settings, 'inspect', '--type', 'container', container(service)));
      if (exitCode !== 0) throw new Error(output);
      const [first] = JSON.parse(output) as unknown[];
      return first;
    },
    zakpos: (...args) =>
      run({
        file: process.execPath,
        args: [join(repositoryDir, 'ops/src/main.ts'), ...args, '--site', site.dir],
        cwd: repositoryDir,
        env: toolEnvironment(),
      }),
    down,
  };
}

const isShared = (options: StackOptions): boolean => Object.keys(options).length === 0;

/**
 * The platform that all tests of a run share; with any option one of the test's own, which it takes down itself (`down`, best in
 * `afterAll`). Resolves when all of it is healthy.
 */
export async function openStack(options: StackOptions = {}): Promise<Stack> {
  if (isShared(options)) return stackOf(openSite(inject('stackSite')), () => Promise.resolve());
  const site = await makeSite(options);
  const down = () => removeSite(site.dir, site.project);
  try {
    await startSite(site, options);
    return stackOf(site, down);
  } catch (error) {
    await down();
    throw error;
  }
}

/** A file of the checkout, for tests that compare what runs with what is written. */
export const repositoryFile = (name: string): string => readFileSync(join(repositoryDir, name), 'utf8');
