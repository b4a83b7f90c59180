import { existsSync, realpathSync } from 'node:fs';
import type { DataLayout } from '../layout.ts';
import { hasEnded, isSameProcess } from '../process-identity.ts';
import { killGroup } from '../run.ts';
import { stopOrphanedPostgres } from '../postgres/server.ts';
import { readState } from './state.ts';

/**
 * Stops what a supervisor that was killed has left running. Only processes that are provably ours: the recorded id with the recorded
 * start time, and a PostgreSQL server that runs in our data directory.
 */
export async function stopOrphans(layout: DataLayout): Promise<string[]> {
  const stopped: string[] = [];
  const services = readState(layout.state)?.services ?? [];
  for (const { name, process: identity } of services.toReversed()) {
    if (identity === undefined || name === 'postgres' || !(await isSameProcess(identity))) continue;
    process.kill(identity.pid, 'SIGTERM');
    if (!(await hasEnded(identity.pid, 5_000))) {
      killGroup(identity.pid);
      await hasEnded(identity.pid, 5_000);
    }
    stopped.push(name);
  }
  if (existsSync(layout.postgres) && (await stopOrphanedPostgres(realpathSync(layout.postgres)))) stopped.push('postgres');
  return stopped;
}
