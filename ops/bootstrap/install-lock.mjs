import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failedFrom } from './failed.mjs';

const lives = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

function ownerOf(path) {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Two first starts at once: the second waits for the first instead of installing into the same folder. */
export async function withInstallLock(root, work) {
  const path = join(root, '.runtime', 'install.lock');
  let waited = false;
  for (;;) {
    try {
      mkdirSync(join(root, '.runtime'), { recursive: true });
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw failedFrom('the first start', String(error), root);
      const owner = ownerOf(path);
      // An owner that has not written its number yet has had no time to; one that is gone was cut off.
      if (owner === undefined || (owner > 0 && !lives(owner))) rmSync(path, { force: true });
      else if (!waited) {
        process.stderr.write('Another start of zakpos is installing; waiting for it.\n');
        waited = true;
      }
      await sleep(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
