import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, fileFailure } from '../failure.ts';
import { readJson } from '../json-file.ts';
import { isSameProcess, type ProcessIdentity, startTime } from '../process-identity.ts';
import { identityOf } from './state.ts';

/** The live supervisor of this data directory, if there is one. A file that a crash left behind is not one. */
export async function lockOwner(path: string): Promise<ProcessIdentity | undefined> {
  const owner = identityOf(readJson(path));
  return owner !== undefined && (await isSameProcess(owner)) ? owner : undefined;
}

const contentOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** Takes a dead owner's file away; a new owner's, which may have come between look and touch, is put back. */
function removeDead(path: string, judged: string | undefined): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (contentOf(aside) !== judged) linkSync(aside, path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

export type Lock = { readonly release: () => void };

/** Makes this process the supervisor of the data directory, or says who is. */
export async function takeLock(path: string): Promise<Lock | { readonly owner: ProcessIdentity }> {
  const own = JSON.stringify({ pid: process.pid, startedAt: await startTime(process.pid) });
  const prepared = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    for (;;) {
      const judged = contentOf(path);
      const owner = await lockOwner(path);
      if (owner !== undefined) return { owner };
      if (judged !== undefined) removeDead(path, judged);
      try {
        // Linked into place with its content: nobody ever reads an empty lock.
        writeFileSync(prepared, own);
        linkSync(prepared, path);
        return { release: () => rmSync(path, { force: true }) };
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      } finally {
        rmSync(prepared, { force: true });
      }
    }
  } catch (error) {
    throw fileFailure(error, path);
  }
}
