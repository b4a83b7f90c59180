import { readdirSync, readFileSync } from 'node:fs';
import { procStat } from './process-identity.ts';

const kilobytes = (text: string, field: string): number | undefined => {
  const value = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
};

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

function childrenOf(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const parent = /^\d+$/.test(entry) ? Number(procStat(Number(entry))?.[1]) : Number.NaN;
    if (!Number.isNaN(parent)) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  return children;
}

/** Its own part and its share of what it shares, so that PostgreSQL's buffers count once; plain resident size where that is hidden. */
function ownBytes(pid: number): number {
  const shares = kilobytes(read(`/proc/${pid}/smaps_rollup`) ?? '', 'Pss');
  return (shares ?? kilobytes(read(`/proc/${pid}/status`) ?? '', 'VmRSS') ?? 0) * 1024;
}

/** Memory of a process and of all that it started; null where the system does not tell. */
export function memoryBytes(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const children = childrenOf();
  const tree = [pid];
  for (const member of tree) tree.push(...(children.get(member) ?? []));
  return tree.reduce((sum, member) => sum + ownBytes(member), 0);
}
