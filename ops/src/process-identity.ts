import { readFileSync, readlinkSync } from 'node:fs';

/** Loaded only where /proc does not answer: starting processes takes a library that `status` can do without. */
const ps = async (column: string, pid: number) => {
  const { capture } = await import('./run.ts');
  return await capture({ file: 'ps', args: ['-o', `${column}=`, '-p', String(pid)] });
};

/** A process for certain: ids are reused, an id with its start time is not. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string };

/** Fields of /proc/PID/stat after the command's name, which itself may hold spaces and brackets; state is the first. */
export function procStat(pid: number): string[] | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Whether a process with this id runs, whoever owns it. One that has ended and whose parent has not noticed does not. */
export function isAlive(pid: number): boolean {
  if (procStat(pid)?.[0] === 'Z') return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Start times count from the boot, so another boot's say nothing. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8);
  } catch {
    return '';
  }
}

/** When a live process started, in whatever words the system has for it; undefined when there is no such process. */
export async function startTime(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = procStat(pid);
    // A zombie has ended; only its parent has not noticed.
    return stat?.[19] === undefined || stat[0] === 'Z' ? undefined : `${bootId()}:${stat[19]}`;
  }
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'win32') return 'unknown';
  const { exitCode, output } = await ps('lstart', pid);
  return exitCode === 0 ? output.trim() : undefined;
}

export const isSameProcess = async ({ pid, startedAt }: ProcessIdentity): Promise<boolean> =>
  (await startTime(pid)) === startedAt;

/** Whether the process runs in `dir`, which is how a PostgreSQL server is told from a stranger that got its old id. */
export async function runsIn(pid: number, dir: string): Promise<boolean> {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === dir;
    } catch {
      return false;
    }
  }
  if (process.platform === 'win32') return isAlive(pid);
  const { output } = await ps('command', pid);
  return output.includes('postgres') && output.includes(dir);
}

/** Waits until the process has ended; false when `timeoutMs` passes first. */
export async function hasEnded(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while ((await startTime(pid)) !== undefined) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}
