import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Container, containersOf, isRunning, serviceOf } from '../../stack/containers.ts';

export interface Usage {
  readonly service: string;
  readonly value: number;
}

const processesOf = ({ Id }: Container): string[] =>
  readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cgroup`, 'utf8').includes(Id);
    } catch {
      return false; // it has ended since
    }
  });

/** Of pages that several processes share, each counts its part: the sum is what the service really keeps from others. */
function residentKiB(pid: string): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Resident memory of every service in MiB (proportional set size of all of its processes). */
export async function memoryMiB(project: string): Promise<Usage[]> {
  const running = (await containersOf(project)).filter(isRunning);
  return running.map((container) => ({
    service: serviceOf(container),
    value: processesOf(container).reduce((sum, pid) => sum + residentKiB(pid), 0) / 1_024,
  }));
}

/** Processor time of a container since it started, in seconds, health checks and all that it ran included. */
function processorSeconds({ Id, Name }: Container): number {
  // Version 1 of control groups counts nanoseconds, version 2 microseconds.
  for (const [path, read] of [
    [`/sys/fs/cgroup/cpuacct/docker/${Id}/cpuacct.usage`, (text: string) => Number(text) / 1e9],
    [`/sys/fs/cgroup/docker/${Id}/cpu.stat`, (text: string) => Number(/usage_usec (\d+)/.exec(text)?.[1]) / 1e6],
    [
      `/sys/fs/cgroup/system.slice/docker-${Id}.scope/cpu.stat`,
      (text: string) => Number(/usage_usec (\d+)/.exec(text)?.[1]) / 1e6,
    ],
  ] as const) {
    try {
      return read(readFileSync(path, 'utf8'));
    } catch {
      // the next layout of control groups
    }
  }
  throw new Error(`No control group tells the processor time of ${Name}`);
}

/** Share of one core that every service takes over so many seconds, in percent. */
export async function processorPercent(project: string, seconds: number): Promise<Usage[]> {
  const running = (await containersOf(project)).filter(isRunning);
  const before = running.map(processorSeconds);
  const sinceMs = performance.now();
  await sleep(seconds * 1_000);
  const elapsed = (performance.now() - sinceMs) / 1_000;
  return running.map((container, index) => ({
    service: serviceOf(container),
    value: ((processorSeconds(container) - (before[index] ?? 0)) / elapsed) * 100,
  }));
}

export const total = (usages: readonly Usage[]): number => usages.reduce((sum, { value }) => sum + value, 0);
