import { modeToStart } from '../platform/mode.ts';
import { siteDirectory } from '../platform/site.ts';
import type { PlatformOptions, UpOptions } from '../command-line.ts';

/** `zakpos up`: in containers or embedded, by what was typed, what is there and whether an engine answers. */
export async function up(options: UpOptions & PlatformOptions): Promise<number> {
  const { site, platform, build = false, kraft, recreate = false, scale = [], ...embedded } = options;
  const { portWeb, portApi, portWorker, portPostgres, host } = embedded;
  const hasEmbeddedOption = [portWeb, portApi, portWorker, portPostgres, host].some((option) => option !== undefined);
  const isPlatformAsked = platform === true || build || kraft !== undefined || recreate || scale.length > 0;
  const { mode, remark } = await modeToStart(
    {
      ...(site === undefined ? {} : { site }),
      ...(embedded.data === undefined ? {} : { data: embedded.data }),
      ...(isPlatformAsked ? { platform: true } : {}),
      ...(embedded.embedded === undefined ? {} : { embedded: embedded.embedded }),
    },
    hasEmbeddedOption,
  );
  if (remark !== undefined) process.stderr.write(`${remark}\n`);
  if (mode === 'platform') {
    const { upPlatform } = await import('./up-platform.ts');
    return await upPlatform({ site: siteDirectory(site), build, dryRun: embedded.dryRun ?? false, kraft, recreate, scale });
  }
  const { up: upEmbedded } = await import('./up-embedded.ts');
  return await upEmbedded(embedded);
}
