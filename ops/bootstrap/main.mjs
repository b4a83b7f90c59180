// Puts in place what ZakPOS runs on: Node.js 24 and the packages of package-lock.json. Runs on any Node.js from 20 on, without a single
// package, and prints the path of the Node.js to use on standard output; everything for people goes to standard error.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failed } from './failed.mjs';
import { withInstallLock } from './install-lock.mjs';
import { installNode } from './node-runtime.mjs';
import { installPackages } from './packages.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

try {
  const node = await withInstallLock(root, async () => {
    const path = await installNode(root);
    await installPackages(root, path);
    return path;
  });
  process.stdout.write(`${node}\n`);
} catch (error) {
  if (!(error instanceof Failed)) throw error;
  process.stderr.write(`zakpos: ${error.message}\n`);
  process.exitCode = error.exitCode;
}
