import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { isObject, textField } from '../json-file.ts';
import { docker, type EngineSettings, eventsPlan, serviceLabel, type StartOptions, startPlan } from '../plans/platform.ts';
import { runSteps, type Step } from '../progress.ts';
import { capture, follow, read } from '../run.ts';
import { type Container, isReady, readContainers } from './containers.ts';
import type { PlatformService } from './model.ts';
import type { Site } from './site.ts';

export type EngineEvent = {
  readonly service: string;
  readonly container: string;
  readonly action: string;
  readonly exitCode: string | undefined;
  readonly atMs: number;
};

/** A line of `docker events`; undefined for what is no event of a service's container. */
export function eventOf(line: string): EngineEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const actor = isObject(value) ? value['Actor'] : undefined;
  const attributes = isObject(actor) ? actor['Attributes'] : undefined;
  const [service, container, action] = [textField(attributes, serviceLabel), textField(actor, 'ID'), textField(value, 'Action')];
  if (service === undefined || container === undefined || action === undefined) return undefined;
  const nanoseconds = isObject(value) && typeof value['timeNano'] === 'number' ? value['timeNano'] : 0;
  return { service, container, action, exitCode: textField(attributes, 'exitCode'), atMs: Math.round(nanoseconds / 1e6) };
}

/** Turns what the engine tells into the end of each service's step. */
export class StartWatch {
  readonly #waiting = new Map<string, { readonly service: PlatformService; readonly ready: Set<string>; end: () => void }>();
  readonly #done = Promise.withResolvers<void>();
  /** How each container ended that ended badly; one that was started again since does not tell it any more. */
  readonly badEnds = new Map<string, number>();
  readonly steps: readonly Step[];

  constructor(services: readonly PlatformService[]) {
    this.#done.promise.catch(() => undefined); // each step reports it
    this.steps = services.map((service) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.set(service.name, { service, ready: new Set(), end: resolve });
      return { title: service.name, work: () => Promise.race([promise, this.#done.promise]) };
    });
  }

  take({ service: name, container, action, exitCode }: EngineEvent): void {
    if (action === 'die' && exitCode !== '0') this.badEnds.set(container, Number(exitCode));
    const waiting = this.#waiting.get(name);
    if (waiting === undefined) return;
    const { service, ready } = waiting;
    const isReady = service.isOneShot ? action === 'die' && exitCode === '0' : action === 'health_status: healthy';
    if (isReady) ready.add(container);
    if (ready.size >= service.replicas) waiting.end();
  }

  finish(): void {
    this.#done.resolve();
  }

  fail(error: unknown): void {
    this.#done.reject(error);
  }
}

const lastLine = (text: string): string =>
  text
    .trim()
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.trim() ?? '';

async function wordsOf(settings: EngineSettings, { id }: Container): Promise<string> {
  const { stdout, stderr } = await read(docker(settings, 'logs', '--tail', '5', id));
  return lastLine(stderr) || lastLine(stdout);
}

/** Which container stands in the way, and what it says. */
async function startFailure(
  settings: EngineSettings,
  site: Site,
  badEnds: ReadonlyMap<string, number>,
  words: string,
): Promise<Failure> {
  if (/port is already allocated|address already in use/i.test(words))
    return new Failure('portTaken', `${lastLine(words)}: choose other ports with HTTP_PORT and HTTPS_PORT in ${site.envFile}`);
  if (/address pool|predefined address pools/i.test(words))
    return new Failure(
      'failed',
      'the engine has no addresses left for another network, and the platform takes five: remove networks that nobody uses (docker network prune), or widen default-address-pools in /etc/docker/daemon.json',
    );
  if (/no space left on device/i.test(words)) return new Failure('diskFull', `the engine's disk is full: ${lastLine(words)}`);
  const containers = await readContainers(settings, site.project);
  const failed = containers.filter((container) => !isReady(container) && container.state !== 'created');
  const worst =
    failed.find(({ id }) => badEnds.has(id)) ?? failed.find(({ health }) => health?.status === 'unhealthy') ?? failed[0];
  if (worst === undefined) return new Failure('failed', `the start failed: ${lastLine(words)}`);
  const said = await wordsOf(settings, worst);
  const exitCode = badEnds.get(worst.id);
  const check = lastLine(worst.health?.results.at(-1)?.output ?? '');
  const why =
    exitCode === undefined
      ? `${worst.service} is ${worst.health?.status ?? worst.state}${check === '' ? '' : ` (${check})`}`
      : `${worst.service} ended with exit code ${exitCode}${worst.outOfMemory ? ' (it took more memory than it may)' : ''}`;
  const kind = exitCode === exitCodes.badConfiguration.code ? 'badConfiguration' : 'failed';
  return new Failure(kind, `${why}${said === '' ? '' : `: ${said}`}\n./zakpos logs ${worst.service} has the whole story`);
}

/** Starts the platform and shows each service until all are healthy. */
export async function startAll(
  settings: EngineSettings,
  site: Site,
  services: readonly PlatformService[],
  options: StartOptions,
): Promise<void> {
  const watch = new StartWatch(services);
  const events = follow(eventsPlan(settings, site.project), (line) => {
    const event = eventOf(line);
    if (event !== undefined) watch.take(event);
  });
  const start = async () => {
    const { exitCode, output } = await capture(startPlan(settings, site, options));
    if (exitCode === 0) return watch.finish();
    watch.fail(await startFailure(settings, site, watch.badEnds, output));
  };
  try {
    await Promise.all([start(), runSteps([watch.steps])]);
  } finally {
    await events.stop();
  }
}
