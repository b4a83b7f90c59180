import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly cause?: LoggedError;
  /** Of one that stands for several; they were thrown in the same place. */
  readonly errors?: readonly LoggedError[];
}

const maxDepth = 4;
const maxErrors = 5;

/** Never `detail`, `where` or parameters: PostgreSQL puts the row into them, and with it e-mails and names. */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error ? { code: error.code } : {}),
    ...('constraint' in error ? { constraint: error.constraint } : {}),
    ...(error.cause === undefined || depth >= maxDepth ? {} : { cause: loggedError(error.cause, depth + 1) }),
    ...(error instanceof AggregateError && depth < maxDepth
      ? { errors: error.errors.slice(0, maxErrors).map((each) => ({ ...loggedError(each, depth + 1), stack: undefined })) }
      : {}),
  };
}

/** In one line, with what it was caused by. */
export function describeError(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return String(error);
  const inner = [
    ...(error.cause === undefined ? [] : [error.cause]),
    ...(error instanceof AggregateError ? error.errors.slice(0, maxErrors) : []),
  ];
  if (inner.length === 0 || depth >= maxDepth) return error.message;
  return `${error.message} (${[...new Set(inner.map((each) => describeError(each, depth + 1)))].join('; ')})`;
}

const flushMs = 500;

/**
 * One JSON line an event. Requests are logged by route, status and time: no bodies, no headers, no query, no names.
 * Lines leave together, at the latest after half a second and at the end of the process: one write each would be a seventh of the
 * processor time of a busy API.
 */
export function createLogger(service: string, level: string): Logger {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 8_192 });
  setInterval(() => destination.flush(), flushMs).unref();
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: unknown) => loggedError(error) },
    },
    destination,
  );
}

const line = (parts: unknown[]) => ({ context: typeof parts.at(-1) === 'string' ? parts.at(-1) : undefined });

/** Nest's own messages; its account of each module and route is for debugging. */
export function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message: unknown, ...rest: unknown[]) => logger.debug(line(rest), String(message)),
    debug: (message: unknown, ...rest: unknown[]) => logger.debug(line(rest), String(message)),
    verbose: (message: unknown, ...rest: unknown[]) => logger.trace(line(rest), String(message)),
    warn: (message: unknown, ...rest: unknown[]) => logger.warn(line(rest), String(message)),
    error: (message: unknown, ...rest: unknown[]) =>
      message instanceof Error ? logger.error({ err: message }, message.message) : logger.error(line(rest), String(message)),
    fatal: (message: unknown, ...rest: unknown[]) => logger.fatal(line(rest), String(message)),
  };
}
