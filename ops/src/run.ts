import { spawn } from 'node:child_process';
import { execa } from 'execa';

/** What would be run, as data: shown by logs and tests, executed only by this file. */
export type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** The whole environment of the process; without it, it inherits ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Only root can start a process as somebody else. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly input?: string;
  /** When it is ended by force; only for what is run to the end. */
  readonly timeoutMs?: number;
};

export type Outcome = { readonly exitCode: number; readonly output: string };

export type Exit = { readonly exitCode: number | undefined; readonly signal: string | undefined; readonly reason: string };

export type RunningProcess = {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** False when it is already gone. */
  readonly signal: (signal: NodeJS.Signals) => boolean;
};

const spawnOptions = ({ cwd, env, user }: Command) => ({
  reject: false as const,
  ...(cwd === undefined ? {} : { cwd }),
  ...(env === undefined ? {} : { env, extendEnv: false }),
  ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
});

/** Runs to the end and gives exit code and output, standard error included; a process that cannot start has exit code 127. */
export async function capture(command: Command, signal?: AbortSignal): Promise<Outcome> {
  const result = await execa(command.file, command.args, {
    ...spawnOptions(command),
    all: true,
    timeout: command.timeoutMs ?? 0,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
    ...(command.input === undefined ? { stdin: 'ignore' as const } : { input: command.input }),
  });
  const reason = result.timedOut ? `ended after ${(command.timeoutMs ?? 0) / 1000} s` : (result.originalMessage ?? '');
  return {
    exitCode: result.exitCode ?? 127,
    output: [result.all, result.timedOut || result.all === '' ? reason : ''].join('\n').trim(),
  };
}

/** Like `capture`, and each line is told as soon as it is there. */
export async function captureLive(command: Command, onLine: (line: string) => void): Promise<Outcome> {
  const child = execa(command.file, command.args, {
    ...spawnOptions(command),
    all: true,
    buffer: false,
    timeout: command.timeoutMs ?? 0,
    stdin: 'ignore',
  });
  const lines: string[] = [];
  const take = async () => {
    for await (const line of child.iterable({ from: 'all' })) {
      lines.push(line);
      onLine(line);
    }
  };
  // What ends badly ends the reading, too; how it ended says the result.
  const [result] = await Promise.all([child, take().catch(() => undefined)]);
  if (result.timedOut) lines.push(`ended after ${(command.timeoutMs ?? 0) / 1000} s`);
  else if (lines.length === 0) lines.push(result.originalMessage ?? '');
  return { exitCode: result.exitCode ?? 127, output: lines.join('\n').trim() };
}

/** Runs to the end and gives standard output apart from standard error, for output that is read by a program. */
export async function read(command: Command): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const result = await execa(command.file, command.args, {
    ...spawnOptions(command),
    timeout: command.timeoutMs ?? 0,
    ...(command.input === undefined ? { stdin: 'ignore' as const } : { input: command.input }),
  });
  const { exitCode, stdout, stderr, originalMessage = '' } = result;
  return { exitCode: exitCode ?? 127, stdout, stderr: stderr === '' && exitCode === undefined ? originalMessage : stderr };
}

/** Runs to the end on our own terminal. */
export async function passThrough(command: Command): Promise<number> {
  const result = await execa(command.file, command.args, { ...spawnOptions(command), stdio: 'inherit' });
  return result.exitCode ?? (result.signal === undefined ? 127 : 1);
}

/** Ends a process that we started and whatever it started. */
export function killGroup(pid: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a process that stays. It leads its own process group, so that a Ctrl-C reaches only us and we stop everything in order.
 * `onOutput` gets its standard output and error as they come.
 */
export async function start(command: Command, onOutput: (chunk: Buffer) => void): Promise<RunningProcess> {
  const child = execa(command.file, command.args, {
    ...spawnOptions(command),
    stdin: 'ignore',
    all: true,
    buffer: false,
    encoding: 'buffer',
    detached: true,
    cleanup: false,
  });
  child.all.on('data', onOutput);
  const exited = child.then((result): Exit => {
    const { exitCode, signal } = result;
    const how = signal === undefined ? `exit code ${exitCode ?? 'unknown'}` : `signal ${signal}`;
    return { exitCode, signal, reason: exitCode === undefined && signal === undefined ? (result.originalMessage ?? how) : how };
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start ${command.file}: ${(await exited).reason}`);
  return { pid, exited, signal: (signal) => (signal === 'SIGKILL' ? killGroup(pid) : child.kill(signal)) };
}

/** Starts a process that speaks in lines and ends with us. */
export function follow(command: Command, onLine: (line: string) => void): { readonly stop: () => Promise<void> } {
  const child = execa(command.file, command.args, { ...spawnOptions(command), stdin: 'ignore', stderr: 'ignore', buffer: false });
  const read = async () => {
    for await (const line of child) onLine(line);
  };
  const ended = read().catch(() => undefined);
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export type Detached = { readonly pid: number; readonly exited: Promise<number>; readonly unref: () => void };

/** Starts a process that outlives us, its output going to the file descriptor `outputFd`. */
export function startDetached({ file, args, cwd, env }: Command, outputFd: number): Detached {
  const child = spawn(file, args, { cwd, env: env ?? process.env, stdio: ['ignore', outputFd, outputFd], detached: true });
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  return { pid: child.pid ?? 0, exited, unref: () => child.unref() };
}
