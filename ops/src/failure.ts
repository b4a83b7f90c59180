import { type ExitCode, exitCodes } from './exit-codes.ts';

/** An expected failure: one clear line for the person at the keyboard, and the exit code that says which. */
export class Failure extends Error {
  readonly exitCode: number;
  readonly kind: ExitCode;

  /** `exitCode` differs from the kind's only where another process's failure is passed on. */
  constructor(kind: ExitCode, message: string, options?: ErrorOptions, exitCode: number = exitCodes[kind].code) {
    super(message, options);
    this.name = 'Failure';
    this.kind = kind;
    this.exitCode = exitCode;
  }
}

export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Turns what the file system says into the one line and code that we promise; anything else is a bug and stays as it is. */
export function fileFailure(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new Failure('noPermission', `no permission to write ${path}: run as its owner, or choose another folder with --data`, {
      cause: error,
    });
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Failure('diskFull', `the disk that holds ${path} is full: free some space and start again`, { cause: error });
  return error;
}

/** Tells the person at the keyboard, and gives the exit code. Expected failures are one line; a bug shows where it happened. */
export function reportFailure(error: unknown): number {
  const isConfiguration = error instanceof Error && error.name === 'EnvError';
  const expected = error instanceof Failure || isConfiguration;
  const text = error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`zakpos: ${text}\n`);
  if (error instanceof Failure) return error.exitCode;
  return isConfiguration ? exitCodes.badConfiguration.code : exitCodes.failed.code;
}
