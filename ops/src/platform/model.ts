import { Failure } from '../failure.ts';
import { isObject, numberField, textField } from '../json-file.ts';
import { compose, docker, type EngineSettings } from '../plans/platform.ts';
import { read } from '../run.ts';
import type { Site } from './site.ts';

/** A service as Compose has rendered it. */
export type PlatformService = {
  readonly name: string;
  readonly image: string;
  /** Whether its image is made here. */
  readonly isBuilt: boolean;
  /** It ends, and who waits for it waits for its success. */
  readonly isOneShot: boolean;
  readonly replicas: number;
};

function serviceOf(name: string, value: unknown): PlatformService {
  const healthcheck = isObject(value) ? value['healthcheck'] : undefined;
  const deploy = isObject(value) ? value['deploy'] : undefined;
  return {
    name,
    image: textField(value, 'image') ?? name,
    isBuilt: isObject(value) && value['build'] !== undefined,
    isOneShot: isObject(healthcheck) && healthcheck['disable'] === true,
    replicas: numberField(value, 'scale') ?? numberField(deploy, 'replicas') ?? 1,
  };
}

/** The services that would be started, by the compose files themselves: all, or those that are named and what they depend on. */
export async function readServices(
  settings: EngineSettings,
  site: Site,
  names: readonly string[] = [],
): Promise<PlatformService[]> {
  const { exitCode, stdout, stderr } = await read(compose(settings, site, 'config', '--format', 'json', ...names));
  if (exitCode !== 0)
    throw new Failure('badConfiguration', `the configuration is refused by Compose: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  const model: unknown = JSON.parse(stdout);
  const services = isObject(model) ? model['services'] : undefined;
  if (!isObject(services)) throw new Failure('badConfiguration', 'the compose files define no service');
  return Object.entries(services).map(([name, value]) => serviceOf(name, value));
}

/** One service for each image that is made here; a second service of the same image needs no build of its own. */
export function builtServices(services: readonly PlatformService[]): PlatformService[] {
  const byImage = new Map<string, PlatformService>();
  for (const service of services) if (service.isBuilt && !byImage.has(service.image)) byImage.set(service.image, service);
  return [...byImage.values()];
}

/** Which of these images the engine does not have. */
export async function missingImages(settings: EngineSettings, images: readonly string[]): Promise<string[]> {
  if (images.length === 0) return [];
  const { stdout } = await read(docker(settings, 'image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'));
  const present = new Set(stdout.split('\n'));
  return images.filter((image) => !present.has(image));
}
