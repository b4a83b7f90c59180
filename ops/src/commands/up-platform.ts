import { checkEngineDisk, requireEngine } from '../engine/detect.ts';
import { Failure } from '../failure.ts';
import { buildPlan, commandText, compose, docker, type EngineSettings, startPlan } from '../plans/platform.ts';
import type { PortPlan } from '../plans/service-plan.ts';
import { recordHealth } from '../platform/health-record.ts';
import { readContainers } from '../platform/containers.ts';
import { engineSettings } from '../platform/context.ts';
import { buildImages, ensureImages } from '../platform/images.ts';
import { initSite } from '../platform/init.ts';
import { builtServices, type PlatformService, readServices } from '../platform/model.ts';
import { changeSetting } from '../platform/settings.ts';
import { composeFileName, findSite, kraftFileName, openSite, type Site, siteLayout } from '../platform/site.ts';
import { startAll } from '../platform/start.ts';
import { capture, read } from '../run.ts';
import { checkPorts } from '../supervisor/preflight.ts';

export type PlatformUpOptions = {
  readonly site: string;
  readonly build: boolean;
  readonly dryRun: boolean;
  /** Changes how Kafka runs from now on; undefined leaves it as it is. */
  readonly kraft: boolean | undefined;
  /** As Compose takes it: `api=3`. */
  readonly scale: readonly string[];
  /** Makes every container anew, as after renewed certificates. */
  readonly recreate: boolean;
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const composeFileSetting = (kraft: boolean) => ({
  name: 'COMPOSE_FILE',
  value: kraft ? `${composeFileName}:${kraftFileName}` : composeFileName,
  comment: `The files that make up the platform: with ${kraftFileName} Kafka runs without ZooKeeper`,
});

export const addressesOf = (site: Site): { name: string; url: string }[] => [
  { name: 'Till and back office', url: site.publicUrl },
  { name: 'Checkout on a phone', url: `${site.publicUrl}/mobile/` },
  { name: 'API, to try out', url: `${site.publicUrl}/docs` },
];

function sayAddresses(site: Site): void {
  const addresses = addressesOf(site);
  const width = Math.max(...addresses.map(({ name }) => name.length));
  for (const { name, url } of addresses) say(`  ${name.padEnd(width)}  ${url}`);
}

function scaled(services: readonly PlatformService[], scale: readonly string[]): PlatformService[] {
  const counts = new Map<string, number>();
  for (const text of scale) {
    const [, name = '', count = ''] = /^([a-z][a-z0-9-]*)=(\d{1,3})$/.exec(text) ?? [];
    if (!services.some((service) => service.name === name))
      throw new Failure('usage', `--scale takes SERVICE=COUNT, as in api=3, not "${text}"`);
    counts.set(name, Number(count));
  }
  return services.map((service) => ({ ...service, replicas: counts.get(service.name) ?? service.replicas }));
}

const portPlans = ({ ports }: Site): PortPlan[] =>
  (['http', 'https'] as const).map((name) => {
    const variable = `${name.toUpperCase()}_PORT`;
    return { name, host: ports.bindAddress, port: ports[name], option: `${variable} in .env`, variable };
  });

/** What must hold before anything is started. */
async function preflight(settings: EngineSettings, site: Site): Promise<void> {
  checkEngineDisk(await requireEngine(settings));
  const running = await readContainers(settings, site.project);
  if (running.some(({ service, state }) => service === 'nginx' && state === 'running')) return;
  try {
    await checkPorts(portPlans(site));
  } catch (error) {
    throw await namingContainer(settings, site, error);
  }
}

/** The process that holds a published port is the engine's; people know the container. */
async function namingContainer(settings: EngineSettings, site: Site, error: unknown): Promise<unknown> {
  if (!(error instanceof Failure) || !error.message.includes('docker-proxy')) return error;
  const port = portPlans(site).find((plan) => error.message.startsWith(`port ${plan.port} `));
  if (port === undefined) return error;
  const { stdout } = await read(docker(settings, 'ps', '--filter', `publish=${port.port}`, '--format', '{{.Names}}'));
  const name = stdout.split('\n')[0] ?? '';
  if (name === '') return error;
  return new Failure(error.kind, error.message.replace(/docker-proxy \(process \d+\)/, `the container ${name}`), {
    cause: error,
  });
}

async function dryRun(settings: EngineSettings, { site: dir, scale, build }: PlatformUpOptions): Promise<number> {
  const site = findSite(dir);
  if (site === undefined) {
    say(`# ${siteLayout(dir).envFile} and the secrets are made first: ./zakpos init`);
    return 0;
  }
  const built = builtServices(await readServices(settings, site));
  if (!build) say('# Only those whose image is missing:');
  for (const { name } of built) say(commandText(buildPlan(settings, site, name, false)));
  say(commandText(startPlan(settings, site, { scale })));
  return 0;
}

async function prepare(options: PlatformUpOptions): Promise<Site> {
  const { settings, created, renewed, warnings } = await initSite(options.site);
  if (settings.length + created.length > 0)
    say(`Made ${created.length} secrets and certificates and ${settings.length} settings in ${options.site}`);
  if (renewed.length > 0) say(`Renewed ${renewed.join(', ')}; --recreate lets services that run already read them`);
  for (const warning of warnings) say(`Mind: ${warning}`);
  const { envFile } = siteLayout(options.site);
  if (options.kraft !== undefined) changeSetting(envFile, composeFileSetting(options.kraft));
  return openSite(options.site);
}

const seconds = (fromMs: number): string => ((Date.now() - fromMs) / 1000).toFixed(1);

/** `zakpos up` with an engine: returns when every service is healthy. */
export async function upPlatform(options: PlatformUpOptions): Promise<number> {
  const sinceMs = Date.now();
  const settings = engineSettings();
  if (options.dryRun) return await dryRun(settings, options);
  await requireEngine(settings);
  const site = await prepare(options);
  const services = scaled(await readServices(settings, site), options.scale);
  await preflight(settings, site);
  if (options.build) await buildImages(settings, site, services);
  else {
    const made = await ensureImages(settings, site, services);
    if (made.length === 0) say('The images are there; --build builds them again.');
  }
  if (options.recreate) await capture(compose(settings, site, 'rm', '--stop', '--force'));
  const startedMs = Date.now();
  // ZooKeeper and its network are nobody's any more after a change of Kafka's kind.
  await startAll(settings, site, services, { scale: options.scale, removesOthers: options.kraft !== undefined });
  await recordHealth(settings, site);
  say(`\nZakPOS is ready (all healthy ${seconds(startedMs)} s after the start, ${seconds(sinceMs)} s in all)\n`);
  sayAddresses(site);
  say(
    '\nThe browser asks about the certificate unless its authority is trusted: import secrets/internal_ca_cert, or put a certificate of',
  );
  say('your own at secrets/edge_tls_cert and edge_tls_key.');
  say('The first shop: open the till and sign up, or let `./zakpos demo` make one that is filled.');
  say(
    'It goes on when this terminal closes: `./zakpos status` shows how it does, `./zakpos down` stops it, `./zakpos logs -f` what it says.',
  );
  return 0;
}
