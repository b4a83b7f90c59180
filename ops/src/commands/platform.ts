import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fillDemoShop } from '../demo-shop.ts';
import { requireEngine } from '../engine/detect.ts';
import { Failure } from '../failure.ts';
import { repositoryDir } from '../layout.ts';
import { compose, stopPlan } from '../plans/platform.ts';
import { isReady, readContainers } from '../platform/containers.ts';
import { engineSettings } from '../platform/context.ts';
import { recordHealth } from '../platform/health-record.ts';
import { openSite } from '../platform/site.ts';
import { runSteps } from '../progress.ts';
import { capture, passThrough } from '../run.ts';
import { keptSecret } from '../secrets.ts';
import type { LogsOptions } from './logs.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function mayRemoveData(project: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY)
    throw new Failure(
      'usage',
      'down --volumes removes every sale, backup and event for good: give --yes as well if that is meant',
    );
  const asked = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (
      (await asked.question(`This removes every sale, backup and event of ${project} for good. Type its name to go on: `)) ===
      project
    );
  } finally {
    asked.close();
  }
}

/** Stops and removes the containers and networks of the platform; its data only when that was asked for. */
export async function downPlatform(dir: string, options: { readonly volumes: boolean; readonly yes: boolean }): Promise<number> {
  const site = openSite(dir);
  const settings = engineSettings();
  await requireEngine(settings);
  if (options.volumes && !(await mayRemoveData(site.project, options.yes))) {
    say('Nothing was stopped.');
    return 1;
  }
  await recordHealth(settings, site);
  const running = await readContainers(settings, site.project);
  if (running.length === 0 && !options.volumes) {
    say('ZakPOS does not run.');
    return 0;
  }
  const work = async () => {
    const { exitCode, output } = await capture(stopPlan(settings, site, options.volumes));
    if (exitCode !== 0) throw new Failure('failed', `it could not be stopped: ${output.trim().split('\n').at(-1) ?? ''}`);
  };
  await runSteps([[{ title: options.volumes ? 'Stop, and remove the data' : 'Stop; the data stays', work }]]);
  return 0;
}

/** What the containers say, by Compose itself. */
export async function logsPlatform(dir: string, service: string | undefined, options: LogsOptions): Promise<number> {
  const site = openSite(dir);
  const settings = engineSettings();
  await requireEngine(settings);
  const { follow, lines, json } = options;
  const args = [
    'logs',
    '--tail',
    String(lines),
    ...(follow ? ['--follow'] : []),
    ...(json ? ['--no-log-prefix', '--no-color'] : []),
  ];
  return await passThrough(compose(settings, site, ...args, ...(service === undefined ? [] : [service])));
}

/** Fills a shop of the running platform to try things out in, and says how to sign in. */
export async function demoPlatform(dir: string): Promise<number> {
  const site = openSite(dir);
  const settings = engineSettings();
  await requireEngine(settings);
  const containers = await readContainers(settings, site.project);
  if (containers.length === 0 || !containers.every(isReady))
    throw new Failure('failed', 'ZakPOS is not ready: ./zakpos status shows why, ./zakpos up starts it');
  // The edge's certificate may be our own authority's, or one that the operator has put there.
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(join(site.secretsDir, 'internal_ca_cert'), 'utf8')]);
  const owner = { email: 'demo@zakpos.example', password: keptSecret(site.secretsDir, 'demo_password') };
  const csv = readFileSync(join(repositoryDir, 'ops/demo/catalogue.csv'), 'utf8');
  let products = 0;
  const work = async () => {
    ({ products } = await fillDemoShop(site.publicUrl, owner, csv));
  };
  await runSteps([[{ title: 'Demo shop', work }]]);
  say(`\nThe demo shop has ${products} products in stock. Sign in:\n`);
  say(`  Address   ${site.publicUrl}\n  E-mail    ${owner.email}\n  Password  ${owner.password}`);
  return 0;
}
