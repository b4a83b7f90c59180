import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { capture } from './run.ts';

export type Holder = { readonly pid: number; readonly name: string };

const listening = '0A';

/** Inodes of the sockets that listen on the port, from the kernel's tables. */
function listeningInodes(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    try {
      for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
        const fields = line.trim().split(/\s+/);
        if (fields[1]?.endsWith(suffix) && fields[3] === listening && fields[9] !== undefined) inodes.add(fields[9]);
      }
    } catch {
      // No such table, as where IPv6 is off.
    }
  }
  return inodes;
}

const holds = (pid: string, inodes: ReadonlySet<string>): boolean => {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    return false; // another user's process, or one that has just ended
  }
};

function linuxHolder(port: number): Holder | undefined {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return undefined;
  const pid = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && holds(entry, inodes));
  if (pid === undefined) return undefined;
  return { pid: Number(pid), name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() };
}

/** Who listens on a port, as far as this user may know. */
export async function portHolder(port: number): Promise<Holder | undefined> {
  if (process.platform === 'linux') return linuxHolder(port);
  if (process.platform === 'win32') return undefined;
  const { output } = await capture({ file: 'lsof', args: ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'] });
  const pid = /^p(\d+)$/m.exec(output)?.[1];
  const name = /^c(.+)$/m.exec(output)?.[1];
  return pid === undefined || name === undefined ? undefined : { pid: Number(pid), name };
}
