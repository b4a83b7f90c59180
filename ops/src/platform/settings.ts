import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseEnv } from 'node:util';
import { fileFailure } from '../failure.ts';
import { repositoryDir } from '../layout.ts';
import { siteLayout } from './site.ts';

export type Setting = { readonly name: string; readonly value: string; readonly comment: string };

/** Bundles of certificate authorities that machines behind an inspecting proxy already name for other tools. */
const bundleVariables = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'];

const bundleOf = (environment: NodeJS.Dict<string>): string | undefined =>
  bundleVariables.map((name) => environment[name]).find((path) => path !== undefined && existsSync(path));

/**
 * The settings that a new platform starts with. `chosen` (what was typed, or set with the prefix ZAKPOS_) goes before what we would
 * choose.
 */
export function initialSettings(
  siteDir: string,
  chosen: Readonly<Record<string, string>>,
  environment: NodeJS.Dict<string> = process.env,
): Setting[] {
  const isCheckout = siteDir === repositoryDir;
  const bundle = chosen['CA_BUNDLE'] ?? bundleOf(environment);
  const setting = (name: string, value: string, comment: string): Setting => ({ name, value: chosen[name] ?? value, comment });
  return [
    setting('COMPOSE_PROJECT_NAME', 'zakpos', 'The name of containers, networks and volumes on the engine'),
    setting(
      'SECRETS_DIR',
      isCheckout ? './secrets' : siteLayout(siteDir).secretsDir,
      'Where init keeps passwords, keys and certificates',
    ),
    setting('PUBLIC_HOST', 'localhost', 'The host name that people open; the certificate of the edge is made for it'),
    setting('BIND_ADDRESS', '127.0.0.1', 'The address that is listened on; 0.0.0.0 lets the other machines of the network in'),
    setting('HTTP_PORT', '8080', 'Answers with a redirect to HTTPS'),
    setting('HTTPS_PORT', '8443', 'Till, back office, API and mobile app'),
    setting('POSTGRES_CPUS', `${Math.min(2, availableParallelism())}.0`, 'Processors that PostgreSQL may use'),
    ...(bundle === undefined
      ? []
      : [setting('CA_BUNDLE', bundle, 'Authorities that builds trust, behind a proxy that inspects TLS; in no image')]),
  ];
}

/** A value as Compose and Node.js both read it. */
const quoted = (value: string): string => (/^[\w./:@%+,*-]*$/.test(value) ? value : `'${value}'`);

const written = (settings: readonly Setting[]): string =>
  settings.map(({ name, value, comment }) => `# ${comment}.\n${name}=${quoted(value)}\n`).join('');

/** Appends the settings that the file does not have, and changes none that it has. Says which were added. */
export function ensureSettings(envFile: string, settings: readonly Setting[]): string[] {
  try {
    const before = existsSync(envFile) ? readFileSync(envFile, 'utf8') : '';
    const known = parseEnv(before);
    const has = (name: string) => known[name] !== undefined || known[`ZAKPOS_${name}`] !== undefined;
    const missing = settings.filter(({ name }) => !has(name));
    if (missing.length === 0) return [];
    const gap = before === '' ? '# Settings of the platform, made by `zakpos init`; edit them as you like.\n' : '\n';
    const end = before === '' || before.endsWith('\n') ? '' : '\n';
    writeFileSync(`${envFile}.new`, `${before}${end}${gap}${written(missing)}`, { mode: 0o644 });
    renameSync(`${envFile}.new`, envFile);
    return missing.map(({ name }) => name);
  } catch (error) {
    throw fileFailure(error, envFile);
  }
}

/** Sets one line of the file, which stays where it is. */
export function changeSetting(envFile: string, { name, value, comment }: Setting): void {
  try {
    const before = readFileSync(envFile, 'utf8');
    const line = new RegExp(`^(?:ZAKPOS_)?${name}=.*$`, 'm');
    const after = line.test(before)
      ? before.replace(line, () => `${name}=${quoted(value)}`)
      : `${before}\n${written([{ name, value, comment }])}`;
    writeFileSync(`${envFile}.new`, after, { mode: 0o644 });
    renameSync(`${envFile}.new`, envFile);
  } catch (error) {
    throw fileFailure(error, envFile);
  }
}
