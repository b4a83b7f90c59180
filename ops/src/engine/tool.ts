import { Failure } from '../failure.ts';
import { capture, type Command } from '../run.ts';
import { toolEnvironment } from '../surroundings.ts';

export const tool = (file: string, ...args: string[]): Command => ({
  file,
  args,
  env: toolEnvironment({ DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }),
  timeoutMs: 10 * 60_000,
});

export const succeeds = async (file: string, ...args: string[]): Promise<boolean> =>
  (await capture(tool(file, ...args))).exitCode === 0;

/** Runs a program of the system; what it said becomes the failure. */
export async function must(what: string, file: string, ...args: string[]): Promise<void> {
  const { exitCode, output } = await capture(tool(file, ...args));
  if (exitCode !== 0) throw new Failure('noEngine', `${what} failed: ${output.trim().split('\n').slice(-3).join(' ')}`);
}
