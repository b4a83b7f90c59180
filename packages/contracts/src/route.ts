import { z } from 'zod';
import type { Permission } from './permissions.ts';
import type { ProblemCode } from './problems.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One operation of the API: the server's controllers, the clients' typed fetch and the OpenAPI document are all made from it.
 * `access`: `public` (no token), `signed_in` (any member), else the permission that is needed.
 * `idempotent`: the header Idempotency-Key is required, and a repeated request gets the stored answer.
 * `media`: what a request carries or an answer holds that is not JSON.
 */
export interface Route {
  readonly method: Method;
  /** Path below `/v1`, parameters in braces: `/carts/{cartId}/lines`. */
  readonly path: string;
  readonly summary: string;
  readonly access: 'public' | 'signed_in' | Permission;
  readonly idempotent: boolean;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly status: number;
  readonly response: z.ZodType;
  readonly requestMedia: string;
  readonly responseMedia: string;
  /** Other kinds of answer that the request may ask for. */
  readonly otherResponseMedia: readonly string[];
  /** Refusals beyond those that any route may give (validation, authentication, permission, rate limit). */
  readonly problems: readonly ProblemCode[];
}

interface RouteInput {
  method: Method;
  path: string;
  summary: string;
  access: Route['access'];
  idempotent?: boolean;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  status?: number;
  response: z.ZodType;
  requestMedia?: string;
  responseMedia?: string;
  otherResponseMedia?: readonly string[];
  problems?: readonly ProblemCode[];
}

type Schema<T extends RouteInput, K extends 'params' | 'query' | 'body'> = T[K] extends z.ZodType ? T[K] : z.ZodUndefined;

type Media<T extends RouteInput, K extends 'requestMedia' | 'responseMedia'> = T[K] extends string ? T[K] : 'application/json';

/** The route with what its callers and handlers infer from kept as literal types. */
export type RouteOf<T extends RouteInput> = Omit<Route, keyof RouteInput> &
  Pick<Route, 'method' | 'path' | 'summary' | 'status' | 'otherResponseMedia' | 'problems'> & {
    readonly access: T['access'];
    readonly idempotent: T['idempotent'] extends true ? true : false;
    readonly requestMedia: Media<T, 'requestMedia'>;
    readonly responseMedia: Media<T, 'responseMedia'>;
    readonly params: Schema<T, 'params'>;
    readonly query: Schema<T, 'query'>;
    readonly body: Schema<T, 'body'>;
    readonly response: T['response'];
  };

export function route<const T extends RouteInput>(input: T): RouteOf<T>;
export function route(input: RouteInput): Route {
  return {
    idempotent: false,
    params: z.undefined(),
    query: z.undefined(),
    body: z.undefined(),
    status: 200,
    requestMedia: 'application/json',
    responseMedia: 'application/json',
    otherResponseMedia: [],
    problems: [],
    ...input,
  };
}

/** What a caller may pass (before defaults) and what a handler receives (after them). */
export type RouteRequest<R extends Route> = {
  params: z.input<R['params']>;
  query: z.input<R['query']>;
  body: z.input<R['body']>;
};
export type RouteInputParsed<R extends Route> = {
  params: z.output<R['params']>;
  query: z.output<R['query']>;
  body: z.output<R['body']>;
};
export type RouteResponse<R extends Route> = z.output<R['response']>;
