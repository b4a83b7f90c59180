import { Failure } from '../failure.ts';
import { buildPlan, docker, type EngineSettings } from '../plans/platform.ts';
import { runSteps, type Step } from '../progress.ts';
import { capture, read } from '../run.ts';
import { ensureBases } from './bases.ts';
import { builtServices, missingImages, type PlatformService } from './model.ts';
import type { Site } from './site.ts';

export type ImagesOptions = {
  /** Images of these services only. */
  readonly only?: readonly string[];
  readonly noCache?: boolean;
  /** Where the progress is not wanted, as for JSON. */
  readonly quiet?: boolean;
};

export type ImageReport = {
  readonly service: string;
  readonly image: string;
  readonly seconds: number;
  /** As the engine counts it, the base included. */
  readonly bytes: number;
  readonly overBaseBytes: number;
};

/** Two at a time: a build keeps a processor busy, and what waits for the network another. */
const buildsAtOnce = 2;

function buildFailure(service: string, output: string): Failure {
  const words = output.trim().split('\n').slice(-30).join('\n');
  if (/no space left on device/i.test(output))
    return new Failure('diskFull', `the image of ${service} failed: the engine's disk is full`);
  const network =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|Temporary failure resolving|Could not resolve|SELF_SIGNED\w*|unable to get local issuer)\b/i.exec(
      output,
    )?.[0];
  if (network !== undefined)
    return new Failure(
      'noNetwork',
      `the image of ${service} failed: a download failed (${network}); behind a proxy that inspects TLS set CA_BUNDLE\n${words}`,
    );
  return new Failure('failed', `the image of ${service} failed:\n${words}`);
}

/** At most `count` of them at once, in their order. */
function limiter(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running >= count) await new Promise<void>((resolve) => queue.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

async function imageBytes(settings: EngineSettings, image: string): Promise<number> {
  const { stdout } = await read(docker(settings, 'image', 'inspect', '--format', '{{.Size}}', image));
  return Number(stdout.trim()) || 0;
}

/** Which of two bases an image stands on: those of Node.js hold the other as their first layer, too. */
async function baseBytes(settings: EngineSettings, image: string, bases: readonly string[]): Promise<number> {
  const format = '{{range .RootFS.Layers}}{{.}} {{end}}';
  const layers = async (name: string) =>
    (await read(docker(settings, 'image', 'inspect', '--format', format, name))).stdout.trim();
  const own = await layers(image);
  const sizes = await Promise.all(
    bases.map(async (base) => {
      const below = await layers(base);
      return below !== '' && own.startsWith(below) ? await imageBytes(settings, base) : 0;
    }),
  );
  return Math.max(0, ...sizes);
}

/** Builds the images of the platform, their bases first, and says how large each is. */
export async function buildImages(
  settings: EngineSettings,
  site: Site,
  services: readonly PlatformService[],
  { only, noCache = false, quiet = false }: ImagesOptions = {},
): Promise<ImageReport[]> {
  const all = builtServices(services);
  const unknown = only?.find((name) => !all.some((service) => service.name === name));
  if (unknown !== undefined)
    throw new Failure('usage', `${unknown} has no image of its own: choose from ${all.map(({ name }) => name).join(', ')}`);
  const chosen = only === undefined ? all : all.filter(({ name }) => only.includes(name));
  const bases = await ensureBases(settings, site, { quiet });
  const seconds = new Map<string, number>();
  const limited = limiter(buildsAtOnce);
  const steps = chosen.map(
    ({ name, image }): Step => ({
      title: image,
      work: () =>
        limited(async () => {
          const sinceMs = Date.now();
          const { exitCode, output } = await capture(buildPlan(settings, site, name, noCache));
          if (exitCode !== 0) throw buildFailure(name, output);
          seconds.set(name, (Date.now() - sinceMs) / 1000);
        }),
    }),
  );
  if (quiet) await Promise.all(steps.map(({ work }) => work()));
  else await runSteps([steps]);
  return await Promise.all(
    chosen.map(async ({ name, image }) => {
      const bytes = await imageBytes(settings, image);
      const overBaseBytes = bytes - (await baseBytes(settings, image, bases));
      return { service: name, image, seconds: seconds.get(name) ?? 0, bytes, overBaseBytes };
    }),
  );
}

/** Builds only what the engine does not have. Says which images that were. */
export async function ensureImages(
  settings: EngineSettings,
  site: Site,
  services: readonly PlatformService[],
): Promise<string[]> {
  const built = builtServices(services);
  const missing = await missingImages(
    settings,
    built.map(({ image }) => image),
  );
  if (missing.length === 0) return [];
  const only = built.filter(({ image }) => missing.includes(image)).map(({ name }) => name);
  await buildImages(settings, site, services, { only });
  return missing;
}
