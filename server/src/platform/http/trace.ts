import { randomFillSync } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { currentTraceParent } from '../telemetry/telemetry.ts';

const traceparent = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const none = '0'.repeat(32);

const pool = Buffer.alloc(8_192);
let used = pool.length;

/** Random bytes are fetched for many requests at once: the call costs more than the bytes. */
function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString('hex', used, used + bytes);
  used += bytes;
  return text;
}

/** The trace that a request belongs to (W3C Trace Context): the caller's, else a new one. It is the request's id everywhere. */
export function traceIdOf(request: IncomingMessage): string {
  const { traceparent: header } = request.headers;
  const given = typeof header === 'string' ? traceparent.exec(header)?.[1] : undefined;
  return given === undefined || given === none ? randomHex(16) : given;
}

/** What is answered and handed on: the same trace, and the span that is made of it or an id that stands for one. */
export const traceparentOf = (traceId: string): string => currentTraceParent() ?? `00-${traceId}-${randomHex(8)}-01`;
