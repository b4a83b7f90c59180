import { docker, type EngineSettings, projectFilter } from '../plans/platform.ts';
import { read } from '../run.ts';

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/**
 * Removes everything of a project from the engine by its label alone: containers, networks and volumes, with every row in them. For what
 * tests have made, which may have lost its files.
 */
export async function removeProject(settings: EngineSettings, project: string): Promise<void> {
  const list = async (...args: string[]) => linesOf((await read(docker(settings, ...args, ...projectFilter(project)))).stdout);
  const remove = async (ids: readonly string[], ...args: string[]) => {
    if (ids.length > 0) await read(docker(settings, ...args, ...ids));
  };
  await remove(await list('ps', '--all', '--quiet', '--no-trunc'), 'rm', '--force', '--volumes');
  await remove(await list('network', 'ls', '--quiet', '--no-trunc'), 'network', 'rm');
  await remove(await list('volume', 'ls', '--quiet'), 'volume', 'rm', '--force');
}

/** Everything that the engine still has of a project. */
export async function remainsOf(settings: EngineSettings, project: string): Promise<string[]> {
  const found = await Promise.all([
    read(docker(settings, 'ps', '--all', '--format', 'container {{.Names}}', ...projectFilter(project))),
    read(docker(settings, 'network', 'ls', '--format', 'network {{.Name}}', ...projectFilter(project))),
    read(docker(settings, 'volume', 'ls', '--format', 'volume {{.Name}}', ...projectFilter(project))),
  ]);
  return found.flatMap(({ stdout }) => linesOf(stdout));
}
