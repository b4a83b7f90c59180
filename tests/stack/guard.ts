import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasOwner, removeSite } from './site.ts';

/** `node guard.ts DIR`: outlives a test run, and removes its site when the run has ended without doing so, however it was ended. */
const [dir = ''] = process.argv.slice(2);
while (existsSync(dir) && (await hasOwner(dir))) await sleep(500);
if (existsSync(dir)) await removeSite(dir, basename(dir));
