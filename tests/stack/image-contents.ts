import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker } from './containers.ts';

/** One file of an image, or directory, or link. */
export interface Entry {
  readonly path: string;
  /** As in `ls -l`. */
  readonly mode: string;
  readonly bytes: number;
}

function shell(script: string, ...args: readonly string[]): Promise<string> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script, 'bash', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString());
      else reject(new Error(`a script ended with ${code}: ${script}`));
    });
  });
}

/** Runs a script on the files of an image, in a container that never starts. */
async function withContainer<T>(image: string, work: (id: string) => Promise<T>): Promise<T> {
  const id = await docker('create', image, 'nothing');
  try {
    return await work(id);
  } finally {
    await docker('rm', '--force', id);
  }
}

const line = /^(\S{10})\S* +(\S+) +(\d+) \S+ \S+ (.*)$/;

/** Everything in an image, files that a later layer has deleted left out. */
export async function entriesOf(image: string): Promise<Entry[]> {
  const listing = await withContainer(image, (id) =>
    shell('docker export "$1" | tar --list --verbose --numeric-owner --quoting-style=literal --file -', id),
  );
  return listing
    .split('\n')
    .map((text) => line.exec(text))
    .filter((found) => found !== null)
    .map(([, mode = '', , bytes = '', name = '']) => ({
      mode,
      bytes: Number(bytes),
      path: `/${name.replace(/ (->|link to) .*$/, '').replace(/\/$/, '')}`,
    }));
}

/** A digest of each file's content, and beside it everything but times: what two builds of the same sources must agree in. */
export async function fingerprint(image: string): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'zakpos-image-'));
  try {
    const script = `docker export "$1" >"$2/image.tar"
      tar --list --verbose --numeric-owner --full-time --quoting-style=literal --file "$2/image.tar" | sed -E 's/ [0-9-]{10} [0-9:.]+ / /'
      mkdir "$2/files"
      tar --extract --no-same-owner --exclude='dev/*' --directory "$2/files" --file "$2/image.tar"
      cd "$2/files" && find . -type f -print0 | xargs -0 sha256sum`;
    const output = await withContainer(image, (id) => shell(script, id, dir));
    return output.split('\n').toSorted();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** How much a build sends to the engine: exactly what the ignore file beside its Dockerfile leaves of the context. */
export async function contextBytes(context: string, dockerfile: string): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'zakpos-context-'));
  try {
    const script = `cp "$2.dockerignore" "$3/Dockerfile.dockerignore"
      printf 'FROM scratch\\nCOPY . /\\n' >"$3/Dockerfile"
      docker build --quiet --no-cache --file "$3/Dockerfile" --output "type=tar,dest=$3/context.tar" "$1" >/dev/null
      wc -c <"$3/context.tar"`;
    return Number(await shell(script, context, dockerfile, dir));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
