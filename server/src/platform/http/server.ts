import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import { AppError } from '../errors/app-error.ts';
import { problemMedia, problemOf } from '../errors/problem.ts';
import { type Health, servesRequests } from '../health/health.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Settings } from '../settings.ts';
import { acceptedLocale } from './language.ts';
import { traceIdOf, traceparentOf } from './trace.ts';

/** A path that the router cannot even read. */
function badAddress(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const locale = acceptedLocale(request.headers['accept-language']);
  const problem = problemOf(new AppError('route_not_found'), { locale, traceId: request.id });
  markAnswer(request, reply);
  void reply.status(problem.status).type(problemMedia).send(JSON.stringify(problem));
}

/** What is not HTTP, or has headers beyond all bounds, never becomes a request. */
function notHttp(_error: Error, socket: Socket): void {
  if (!socket.writable) return;
  const body = JSON.stringify(problemOf(new AppError('invalid_request'), { locale: 'en' }));
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: ${problemMedia}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

export function createAdapter(settings: Settings, logger: Logger): FastifyAdapter {
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    // One line a request, written below when it has been answered.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'traceId' }),
    genReqId: traceIdOf,
    // Behind no proxy that we know, X-Forwarded-For is the caller's word.
    trustProxy: settings.trustedProxies.length === 0 ? false : [...settings.trustedProxies],
    bodyLimit: settings.maxBodyBytes,
    // Longer than the idle time of the proxies before us, so that they close first and no request meets a closing connection.
    keepAliveTimeout: 75_000,
    requestTimeout: 120_000,
    // What came in over a connection that is open is still answered; no new connection is taken.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: badAddress,
    clientErrorHandler: notHttp,
    skipMiddie: true,
  });
  const instance: FastifyInstance = adapter.getInstance();
  readBodies(instance);
  instance.decorateRequest('actor', undefined);
  instance.decorateRequest('contract', undefined);
  return adapter;
}

/** JSON where the contract is JSON, a stream for files; everything else is refused as a media type. */
function readBodies(instance: FastifyInstance): void {
  const parse = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    // A DELETE or an empty POST of a client that always names its content type.
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
  instance.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
}

const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** What every answer carries. */
function markAnswer(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(securityHeaders);
  reply.header('x-request-id', request.id);
  reply.header('traceparent', traceparentOf(request.id));
}

const unusedMs = 500;

/**
 * A connection that was opened ahead, and has not asked for anything yet, counts as busy: Node.js would wait for it until the time to
 * stop is over. Browsers and proxies keep such connections.
 */
export function dropUnusedConnections(instance: FastifyInstance): void {
  const unused = new Set<Socket>();
  instance.server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  instance.server.on('request', ({ socket }: IncomingMessage) => unused.delete(socket));
  instance.addHook('preClose', (done) => {
    // Not at once: of a connection that was made a moment ago the request may be under way.
    setTimeout(() => {
      for (const socket of unused) socket.destroy();
    }, unusedMs);
    done();
  });
}

/** Trace, log line and metric of every request, and the addresses that are for machines. */
export function observe(instance: FastifyInstance, health: Health, metrics: Metrics): void {
  instance.addHook('onRequest', (request, reply, done) => {
    markAnswer(request, reply);
    // Whoever keeps this connection takes another replica the next time.
    if (health.isStopping) reply.header('connection', 'close');
    done();
  });
  instance.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.request(request.method, route, reply.statusCode, reply.elapsedTime / 1_000);
    request.log.info(
      {
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        tenantId: request.actor?.tenantId,
      },
      'answered',
    );
    done();
  });
  instance.get('/health/live', { logLevel: 'warn' }, () => ({ status: health.isStopping ? 'stopping' : 'live' }));
  instance.get('/health/ready', { logLevel: 'warn' }, async (_request, reply) => {
    const readiness = await health.readiness();
    return reply.status(servesRequests(readiness) ? 200 : 503).send(readiness);
  });
  instance.get('/metrics', { logLevel: 'warn' }, async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
