import {
  problemDetails,
  type ProblemDetails,
  type Route,
  type RouteRequest,
  type RouteResponse,
  routes,
  type SessionTokens,
} from '@zakpos/contracts';

/** The server refused: `problem.code` says why, `problem.detail` what to do, in the language that was asked for. */
export class ApiProblem extends Error {
  readonly problem: ProblemDetails;
  readonly retryAfterMs: number | null;

  constructor(problem: ProblemDetails, retryAfterMs: number | null = null) {
    super(`${problem.title} ${problem.detail}`);
    this.name = 'ApiProblem';
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer came: whether a write took place is unknown until it is sent again with the same Idempotency-Key. */
export class LinkLost extends Error {
  constructor(cause: unknown) {
    super('The server did not answer.', { cause });
    this.name = 'LinkLost';
  }
}

export interface ClientOptions {
  /** Origin of the API without `/v1`; empty for the page's own origin. */
  baseUrl: string;
  locale: () => 'bn' | 'en';
  /** Where the refresh token lives: in an HttpOnly cookie (a browser), or in a store of the device (a native app). */
  refreshToken: 'cookie' | { read: () => Promise<string | null>; write: (token: string | null) => Promise<void> };
  /** Told of each change: who is signed in, or null when the session has ended. */
  onSession?: (session: SessionTokens | null) => void;
  fetch?: typeof fetch;
  timeoutMs?: number;
}

type Given<R extends Route> = {
  [K in 'params' | 'query' | 'body' as undefined extends RouteRequest<R>[K] ? never : K]: RouteRequest<R>[K];
};
export type CallOptions<R extends Route> = Given<R> & {
  /** Required by routes that are `idempotent`: a UUID that stays the same when the call is repeated. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};

export interface ApiClient {
  /** Calls a route and returns its validated answer; throws ApiProblem, LinkLost, or AbortError. */
  call<R extends Route>(route: R, options: CallOptions<R>): Promise<RouteResponse<R>>;
  /** The same, but returns the raw answer (files, streams) once its status is a success. `body` of other media is sent as it is. */
  raw<R extends Route>(route: R, options: CallOptions<R> & { content?: BodyInit; accept?: string }): Promise<Response>;
  /** Takes over a session from sign-up or sign-in. */
  adopt(session: SessionTokens): Promise<void>;
  /** Tries the stored refresh token; null when there is none that still works. */
  restore(): Promise<SessionTokens | null>;
  signOut(): Promise<void>;
}

const fileTimeoutMs = 600_000;

type Values = Record<string, string | number | boolean | undefined>;

const pathOf = (route: Route, params: Values = {}, query: Values = {}): string => {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return `/v1${path}${pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`}`;
};

const problemFrom = async (answer: Response): Promise<ApiProblem> => {
  const retryAfter = Number(answer.headers.get('retry-after'));
  const retryAfterMs = retryAfter > 0 ? retryAfter * 1000 : null;
  const parsed = problemDetails.safeParse(await answer.json().catch(() => null));
  if (parsed.success) return new ApiProblem(parsed.data, retryAfterMs);
  const { status } = answer;
  const code = status === 503 || status === 502 || status === 504 ? 'unavailable' : 'internal_error';
  return new ApiProblem({ type: `urn:zakpos:problem:${code}`, title: answer.statusText, status, code, detail: '' }, retryAfterMs);
};

export const createApiClient = (options: ClientOptions): ApiClient => {
  const doFetch = options.fetch ?? fetch;
  let session: SessionTokens | null = null;
  let refreshing: Promise<SessionTokens | null> | null = null;

  const setSession = (next: SessionTokens | null): void => {
    session = next;
    options.onSession?.(next);
  };

  const send = async (
    url: string,
    init: RequestInit & { signal?: AbortSignal },
    timeoutMs = options.timeoutMs ?? 15_000,
  ): Promise<Response> => {
    // Counts until the answer begins, not until it ends: live events and an import's progress go on for longer.
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(new DOMException('No answer in time', 'TimeoutError')), timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout.signal]) : timeout.signal;
    try {
      return await doFetch(options.baseUrl + url, { ...init, signal });
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      throw new LinkLost(cause);
    } finally {
      clearTimeout(timer);
    }
  };

  const adopt = async (next: SessionTokens): Promise<void> => {
    if (options.refreshToken !== 'cookie') await options.refreshToken.write(next.refreshToken);
    setSession(next);
  };

  const exchange = async (): Promise<SessionTokens | null> => {
    const stored = options.refreshToken === 'cookie' ? undefined : await options.refreshToken.read();
    if (stored === null) return null;
    const answer = await send(pathOf(routes.refresh), {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', 'accept-language': options.locale() },
      body: JSON.stringify(stored === undefined ? {} : { refreshToken: stored }),
    });
    if (answer.ok) {
      const next = routes.refresh.response.parse(await answer.json());
      await adopt(next);
      return next;
    }
    if (answer.status !== 401 && answer.status !== 403) throw await problemFrom(answer);
    if (options.refreshToken !== 'cookie') await options.refreshToken.write(null);
    setSession(null);
    return null;
  };

  // One refresh in flight: a token that is sent twice would look like a stolen one.
  const refresh = (): Promise<SessionTokens | null> => {
    refreshing ??= exchange().finally(() => {
      refreshing = null;
    });
    return refreshing;
  };

  const request = async (
    route: Route,
    given: {
      params?: Values;
      query?: Values;
      body?: unknown;
      content?: BodyInit;
      accept?: string;
      idempotencyKey?: string;
      signal?: AbortSignal;
    },
    mayRefresh = true,
  ): Promise<Response> => {
    const headers: Record<string, string> = { accept: given.accept ?? route.responseMedia, 'accept-language': options.locale() };
    if (given.body !== undefined || given.content !== undefined) headers['content-type'] = route.requestMedia;
    if (given.idempotencyKey !== undefined) headers['idempotency-key'] = given.idempotencyKey;
    if (session !== null && route.access !== 'public') headers.authorization = `Bearer ${session.accessToken}`;
    const content = given.content ?? (given.body === undefined ? undefined : JSON.stringify(given.body));
    const init = {
      method: route.method,
      credentials: 'same-origin',
      headers,
      ...(content === undefined ? {} : { body: content }),
      ...(given.signal === undefined ? {} : { signal: given.signal }),
    } as const;
    // A file takes as long as the link needs.
    const answer = await send(
      pathOf(route, given.params, given.query),
      init,
      given.content === undefined ? undefined : fileTimeoutMs,
    );
    if (answer.ok) return answer;
    if (answer.status === 401 && route.access !== 'public' && mayRefresh) {
      const refreshed = await refresh();
      if (refreshed !== null) return request(route, given, false);
    }
    throw await problemFrom(answer);
  };

  return {
    async call(route, given) {
      const answer = await request(route, given);
      try {
        return route.response.parse(await answer.json()) as RouteResponse<typeof route>;
      } catch (cause) {
        // A body that broke off is a lost answer; a body of another shape is a bug and shows as such.
        if (cause instanceof TypeError || cause instanceof SyntaxError) throw new LinkLost(cause);
        throw cause;
      }
    },
    raw: (route, given) => request(route, given),
    adopt,
    restore: refresh,
    async signOut() {
      await request(routes.signOut, { body: {} }).catch(() => undefined);
      if (options.refreshToken !== 'cookie') await options.refreshToken.write(null);
      setSession(null);
    },
  };
};
