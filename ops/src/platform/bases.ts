import type { EngineSettings } from '../plans/platform.ts';
import type { Site } from './site.ts';

export async function ensureBases(
  _settings: EngineSettings,
  site: Site,
  _options: { readonly quiet: boolean },
): Promise<string[]> {
  return [site.values['DEBIAN_IMAGE'] || 'debian:trixie-slim', site.values['NODE_IMAGE'] || 'node:24-trixie-slim'];
}
