import { type ExitCode, exitCodes } from './exit-codes.ts';

/** An expected failure: one clear line for the person at the keyboard, and the exit code that says which. */
export class Failure extends Error {
  readonly exitCode: number;
  readonly kind: ExitCode;

  constructor(kind: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.kind = kind;
    this.exitCode = exitCodes[kind].code;
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
