import { join } from 'node:path';
import { repositoryDir } from '../layout.ts';
import type { Site } from '../platform/site.ts';
import type { Command } from '../run.ts';

/** Every container, network and volume of a project carries it. */
export const projectLabel = 'com.docker.compose.project';
export const serviceLabel = 'com.docker.compose.service';

/** What the environment of the engine's tools is made from. */
export type EngineSettings = {
  /** Our own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that a compose file fills in: only a site sets them, never another program's variable of the same name. */
  readonly interpolated: ReadonlySet<string>;
};

const composeOwn = /^COMPOSE_(PROJECT_NAME|FILE|PROFILES|ENV_FILES|PATH_SEPARATOR)$/;

export function engineEnvironment({ environment, interpolated }: EngineSettings, site?: Site): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) => !interpolated.has(name) && !composeOwn.test(name));
  const { COMPOSE_PROFILES: profiles, ...values } = site?.values ?? {};
  return { ...Object.fromEntries(kept), ...values, ...(profiles === undefined ? {} : { COMPOSE_PROFILES: profiles }) };
}

export const docker = (settings: EngineSettings, ...args: string[]): Command => ({
  file: 'docker',
  args,
  cwd: repositoryDir,
  env: engineEnvironment(settings),
});

/** `docker compose` for a site, whatever folder or variable is set around it. */
export const compose = (settings: EngineSettings, site: Site, ...args: string[]): Command => ({
  file: 'docker',
  args: [
    'compose',
    '--project-directory',
    repositoryDir,
    '--project-name',
    site.project,
    '--env-file',
    site.envFile,
    ...site.composeFiles.flatMap((file) => ['--file', file]),
    ...args,
  ],
  cwd: repositoryDir,
  env: engineEnvironment(settings, site),
});

export type StartOptions = {
  readonly scale: readonly string[];
  readonly services?: readonly string[];
  /** Also removes containers of services that the compose files do not have any more. */
  readonly removesOthers?: boolean;
};

/** Longer than every service may take one after the other on a slow disk; a start that hangs must still end. */
const longestStartSeconds = 300;

/** Starts everything and ends when all of it is healthy. Images are built before, by name, so that nothing is built unseen. */
export const startPlan = (
  settings: EngineSettings,
  site: Site,
  { scale, services = [], removesOthers = false }: StartOptions,
): Command =>
  compose(
    settings,
    site,
    'up',
    '--detach',
    '--wait',
    '--wait-timeout',
    String(longestStartSeconds),
    '--no-build',
    '--quiet-pull',
    ...(removesOthers ? ['--remove-orphans'] : []),
    ...scale.flatMap((count) => ['--scale', count]),
    ...services,
  );

export const buildPlan = (settings: EngineSettings, site: Site, service: string, noCache: boolean): Command =>
  compose(settings, site, '--progress', 'plain', 'build', ...(noCache ? ['--no-cache'] : []), service);

export const stopPlan = (settings: EngineSettings, site: Site, volumes: boolean): Command =>
  compose(settings, site, 'down', '--remove-orphans', ...(volumes ? ['--volumes'] : []));

export const projectFilter = (project: string): string[] => ['--filter', `label=${projectLabel}=${project}`];

/** What the engine tells of this project's containers, one JSON object a line, until it is ended. */
export const eventsPlan = (settings: EngineSettings, project: string, ...args: string[]): Command =>
  docker(settings, 'events', ...projectFilter(project), '--filter', 'type=container', '--format', '{{json .}}', ...args);

const shown = (word: string): string => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A command as it can be typed. */
export const commandText = ({ file, args }: Command): string => [file, ...args].map(shown).join(' ');

export const composeFilePath = (name: string): string => join(repositoryDir, name);
