import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';

// Next.js leaves the files for browsers out of its standalone server, so that they may go to a content network; we have none.
const client = import.meta.dirname;
const standalone = path.join(client, '.next/standalone/client');
cpSync(path.join(client, '.next/static'), path.join(standalone, '.next/static'), { recursive: true });
if (existsSync(path.join(client, 'public')))
  cpSync(path.join(client, 'public'), path.join(standalone, 'public'), { recursive: true });
