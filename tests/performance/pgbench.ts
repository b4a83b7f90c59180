import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figures, figuresOf } from './load.ts';
import type { Stage } from './stage.ts';

/** Debian keeps it beside the server; its name on PATH is a wrapper that wants a cluster. */
export function findPgbench(): string | undefined {
  const [newest] = globSync('/usr/lib/postgresql/*/bin/pgbench').toSorted().toReversed();
  if (newest !== undefined) return newest;
  const onPath = (process.env.PATH ?? '').split(':').map((dir) => join(dir, 'pgbench'));
  return onPath.find((path) => existsSync(path));
}

/** @throws Error that says how to get it. */
export function requirePgbench(): string {
  const found = findPgbench();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    execFileSync('apt-get', ['update', '-q'], { stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'postgresql-contrib'], { stdio: 'ignore' });
  }
  const installed = findPgbench();
  if (installed === undefined)
    throw new Error('The baseline needs pgbench: install PostgreSQL’s contrib package (postgresql-contrib).');
  return installed;
}

/** The bare statements of a script at so many connections, as the application's role, under forced row-level security. */
export async function pgbench(
  stage: Stage,
  script: string,
  connections: number,
  seconds: number,
  tenants: number,
): Promise<Figures> {
  const logs = mkdtempSync(join(tmpdir(), 'zakpos-pgbench-'));
  try {
    const child = spawn(
      requirePgbench(),
      // One option a line, each with its value.
      [
        '--host=127.0.0.1',
        `--port=${stage.database.port}`,
        '--username=zakpos_app',
        '--no-vacuum',
        '--protocol=prepared',
        `--client=${connections}`,
        '--jobs=1',
        `--time=${seconds}`,
        '--log',
        `--log-prefix=${join(logs, 'log')}`,
        `--define=tenants=${tenants}`,
        '--define=known=0',
        `--file=${join(import.meta.dirname, script)}`,
        'zakpos',
      ],
      { env: { ...process.env, PGPASSWORD: stage.database.password }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0 || /aborted/.test(said)) throw new Error(`pgbench ${script} failed: ${said}`);
    // A line per transaction: client, number, latency in microseconds, …
    const latenciesMs = readdirSync(logs).flatMap((name) =>
      readFileSync(join(logs, name), 'utf8')
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [Number(line.split(' ')[2]) / 1_000])),
    );
    return figuresOf(latenciesMs, seconds);
  } finally {
    rmSync(logs, { recursive: true, force: true });
  }
}
