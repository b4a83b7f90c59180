import { type ProblemCode, type ProblemDetails, problems } from '@zakpos/contracts';

export type FieldError = NonNullable<ProblemDetails['errors']>[number];
export type ProblemFacts = Readonly<Record<string, unknown>>;

export interface AppErrorOptions {
  /** Sent as `Retry-After`, in whole seconds. */
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * A refusal that is expected: it has a code of the closed list, and is answered as problem+json in the caller's language.
 * A bug is a plain `Error` with its cause; it becomes `internal_error`, and only the log tells more.
 */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemFacts | undefined;
  readonly fieldErrors: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  /** @param fieldErrors each names its field by JSON pointer: `/lines/0/qtyThousandths`. */
  constructor(code: ProblemCode, details?: ProblemFacts, fieldErrors?: readonly FieldError[], options: AppErrorOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
    this.fieldErrors = fieldErrors;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return problems[this.code].status;
  }
}
