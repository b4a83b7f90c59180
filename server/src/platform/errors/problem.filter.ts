import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { routes } from '@zakpos/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { databaseFailure } from '../database/failures.ts';
import { localeOf } from '../http/edge.guard.ts';
import { edgeChecks } from '../http/handle.ts';
import { problemCodesOf } from '../openapi/problem-responses.ts';
import { AppError } from './app-error.ts';
import { domainRefusal } from './domain-refusal.ts';
import { problemMedia, problemOf } from './problem.ts';

const served = Object.values(routes).map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^/v1${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
}));

/** A path that exists under another method names the methods that it has. */
function unknownRoute(path: string): AppError {
  const methods = [...new Set(served.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
  if (methods.length === 0) return new AppError('route_not_found');
  return new AppError('method_not_allowed', { allowed: methods }, undefined, { headers: { allow: methods.join(', ') } });
}

const byStatus = {
  413: 'body_too_large',
  415: 'unsupported_media_type',
  400: 'invalid_request',
  414: 'invalid_request',
} as const;
const jsonFaults = /JSON|^FST_ERR_CTP_EMPTY/;

/** What Fastify and Nest refuse before a handler runs, in our codes; anything else unknown stays a bug. */
export function refusalOf(error: unknown, path: string): unknown {
  if (!(error instanceof HttpException)) return databaseFailure(domainRefusal(error));
  const status = error.getStatus();
  if (status === 404) return unknownRoute(path);
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (status === 400 && (cause instanceof SyntaxError || jsonFaults.test(code))) return new AppError('malformed_json');
  const known = Object.entries(byStatus).find(([key]) => Number(key) === status);
  return known ? new AppError(known[1], undefined, undefined, { cause }) : error;
}

/** In tests, a code that the contract of the route does not name is a bug: clients cannot be ready for it. */
function documented(error: unknown, { contract }: FastifyRequest): unknown {
  if (!edgeChecks.responses || !contract || !(error instanceof AppError) || problemCodesOf(contract).includes(error.code))
    return error;
  return new Error(`${contract.method} ${contract.path} refuses with ${error.code}, which its contract does not name`, {
    cause: error,
  });
}

/** A test that meets a bug says which; callers never learn it. */
const inTests = (error: unknown): unknown =>
  error instanceof AppError
    ? error
    : new AppError('internal_error', { bug: error instanceof Error ? error.message : String(error) });

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const path = request.url.split('?')[0] ?? '/';
    const error = documented(request.is404 ? unknownRoute(path) : refusalOf(thrown, path), request);
    if (!(error instanceof AppError)) request.log.error({ err: error }, 'a request failed');
    else if (error.status >= 500) request.log.warn({ err: error }, 'a request could not be served');
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const shown = edgeChecks.responses ? inTests(error) : error;
    const problem = problemOf(shown, { locale: localeOf(request), instance: path, traceId: request.id });
    if (error instanceof AppError) {
      reply.headers(error.headers);
      const { retryAfterSeconds = problem.status === 503 || problem.status === 429 ? 1 : undefined } = error;
      if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
    }
    void reply.status(problem.status).type(problemMedia).send(JSON.stringify(problem));
  }
}
