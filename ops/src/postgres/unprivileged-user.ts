import { lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Failure } from '../failure.ts';

export type User = { readonly uid: number; readonly gid: number; readonly name: string };

/** Lines of /etc/passwd; a user that is known only to a directory service is of no use to initdb in a container. */
function localUsers(): User[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([name, , uid, gid]) => name && /^\d+$/.test(uid ?? '') && /^\d+$/.test(gid ?? ''))
    .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid), gid: Number(gid) }));
}

/**
 * PostgreSQL refuses to run as root. Root gets here the user that runs it instead: who owns the data already, else who called sudo,
 * else nobody. Anyone else runs it as themselves: undefined.
 */
export function unprivilegedUser(dataDir: string): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = localUsers();
  const owner = lstatSync(dataDir, { throwIfNoEntry: false }) ? statSync(dataDir).uid : 0;
  const found =
    users.find(({ uid }) => uid !== 0 && uid === owner) ??
    users.find(({ uid }) => uid !== 0 && uid === Number(process.env['SUDO_UID'])) ??
    users.find(({ name }) => name === 'nobody');
  if (found) return found;
  throw new Failure(
    'noPermission',
    'PostgreSQL refuses to run as root, and /etc/passwd has no user `nobody` to run it as: start zakpos as a normal user',
  );
}

/** Whether `user` may enter `dir` and every folder above it. */
export function canEnter(user: User, dir: string): boolean {
  for (let folder = resolve(dir); ; folder = dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat) {
      const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
      if ((stat.mode & bit) === 0) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}
