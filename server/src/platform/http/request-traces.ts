import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OpenSpan, Tracing } from '../telemetry/telemetry.ts';
import { traceparentOf } from './trace.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** None while no traces are made, and for the addresses that are for machines. */
    span: OpenSpan | undefined;
  }
}

const forMachines = /^\/(health|metrics)(\/|$)/;

/** A span of each request: its method, its route as the contracts name it, and how it was answered. */
export function traceRequests(instance: FastifyInstance, tracing: Tracing): void {
  instance.decorateRequest('span', undefined);
  instance.addHook('onRequest', (request, reply, done) => {
    const route = routeOf(request);
    if (!forMachines.test(route)) {
      const { traceparent } = request.headers;
      const span = tracing.open(
        `${request.method} ${route}`,
        request.id,
        typeof traceparent === 'string' ? traceparent : undefined,
        'server',
      );
      span.enter(() => void reply.header('traceparent', traceparentOf(request.id)));
      request.span = span;
    }
    done();
  });
  // A body arrives as events of the socket, which belong to no request: so the span is entered once it has been read.
  instance.addHook('preHandler', (request, _reply, done) => {
    if (request.span) request.span.enter(done);
    else done();
  });
  instance.addHook('onResponse', (request, reply, done) => {
    request.span?.end(
      {
        'http.request.method': request.method,
        'http.route': routeOf(request),
        'http.response.status_code': reply.statusCode,
      },
      reply.statusCode >= 500,
    );
    done();
  });
}

const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown';
