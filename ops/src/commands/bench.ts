import { join } from 'node:path';
import { ensureBuilt } from '../build.ts';
import { repositoryDir } from '../layout.ts';
import { serverBuild } from '../plans/build.ts';
import { passThrough } from '../run.ts';
import { toolEnvironment } from '../surroundings.ts';

/** Measures the API next to bare SQL; what is given goes to the benchmark as it is. */
export async function bench(args: readonly string[]): Promise<number> {
  const env = toolEnvironment();
  await ensureBuilt(serverBuild(env));
  const file = join(repositoryDir, 'tests/performance/main.ts');
  return await passThrough({ file: process.execPath, args: [file, ...args], cwd: repositoryDir, env });
}
