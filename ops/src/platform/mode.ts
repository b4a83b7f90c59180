import { configured, dataDirectory } from '../configuration.ts';
import { findEngine, isFault } from '../engine/detect.ts';
import { Failure } from '../failure.ts';
import { dataLayout, repositoryDir } from '../layout.ts';
import { lockOwner } from '../supervisor/lock.ts';
import { engineSettings } from './context.ts';
import { findSite, hasEmbeddedData, siteDirectory } from './site.ts';

export type Mode = 'embedded' | 'platform';

export type ModeOptions = {
  readonly site?: string;
  readonly data?: string;
  readonly embedded?: boolean;
  readonly platform?: boolean;
};

/** What was typed that only one of the two has; undefined where both would do. */
function typedMode({ site, data, embedded, platform }: ModeOptions): Mode | undefined {
  const embeddedAsked = embedded === true || data !== undefined;
  const platformAsked = platform === true || site !== undefined || process.env['ZAKPOS_SITE'] !== undefined;
  if (embeddedAsked && (platform === true || site !== undefined))
    throw new Failure(
      'usage',
      '--site and --platform are of the platform, --data, --host, --port-… and --embedded of the embedded installation',
    );
  if (embeddedAsked) return 'embedded';
  return platformAsked ? 'platform' : undefined;
}

const embeddedRuns = async (dataDir: string): Promise<boolean> => (await lockOwner(dataLayout(dataDir).lock)) !== undefined;

/** Which of the two `down`, `status`, `logs` and `demo` are about: what runs, else the platform where one was made. */
export async function modeOf(options: ModeOptions): Promise<Mode> {
  const typed = typedMode(options);
  if (typed !== undefined) return typed;
  if (await embeddedRuns(dataDirectory(undefined))) return 'embedded';
  return findSite(siteDirectory(options.site)) === undefined ? 'embedded' : 'platform';
}

export type ModeToStart = { readonly mode: Mode; readonly remark?: string };

/** Which of the two `up` starts, with a line for whoever may have expected the other. */
export async function modeToStart(options: ModeOptions, hasEmbeddedOption: boolean): Promise<ModeToStart> {
  const typed = typedMode({ ...options, embedded: options.embedded === true || hasEmbeddedOption });
  if (typed !== undefined) return { mode: typed };
  const dataDir = dataDirectory(undefined, configured());
  if (await embeddedRuns(dataDir)) return { mode: 'embedded' };
  if (findSite(repositoryDir) !== undefined) return { mode: 'platform' };
  if (hasEmbeddedData(dataDir))
    return {
      mode: 'embedded',
      remark: `${dataDir} holds an embedded installation, which goes on; ./zakpos up --platform starts the container platform instead, with data of its own.`,
    };
  const engine = await findEngine(engineSettings());
  if (!isFault(engine)) return { mode: 'platform' };
  // Somebody who has an engine means to use it: falling back silently would leave his sales where he does not look for them.
  if (engine.kind === 'unusable')
    throw new Failure(engine.exitCode, `${engine.message}; ./zakpos up --embedded runs without containers`);
  return { mode: 'embedded', remark: 'No container engine answers here: running on Node.js and PostgreSQL from npm packages.' };
}
