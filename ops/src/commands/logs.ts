import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, fileFailure } from '../failure.ts';
import { dataLayout } from '../layout.ts';
import { numberField, textField } from '../json-file.ts';

const levels: Readonly<Record<number, string>> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };

/** A log record as a person reads it; the file keeps the JSON. */
export function readable(line: string): string {
  if (!line.startsWith('{')) return line;
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return line;
  }
  const message = textField(record, 'msg') ?? textField(record, 'message');
  const at = numberField(record, 'time');
  const time = at === undefined ? textField(record, 'time') : new Date(at).toISOString();
  const level = levels[numberField(record, 'level') ?? 0] ?? textField(record, 'level') ?? '';
  return message === undefined ? line : [time, level.padEnd(5), message].filter((part) => part !== undefined).join(' ');
}

type Source = { readonly name: string; readonly path: string };

function sources(logs: string, service: string | undefined): Source[] {
  const names = existsSync(logs) ? readdirSync(logs).filter((name) => name.endsWith('.log')) : [];
  const all = names.toSorted().map((name) => ({ name: basename(name, '.log'), path: join(logs, name) }));
  const chosen = service === undefined ? all : all.filter(({ name }) => name === service);
  if (chosen.length > 0) return chosen;
  const known = all.map(({ name }) => name).join(', ');
  if (service === undefined) throw new Failure('failed', `there are no logs in ${logs} yet`);
  throw new Failure('usage', `there is no log of ${service}${known === '' ? '' : `: choose one of ${known}`}`);
}

function lastLines(path: string, count: number): string[] {
  const older = existsSync(`${path}.1`) ? readFileSync(`${path}.1`, 'utf8') : '';
  const lines = (older + readFileSync(path, 'utf8')).split('\n').filter((line) => line !== '');
  return count === 0 ? [] : lines.slice(-count);
}

/** What was appended since `offset`; from the start again once the file was rotated. */
function appended(path: string, offset: number): { text: string; offset: number } {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === offset) return { text: '', offset };
  const from = size < offset ? 0 : offset;
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(fstatSync(file).size - from, 1024 * 1024));
    const end = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, from)).lastIndexOf('\n') + 1;
    return { text: buffer.toString('utf8', 0, end), offset: from + end };
  } finally {
    closeSync(file);
  }
}

export type LogsOptions = { readonly follow: boolean; readonly lines: number; readonly json: boolean };

/** Prints the last lines of every service's log, or of one; with `follow` also what comes. */
export async function logs(dataDir: string, service: string | undefined, options: LogsOptions): Promise<number> {
  const chosen = sources(dataLayout(dataDir).logs, service);
  const width = Math.max(...chosen.map(({ name }) => name.length));
  const print = ({ name }: Source, lines: readonly string[]) => {
    for (const line of lines) {
      const text = options.json ? line : readable(line);
      process.stdout.write(chosen.length === 1 ? `${text}\n` : `${name.padEnd(width)} | ${text}\n`);
    }
  };
  // Nobody reads any more, as after `logs -f | head`.
  process.stdout.once('error', () => process.exit(0));
  try {
    const offsets = new Map(chosen.map(({ path }) => [path, statSync(path).size]));
    for (const source of chosen) print(source, lastLines(source.path, options.lines));
    while (options.follow) {
      await sleep(200);
      for (const source of chosen) {
        const { text, offset } = appended(source.path, offsets.get(source.path) ?? 0);
        offsets.set(source.path, offset);
        print(
          source,
          text.split('\n').filter((line) => line !== ''),
        );
      }
    }
  } catch (error) {
    throw fileFailure(error, dataDir);
  }
  return 0;
}
