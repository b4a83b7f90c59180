import { requireEngine } from '../engine/detect.ts';
import { buildImages, type ImagesOptions } from '../platform/images.ts';
import { engineSettings } from '../platform/context.ts';
import { initSite } from '../platform/init.ts';
import { readServices } from '../platform/model.ts';
import { table } from '../table.ts';

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Builds every image of the platform, its bases too where no registry has them. */
export async function images(dir: string, options: ImagesOptions & { readonly json: boolean }): Promise<number> {
  const settings = engineSettings();
  await requireEngine(settings);
  const { site } = await initSite(dir);
  const reports = await buildImages(settings, site, await readServices(settings, site), { ...options, quiet: options.json });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(reports, undefined, 2)}\n`);
    return 0;
  }
  const rows = reports.map(({ image, seconds, bytes, overBaseBytes }) => [
    image,
    `${seconds.toFixed(1)} s`,
    megabytes(bytes),
    megabytes(overBaseBytes),
  ]);
  process.stdout.write(`\n${table([['image', 'time', 'size', 'over its base'], ...rows])}\n`);
  return 0;
}
