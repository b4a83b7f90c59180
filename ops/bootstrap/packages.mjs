import { copyFileSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Failed, failedFrom } from './failed.mjs';
import { npm, step } from './step.mjs';

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** Whether npm itself recorded that it installed what the lock file says; for another platform it leaves optional packages out. */
function matches(lock, installed) {
  const have = JSON.parse(installed).packages;
  return Object.entries(JSON.parse(lock).packages).every(([path, { version, link, optional, peer }]) => {
    if (!path.includes('node_modules/')) return true;
    const found = have[path];
    if (found === undefined) return optional === true || peer === true;
    return link === true ? found.link === true : found.version === version;
  });
}

// No package of ours needs its install scripts, and some npm versions would run them.
const options = ['--ignore-scripts', '--no-audit', '--no-fund'];

/**
 * `npm ci` refuses a lock file without the entries of packages for other platforms, which a registry mirror may not have when the file
 * is written. `npm install` takes what is locked from the lock file all the same; it must only not write it.
 */
async function install(root, node) {
  const what = 'the installation of packages';
  try {
    await npm(what, ['ci', ...options], { cwd: root, node, root });
  } catch (error) {
    if (!(error instanceof Failed) || !error.message.includes('EUSAGE')) throw error;
    await npm(what, ['install', '--no-save', ...options], { cwd: root, node, root });
  }
}

/** Installs the packages of package-lock.json unless they are there. The copy of the lock file is written last, as the proof. */
export async function installPackages(root, node) {
  const lockFile = join(root, 'package-lock.json');
  const stamp = join(root, 'node_modules', '.zakpos-installed-lock.json');
  const lock = read(lockFile);
  if (lock === undefined) throw new Failed(1, `${lockFile} is missing: this is no complete clone`);
  if (lock === read(stamp)) return;
  const installed = read(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined || !matches(lock, installed)) await step('Packages', () => install(root, node));
  try {
    copyFileSync(lockFile, `${stamp}.new`);
    renameSync(`${stamp}.new`, stamp);
  } catch (error) {
    throw failedFrom('the installation of packages', String(error), root);
  }
}
