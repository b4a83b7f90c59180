import { cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';

// Next.js leaves the files for browsers out of its standalone server, so that they may go to a content network; we have none.
const client = import.meta.dirname;
const standalone = path.join(client, '.next/standalone');
const server = path.join(standalone, 'client');
cpSync(path.join(client, '.next/static'), path.join(server, '.next/static'), { recursive: true });
if (existsSync(path.join(client, 'public')))
  cpSync(path.join(client, 'public'), path.join(server, 'public'), { recursive: true });
// What only the image optimizer loads, which next.config.ts switches off: half of the server's size, in native code that parses what
// strangers send.
for (const unused of ['sharp', '@img', 'detect-libc', 'semver'])
  rmSync(path.join(standalone, 'node_modules', unused), { recursive: true, force: true });
