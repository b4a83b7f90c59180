import type { Route, RouteName, RouteRequest, routes } from '@zakpos/contracts';
import { uuidv7 } from '../../src/platform/ids.ts';
import type { Caller } from '../app.ts';
import type { Business } from './business.ts';

type Parts<R extends Route> = {
  [K in 'params' | 'query' | 'body' as undefined extends RouteRequest<R>[K] ? never : K]: RouteRequest<R>[K];
};
/** A request that the business itself may send and that succeeds, with every field that holds an identifier filled. */
export type SampleOf<R extends Route> = Parts<R> & {
  /** Who sends it, if not the owner. */
  readonly caller?: Caller;
  /** The body of a route whose requests are not JSON. */
  readonly content?: string;
};
export type Samples<Names extends RouteName> = {
  readonly [Name in Names]: (business: Business) => SampleOf<(typeof routes)[Name]> | Promise<SampleOf<(typeof routes)[Name]>>;
};

/** A sample of any route, as data. */
export interface Sample {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly caller?: Caller;
  readonly content?: string;
}

type Simple = string | number | boolean | undefined;
const record = (value: unknown): [string, Simple][] => Object.entries((value ?? {}) as Record<string, Simple>);

/** The address of a route with the parameters of a sample, whatever they are. */
export function addressOf(route: Route, { params, query }: Sample): string {
  const given = new Map(record(params));
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(String(given.get(name))));
  const pairs = record(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return `/v1${path}${pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`}`;
}

/** The rest of the request: everything that the route needs, with a fresh key. */
export function requestOf(route: Route, { body, content }: Sample, headers: Record<string, string> = {}): RequestInit {
  const text = content ?? (body === undefined ? undefined : JSON.stringify(body));
  return {
    method: route.method,
    headers: {
      ...(text === undefined ? {} : { 'content-type': route.requestMedia }),
      ...(route.idempotent ? { 'idempotency-key': uuidv7() } : {}),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
  };
}
