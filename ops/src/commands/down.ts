import { rmSync } from 'node:fs';
import { Failure } from '../failure.ts';
import { dataLayout } from '../layout.ts';
import { hasEnded } from '../process-identity.ts';
import { lockOwner } from '../supervisor/lock.ts';
import { stopOrphans } from '../supervisor/orphans.ts';

/** Longer than every service may take one after the other. */
const longestStopMs = 60_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Stops what runs on the data directory, the remains of a run that was cut off included. */
export async function down(dataDir: string): Promise<number> {
  const layout = dataLayout(dataDir);
  const owner = await lockOwner(layout.lock);
  if (owner === undefined) {
    const orphans = await stopOrphans(layout);
    rmSync(layout.lock, { force: true });
    say(orphans.length > 0 ? `Stopped what the last run left behind: ${orphans.join(', ')}` : 'ZakPOS does not run.');
    return 0;
  }
  try {
    process.kill(owner.pid, 'SIGTERM');
  } catch (error) {
    throw new Failure('noPermission', `ZakPOS (process ${owner.pid}) was started by another user: stop it as that user`, {
      cause: error,
    });
  }
  if (!(await hasEnded(owner.pid, longestStopMs))) {
    process.kill(owner.pid, 'SIGKILL');
    await hasEnded(owner.pid, 5_000);
    await stopOrphans(layout);
  }
  say('Stopped.');
  return 0;
}
