import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from './failure.ts';
import { repositoryDir } from './layout.ts';
import { capture } from './run.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Libraries may be missing, or the name may lead to a stub: only a browser that tells its version is one. */
const works = async (path: string): Promise<boolean> =>
  isProgram(path) && (await capture({ file: path, args: ['--version'], timeoutMs: 20_000 })).exitCode === 0;

async function systemBrowser(): Promise<string | undefined> {
  const dirs = (process.env['PATH'] ?? '').split(delimiter).filter((dir) => dir !== '');
  const candidates = [...names.flatMap((name) => dirs.map((dir) => join(dir, name))), ...elsewhere];
  for (const path of candidates) if (await works(path)) return path;
  return undefined;
}

/** Playwright's own, fetched when it is missing. */
async function playwrightBrowser(environment: Readonly<Record<string, string>>): Promise<string | undefined> {
  const cli = join(repositoryDir, 'node_modules/@playwright/test/cli.js');
  const env = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000', ...environment };
  const { exitCode } = await capture({ file: process.execPath, args: [cli, 'install', 'chromium'], env, timeoutMs: 10 * 60_000 });
  if (exitCode !== 0) return undefined;
  const script = "process.stdout.write(require('@playwright/test').chromium.executablePath())";
  const found = await capture({ file: process.execPath, args: ['-e', script], cwd: repositoryDir, env });
  const path = found.output.trim();
  return (await works(path)) ? path : undefined;
}

/** The distribution's package, which only root can install. */
async function distributionBrowser(environment: Readonly<Record<string, string>>): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return undefined;
  const env = { ...environment, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (...args: string[]) => capture({ file: 'apt-get', args: ['-qq', ...args], env, timeoutMs: 10 * 60_000 });
  await aptGet('update');
  const { exitCode } = await aptGet('install', '-y', '--no-install-recommends', 'chromium');
  return exitCode === 0 ? await systemBrowser() : undefined;
}

/** The path of a browser for the tests: the system's Chromium or Chrome, else Playwright's, else the distribution's package. */
export async function ensureChromium(environment: Readonly<Record<string, string>>): Promise<string> {
  const found = (await systemBrowser()) ?? (await playwrightBrowser(environment)) ?? (await distributionBrowser(environment));
  if (found !== undefined) return found;
  throw new Failure('failed', 'there is no Chromium, and none could be fetched: install the package chromium and start again');
}
