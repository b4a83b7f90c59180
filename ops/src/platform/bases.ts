import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, fileFailure } from '../failure.ts';
import { repositoryDir } from '../layout.ts';
import { docker, type EngineSettings } from '../plans/platform.ts';
import { runSteps } from '../progress.ts';
import { capture, type Command } from '../run.ts';
import { toolEnvironment } from '../surroundings.ts';
import { aptTexts, mirrorsOf } from './apt-sources.ts';
import { missingImages } from './model.ts';
import type { Site } from './site.ts';

const debianName = 'debian:trixie-slim';
const nodeName = 'node:24-trixie-slim';
const npm = {
  version: '11.21.2',
  integrity: 'sha512-7HPApk+AflMUavSseL1Pm6CnYqMIHk53x+KmuhqmTDqPkjPMgxIpTPcTqsE91EKNw4gFBJV9fnXiSdGm1DXq9A==',
};

const pullTimeoutMs = 120_000;
const madeTimeoutMs = 15 * 60_000;
/** Every file of the base is as old as this release of Debian at most, so that it does not tell when it was made. */
const newestFileSeconds = 1_754_697_600;

async function run(what: string, command: Command): Promise<void> {
  const { exitCode, output } = await capture({ ...command, timeoutMs: madeTimeoutMs });
  if (exitCode === 0) return;
  const words = output.trim().split('\n').slice(-5).join('\n');
  if (/no space left/i.test(output)) throw new Failure('diskFull', `${what} failed: the disk is full`);
  const isNetwork = /Couldn't download|Failed getting release|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|Could not resolve/i.test(
    output,
  );
  throw new Failure(isNetwork ? 'noNetwork' : 'failed', `${what} failed:\n${words}`);
}

const tool = (file: string, ...args: string[]): Command => ({
  file,
  args,
  env: toolEnvironment({ DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }),
});

/** debootstrap itself, which only root can use and install. */
async function ensureDebootstrap(): Promise<void> {
  const remedy = `let the engine pull ${debianName} from a registry, or name a mirror's image with DEBIAN_IMAGE and NODE_IMAGE in .env`;
  if (process.getuid?.() !== 0)
    throw new Failure('noPermission', `no registry answers, and only root can make the base image here: run as root, ${remedy}`);
  if ((await capture(tool('debootstrap', '--version'))).exitCode === 0) return;
  if ((await capture(tool('apt-get', '--version'))).exitCode !== 0)
    throw new Failure(
      'noNetwork',
      `no registry answers, and there is no debootstrap to make the base image with: install it, or ${remedy}`,
    );
  await run('apt-get update', tool('apt-get', '-qq', 'update'));
  await run('The installation of debootstrap', tool('apt-get', '-qq', 'install', '-y', '--no-install-recommends', 'debootstrap'));
}

/** Debian's smallest installation, with the updates that its mirror has. */
async function makeDebian(settings: EngineSettings, dir: string, image: string): Promise<void> {
  await ensureDebootstrap();
  const mirrors = mirrorsOf(aptTexts());
  const root = join(dir, 'debian');
  const options = ['--variant=minbase', '--include=ca-certificates', 'trixie', root, mirrors.main];
  await run('debootstrap', tool('debootstrap', ...options));
  writeFileSync(
    join(root, 'etc/apt/sources.list'),
    [
      `deb ${mirrors.main} trixie main`,
      `deb ${mirrors.main} trixie-updates main`,
      `deb ${mirrors.security} trixie-security main`,
      '',
    ].join('\n'),
  );
  // Made anew whenever they are wanted, and different each time.
  for (const path of [
    'var/cache/apt',
    'var/lib/apt/lists',
    'var/log',
    'var/cache/ldconfig',
    'etc/machine-id',
    'etc/hostname',
    'etc/resolv.conf',
  ])
    rmSync(join(root, path), { recursive: true, force: true });
  for (const path of ['var/cache/apt/archives/partial', 'var/lib/apt/lists/partial', 'var/log/apt'])
    mkdirSync(join(root, path), { recursive: true });
  const archive = join(dir, 'debian.tar');
  const times = ['--sort=name', `--mtime=@${newestFileSeconds}`, '--clamp-mtime', '--numeric-owner'];
  // Devices and mounts come from the engine.
  await run(
    'tar',
    tool('tar', ...times, '--exclude=./dev/*', '--exclude=./proc/*', '--exclude=./sys/*', '-C', root, '-cf', archive, '.'),
  );
  await run('docker import', docker(settings, 'import', '--change', 'CMD ["bash"]', archive, image));
}

/** The Node.js that runs this, which is the official one as an npm package, and npm. */
async function makeNode(settings: EngineSettings, dir: string, image: string, debian: string): Promise<void> {
  const context = join(dir, 'node');
  mkdirSync(context, { recursive: true });
  copyFileSync(realpathSync(process.execPath), join(context, 'node'));
  const pack = tool('npm', 'pack', '--silent', `npm@${npm.version}`, '--pack-destination', context);
  await run('The download of npm', { ...pack, cwd: context });
  const archive = join(context, `npm-${npm.version}.tgz`);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (integrity !== npm.integrity)
    throw new Failure('noNetwork', `what the registry gave for npm ${npm.version} is not what was published: ${integrity}`);
  await run('tar', tool('tar', '--no-same-owner', '-C', context, '-xzf', archive));
  await run('tar', tool('mv', join(context, 'package'), join(context, 'npm')));
  rmSync(archive);
  const file = join(repositoryDir, 'docker/base/node.Dockerfile');
  const args = ['build', '--file', file, '--build-arg', `DEBIAN_IMAGE=${debian}`, '--tag', image, context];
  await run(`The image ${image}`, docker(settings, ...args));
}

/** A folder on the checkout's disk: some systems keep /tmp in memory. */
function workDir(): string {
  const parent = join(repositoryDir, '.runtime');
  try {
    mkdirSync(parent, { recursive: true });
    return mkdtempSync(join(parent, 'bases-'));
  } catch (error) {
    throw fileFailure(error, parent);
  }
}

/**
 * Sees to it that the engine has the two images that all others stand on: it has them, a registry gives them, or, where none answers,
 * they are made here of Debian's packages and the Node.js of npm. Gives their names.
 */
export async function ensureBases(
  settings: EngineSettings,
  site: Site,
  { quiet }: { readonly quiet: boolean },
): Promise<string[]> {
  const debian = site.values['DEBIAN_IMAGE'] || debianName;
  const node = site.values['NODE_IMAGE'] || nodeName;
  const missing = new Set(await missingImages(settings, [debian, node]));
  const say = (line: string) => void (quiet ? undefined : process.stdout.write(`${line}\n`));
  const step = (title: string, work: () => Promise<void>) => (quiet ? work() : runSteps([[{ title, work }]]));
  for (const image of missing) {
    const pulled = await capture({ ...docker(settings, 'pull', '--quiet', image), timeoutMs: pullTimeoutMs });
    if (pulled.exitCode !== 0) continue;
    say(`${image}: pulled from its registry`);
    missing.delete(image);
  }
  if (missing.size === 0) return [debian, node];
  const foreign = [...missing].find((image) => image !== debianName && image !== nodeName);
  if (foreign !== undefined)
    throw new Failure('noNetwork', `${foreign} cannot be pulled, and only ${debianName} and ${nodeName} can be made here`);
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version'))
    throw new Failure('noNetwork', `no registry answers for ${[...missing].join(' and ')}, which can be made on Debian only`);
  say(`No registry answers for ${[...missing].join(' and ')}: made here of Debian's packages and Node.js from npm`);
  const dir = workDir();
  try {
    if (missing.has(debian)) await step(debian, () => makeDebian(settings, dir, debian));
    if (missing.has(node)) await step(node, () => makeNode(settings, dir, node, debian));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return [debian, node];
}
