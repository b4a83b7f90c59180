import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { configured } from '../configuration.ts';
import { Failure, fileFailure } from '../failure.ts';
import { repositoryDir } from '../layout.ts';
import { refuseFaults } from './site-values.ts';

export const composeFileName = 'docker-compose.yml';
export const kraftFileName = 'docker-compose.kraft.yml';

/** Where a platform keeps what is its own and not the engine's: the checkout, or a folder for a second one beside the first. */
export const siteLayout = (dir: string) => ({
  dir,
  envFile: join(dir, '.env'),
  /** What init makes; SECRETS_DIR may name another folder. */
  secretsDir: join(dir, 'secrets'),
  healthFile: join(dir, 'health.jsonl'),
});

export type Site = ReturnType<typeof siteLayout> & {
  /** What is configured: `.env`, and over it the environment with its prefix. Compose gets exactly these. */
  readonly values: Readonly<Record<string, string>>;
  readonly project: string;
  readonly composeFiles: readonly string[];
  readonly publicUrl: string;
  readonly ports: { readonly bindAddress: string; readonly http: number; readonly https: number };
};

export const siteDirectory = (option: string | undefined, environment: NodeJS.Dict<string> = process.env): string =>
  resolve(option ?? environment['ZAKPOS_SITE'] ?? repositoryDir);

const isInitialised = (values: Readonly<Record<string, string>>): boolean =>
  values['COMPOSE_PROJECT_NAME'] !== undefined && values['SECRETS_DIR'] !== undefined;

/** The platform of a folder, as it is configured now; undefined where `init` was never run. */
export function findSite(dir: string, environment: NodeJS.Dict<string> = process.env): Site | undefined {
  const layout = siteLayout(dir);
  const values = configured(environment, layout.envFile);
  if (!isInitialised(values)) return undefined;
  refuseFaults(values, layout.envFile);
  // Its prefix is part of its name, as docker-compose.yml knows it.
  const version = environment['ZAKPOS_VERSION'] ?? values['VERSION'];
  const secretsDir = values['SECRETS_DIR'] ?? '';
  const ports = {
    bindAddress: values['BIND_ADDRESS'] || '127.0.0.1',
    http: Number(values['HTTP_PORT'] || 8080),
    https: Number(values['HTTPS_PORT'] || 8443),
  };
  const files = (values['COMPOSE_FILE'] || composeFileName).split(':');
  return {
    ...layout,
    secretsDir: isAbsolute(secretsDir) ? secretsDir : join(repositoryDir, secretsDir),
    values: { ...values, ...(version === undefined ? {} : { ZAKPOS_VERSION: version }) },
    project: values['COMPOSE_PROJECT_NAME'] || 'zakpos',
    composeFiles: files.map((file) => (isAbsolute(file) ? file : join(repositoryDir, file))),
    publicUrl: values['PUBLIC_URL'] || `https://${values['PUBLIC_HOST'] || 'localhost'}:${ports.https}`,
    ports,
  };
}

export function openSite(dir: string, environment: NodeJS.Dict<string> = process.env): Site {
  const site = findSite(dir, environment);
  if (site !== undefined) return site;
  const option = dir === repositoryDir ? '' : ` --site ${dir}`;
  throw new Failure('badConfiguration', `there is no platform in ${dir} yet: run ./zakpos init${option} first`);
}

const isCompose = (name: string) => name.startsWith('docker-compose') && name.endsWith('.yml');

/** The text of every compose file of the checkout: it is what says which secrets and which variables there are. */
export function composeTexts(dir = repositoryDir): string[] {
  try {
    return readdirSync(dir)
      .filter(isCompose)
      .toSorted()
      .map((name) => readFileSync(join(dir, name), 'utf8'));
  } catch (error) {
    throw fileFailure(error, dir);
  }
}

/** Every variable that a compose file fills in. */
export const composeVariables = (texts: readonly string[]): Set<string> =>
  new Set(texts.flatMap((text) => [...text.matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name ?? '')));

/** Every file of the secrets directory that a compose file mounts. */
export const composeSecrets = (texts: readonly string[]): string[] => [
  ...new Set(
    texts.flatMap((text) => [...text.matchAll(/\$\{SECRETS_DIR[^}]*\}\/([a-z][a-z0-9_]*)/g)].map(([, name]) => name ?? '')),
  ),
];

export const hasEmbeddedData = (dataDir: string): boolean => existsSync(join(dataDir, 'postgres'));
