import { mkdirSync } from 'node:fs';
import { configured } from '../configuration.ts';
import { Failure, fileFailure } from '../failure.ts';
import { takeLock } from '../supervisor/lock.ts';
import { ensurePlatformSecrets, type SecretsReport } from './secrets.ts';
import { ensureSettings, initialSettings } from './settings.ts';
import { composeSecrets, composeTexts, openSite, siteLayout, type Site } from './site.ts';

export type InitReport = SecretsReport & { readonly site: Site; readonly settings: readonly string[] };

/** Settings that were typed or, with their prefix, set in the environment. */
const chosenSettings = (typed: Readonly<Record<string, string>>, environment: NodeJS.Dict<string>, envFile: string) => ({
  ...configured(environment, envFile),
  ...typed,
});

/** Makes settings, secrets and certificates of a platform: what is missing, and nothing else. */
export async function initSite(
  dir: string,
  typed: Readonly<Record<string, string>> = {},
  environment: NodeJS.Dict<string> = process.env,
): Promise<InitReport> {
  const layout = siteLayout(dir);
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw fileFailure(error, dir);
  }
  const lock = await takeLock(`${layout.envFile}.lock`);
  if ('owner' in lock) throw new Failure('failed', `another zakpos init runs in ${dir} (process ${lock.owner.pid}): wait for it`);
  try {
    const settings = ensureSettings(
      layout.envFile,
      initialSettings(dir, chosenSettings(typed, environment, layout.envFile), environment),
    );
    const site = openSite(dir, environment);
    const host = site.values['PUBLIC_HOST'] || 'localhost';
    const report = await ensurePlatformSecrets(site.secretsDir, composeSecrets(composeTexts()), host);
    return { ...report, site, settings };
  } finally {
    lock.release();
  }
}
