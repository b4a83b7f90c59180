import { join } from 'node:path';
import { ensureBuilt } from '../build.ts';
import { requireEngine } from '../engine/detect.ts';
import { repositoryDir } from '../layout.ts';
import { serverBuild } from '../plans/build.ts';
import { engineSettings } from '../platform/context.ts';
import { passThrough } from '../run.ts';
import { toolEnvironment } from '../surroundings.ts';

/**
 * Measures the API next to bare SQL or, with `stack` as the first word, the platform on the engine next to the embedded product; what is
 * given besides goes to the benchmark as it is.
 */
export async function bench(args: readonly string[]): Promise<number> {
  const env = toolEnvironment();
  const ofPlatform = args[0] === 'stack';
  if (ofPlatform) await requireEngine(engineSettings());
  await ensureBuilt(serverBuild(env));
  const file = join(repositoryDir, 'tests/performance', ofPlatform ? 'platform/main.ts' : 'main.ts');
  return await passThrough({
    file: process.execPath,
    args: [file, ...args.slice(ofPlatform ? 1 : 0)],
    cwd: repositoryDir,
    env,
  });
}
