import { randomBytes } from 'node:crypto';
import { exitCodes } from '../../ops/src/exit-codes.ts';
import { engineSettings } from '../../ops/src/platform/context.ts';
import type { Site } from '../../ops/src/platform/site.ts';
import { compose, docker } from '../../ops/src/plans/platform.ts';
import { capture, type Outcome, read } from '../../ops/src/run.ts';

interface RenderedService {
  readonly image: string;
  readonly user: string;
  readonly command?: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly tmpfs?: readonly string[];
  readonly secrets?: readonly { readonly source: string }[];
  readonly volumes?: readonly { readonly type: string; readonly source?: string; readonly target: string }[];
}

export interface Rendered {
  readonly services: Readonly<Record<string, RenderedService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

/** What Compose would start for a site. */
export async function render(site: Site): Promise<Rendered> {
  const { stdout, stderr, exitCode } = await read(compose(engineSettings(), site, 'config', '--format', 'json'));
  if (exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Rendered;
}

export const secretsOf = (service: RenderedService): string[] => (service.secrets ?? []).map(({ source }) => source);

export interface Replaced {
  /** Files that take the place of secrets; undefined leaves one out. */
  readonly secrets?: Readonly<Record<string, string | undefined>>;
  /** Stands in for each of its volumes; without it they are empty, and gone with the container. */
  readonly volume?: string;
}

/**
 * The arguments of `docker run` for one service as Compose would start it, with nobody to talk to: much quicker than a whole platform,
 * and enough for what a service refuses before it talks to anybody.
 */
export function containerOf(rendered: Rendered, name: string, { secrets: replaced = {}, volume }: Replaced = {}): string[] {
  const service = rendered.services[name];
  if (service === undefined) throw new Error(`no service is named ${name}`);
  const mounts = (service.volumes ?? []).map(({ type, source, target }) =>
    type === 'bind'
      ? `--volume=${source}:${target}:ro`
      : `--mount=type=volume,${volume === undefined ? '' : `source=${volume},`}target=${target}`,
  );
  const secretMounts = secretsOf(service).flatMap((secret) => {
    const file = secret in replaced ? replaced[secret] : rendered.secrets[secret]?.file;
    return file === undefined ? [] : [`--volume=${file}:/run/secrets/${secret}:ro`];
  });
  return [
    '--init',
    '--read-only',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges:true',
    '--network=none',
    `--user=${service.user}`,
    ...Object.entries(service.environment ?? {}).map(([variable, value]) => `--env=${variable}=${value ?? ''}`),
    ...(service.tmpfs ?? []).map((tmpfs) => `--tmpfs=${tmpfs}`),
    ...mounts,
    ...secretMounts,
    service.image,
    ...(service.command ?? []),
  ];
}

const longestRunMs = 20_000;

/** Runs it to its end; what goes on for longer is removed. */
export async function runToEnd(...args: string[]): Promise<Outcome> {
  const name = `zakpos-refused-${randomBytes(4).toString('hex')}`;
  const outcome = await capture({
    ...docker(engineSettings(), 'run', '--rm', `--name=${name}`, ...args),
    timeoutMs: longestRunMs,
  });
  if (outcome.exitCode !== exitCodes.badConfiguration.code)
    await capture(docker(engineSettings(), 'rm', '--force', '--volumes', name));
  return outcome;
}
