import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const traceparent = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const none = '0'.repeat(32);

/** The trace that a request belongs to (W3C Trace Context): the caller's, else a new one. It is the request's id everywhere. */
export function traceIdOf(request: IncomingMessage): string {
  const { traceparent: header } = request.headers;
  const given = typeof header === 'string' ? traceparent.exec(header)?.[1] : undefined;
  return given === undefined || given === none ? randomBytes(16).toString('hex') : given;
}

/** What is answered and handed on: the same trace, a span of our own. */
export const traceparentOf = (traceId: string): string => `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
