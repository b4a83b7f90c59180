import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireEngine } from '../../ops/src/engine/detect.ts';
import { freePort } from '../../ops/src/free-port.ts';
import { readJson } from '../../ops/src/json-file.ts';
import { engineSettings } from '../../ops/src/platform/context.ts';
import { ensureImages } from '../../ops/src/platform/images.ts';
import { initSite } from '../../ops/src/platform/init.ts';
import { readServices } from '../../ops/src/platform/model.ts';
import { remainsOf, removeProject } from '../../ops/src/platform/remove.ts';
import { changeSetting } from '../../ops/src/platform/settings.ts';
import { composeFileName, kraftFileName, openSite, type Site } from '../../ops/src/platform/site.ts';
import { startAll } from '../../ops/src/platform/start.ts';
import { isSameProcess, startTime } from '../../ops/src/process-identity.ts';
import { startDetached } from '../../ops/src/run.ts';
import { identityOf } from '../../ops/src/supervisor/state.ts';
import { toolEnvironment } from '../../ops/src/surroundings.ts';

export interface StackOptions {
  /** Kafka without ZooKeeper. */
  readonly kraft?: boolean;
  /** Settings of the site, by the names of its .env. */
  readonly env?: Readonly<Record<string, string>>;
  /** Only these and what they depend on. */
  readonly services?: readonly string[];
}

const prefix = 'zakpos-test-';
const ownerFile = 'owner.json';

/** Removes the containers, networks and volumes of a test's site, then its files. */
export async function removeSite(dir: string, project: string): Promise<void> {
  const settings = engineSettings();
  await removeProject(settings, project);
  const remains = await remainsOf(settings, project);
  if (remains.length > 0) throw new Error(`left behind on the engine: ${remains.join(', ')}`);
  rmSync(dir, { recursive: true, force: true });
}

/** Whether the run that made a site still goes on. */
export async function hasOwner(dir: string): Promise<boolean> {
  const owner = identityOf(readJson(join(dir, ownerFile)));
  return owner !== undefined && (await isSameProcess(owner));
}

/** Ctrl-C ends Vitest without its teardown, and nothing is torn down by a process that is killed: another one watches over it. */
function guard(dir: string): void {
  const output = openSync(devNull, 'w');
  const file = join(import.meta.dirname, 'guard.ts');
  startDetached({ file: process.execPath, args: [file, dir], env: toolEnvironment() }, output).unref();
  closeSync(output);
}

/** Sites whose guard was killed, too: whoever comes next removes them. */
export async function removeDeadSites(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((name) => name.startsWith(prefix))) {
    const dir = join(tmpdir(), name);
    if (!existsSync(join(dir, ownerFile))) continue;
    if (!(await hasOwner(dir))) await removeSite(dir, name);
  }
}

/** A site in a folder of its own, with a project name and ports that nobody else has. Nothing runs yet. */
export async function makeSite({ kraft = false, env = {} }: StackOptions): Promise<Site> {
  const project = `${prefix}${randomBytes(4).toString('hex')}`;
  const own = join(tmpdir(), project);
  const [http, https] = await Promise.all([freePort(), freePort()]);
  const settings = {
    COMPOSE_PROJECT_NAME: project,
    HTTP_PORT: String(http),
    HTTPS_PORT: String(https),
    ...(kraft ? { COMPOSE_FILE: `${composeFileName}:${kraftFileName}` } : {}),
    ...env,
  };
  const { site } = await initSite(own, settings);
  writeFileSync(join(own, ownerFile), JSON.stringify({ pid: process.pid, startedAt: await startTime(process.pid) }));
  guard(own);
  for (const [name, value] of Object.entries(settings)) changeSetting(site.envFile, { name, value, comment: 'Set by the test' });
  return openSite(own);
}

/** Builds the images that are missing, and starts the site until all of it is healthy. */
export async function startSite(site: Site, { services: names = [] }: StackOptions): Promise<void> {
  const settings = engineSettings();
  await requireEngine(settings);
  const services = await readServices(settings, site, names);
  await ensureImages(settings, site, services);
  await startAll(settings, site, services, { scale: [], services: names });
}

export const readSecretOf = (site: Site, name: string): string => readFileSync(join(site.secretsDir, name), 'utf8').trim();
