import { resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { makeSite, removeDeadSites, removeSite, startSite } from './site.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the platform that the tests of a run share. */
    stackSite: string;
  }
}

/**
 * Starts the platform that the tests share, and removes it with everything on the engine when they are through, whatever became of them.
 * With ZAKPOS_STACK_SITE=DIR they run on a platform that is up already (`zakpos up --site DIR`) and that stays.
 */
const startSharedStack = async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const given = process.env['ZAKPOS_STACK_SITE'];
  if (given !== undefined) {
    project.provide('stackSite', resolve(given));
    return undefined;
  }
  await removeDeadSites();
  const site = await makeSite({});
  const down = () => removeSite(site.dir, site.project);
  try {
    await startSite(site, {});
  } catch (error) {
    await down();
    throw error;
  }
  project.provide('stackSite', site.dir);
  return down;
};

export default startSharedStack;
