import type { Readable } from 'node:stream';
import type { Locale, Route, RouteInputParsed } from '@zakpos/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Actor } from '../auth/actor.ts';

/** What a handler gets: checked once against the contract, typed by it. */
export type Input<R extends Route> = Omit<RouteInputParsed<R>, 'body'> & {
  /** Of a route whose requests are not JSON: the stream, unread. */
  readonly body: R['requestMedia'] extends 'application/json' ? RouteInputParsed<R>['body'] : Readable;
  readonly actor: R['access'] extends 'public' ? undefined : Actor;
  /** With `requestHash`, what `platform/idempotency` needs; both only where the contract says `idempotent`. */
  readonly idempotencyKey: R['idempotent'] extends true ? string : undefined;
  readonly requestHash: R['idempotent'] extends true ? Buffer : undefined;
  readonly locale: Locale;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** An answer that differs from the contract's usual: other headers, or the status of a stored one. */
export class Answer<T> {
  readonly body: T;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: T, options: { status?: number; headers?: Readonly<Record<string, string>> } = {}) {
    this.body = body;
    this.status = options.status;
    this.headers = options.headers ?? {};
  }
}

type Content<R extends Route> = R['responseMedia'] extends 'application/json'
  ? z.input<R['response']>
  : R['responseMedia'] extends 'text/event-stream'
    ? // The handler has taken the connection over (`reply.hijack()`).
      void
    : string | Buffer | Readable;

/** What a handler returns: by the contract's schema; text, bytes or a stream where the media is not JSON. */
export type Output<R extends Route> = Content<R> | Answer<Content<R> | Readable>;
