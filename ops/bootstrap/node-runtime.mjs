import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failed, failedFrom } from './failed.mjs';
import { npm, step } from './step.mjs';

/** Node.js as npm packages, each pinned by the checksum of its contents. The launcher knows the same folders. */
const runtimes = {
  'linux-x64': {
    version: '24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    version: '24.21.0',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'win-x64': {
    version: '24.21.0',
    integrity: 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
  'darwin-x64': {
    version: '24.18.1',
    integrity: 'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
};

const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

const runs = (node, version) => {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.trim() === `v${version}`;
};

async function install(root, target, name, { version, integrity }) {
  const half = `${target}.${process.pid}`;
  try {
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { recursive: true });
    const dependencies = { [name]: version };
    const self = { name: 'zakpos-runtime', version: '1.0.0', dependencies };
    writeFileSync(join(half, 'package.json'), JSON.stringify({ ...self, private: true }));
    const packages = { '': self, [`node_modules/${name}`]: { version, integrity } };
    writeFileSync(join(half, 'package-lock.json'), JSON.stringify({ ...self, lockfileVersion: 3, requires: true, packages }));
    await npm(`Node.js ${version}`, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: half, root });
    // Renamed when it is whole: a first start that is cut off leaves nothing that the next one would trust.
    rmSync(target, { recursive: true, force: true });
    renameSync(half, target);
  } catch (error) {
    if (error instanceof Failed) throw error;
    throw failedFrom(`Node.js ${version}`, String(error), root);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

/** The Node.js that everything runs on: the pinned one, or the system's where there is no package and it is new enough. */
export async function installNode(root) {
  const runtime = runtimes[platform];
  if (runtime === undefined) {
    const [major, minor] = process.versions.node.split('.').map(Number);
    if (major > 24 || (major === 24 && minor >= 11)) return process.execPath;
    throw new Failed(1, `there is no Node.js package for ${platform}: install Node.js 24.11 or newer, from https://nodejs.org`);
  }
  const { version } = runtime;
  const name = `node-${platform}`;
  const target = join(root, '.runtime', `node-${version}`);
  const node = join(target, 'node_modules', name, 'bin', platform.startsWith('win') ? 'node.exe' : 'node');
  if (runs(node, version)) return node;
  await step(`Node.js ${version}`, () => install(root, target, name, runtime));
  if (!runs(node, version))
    throw new Failed(1, `Node.js ${version} from npm does not run on this system (it needs glibc 2.28 or newer)`);
  return node;
}
