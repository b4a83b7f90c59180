import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, ApiProblem, type CallOptions, createApiClient, LinkLost } from '@zakpos/api-client';
import type { Route, RouteResponse, SessionTokens } from '@zakpos/contracts';

const longestOutageMs = 60_000;

/** A client that is signed in with a session of its own keeping. */
export async function clientOf(apiUrl: string, session: SessionTokens): Promise<ApiClient> {
  const store = { read: () => Promise.resolve(null), write: () => Promise.resolve() };
  const client = createApiClient({ baseUrl: apiUrl, locale: () => 'en', refreshToken: store });
  await client.adopt(session);
  return client;
}

/** No answer, or one that says that nothing was done yet: the request is sent again as it was. */
const isOutage = (error: unknown): boolean =>
  error instanceof LinkLost ||
  (error instanceof ApiProblem && error.problem.code === 'unavailable') ||
  // The answer broke off while its body was read.
  error instanceof TypeError ||
  error instanceof SyntaxError;

export interface Outages {
  /** How often an answer was lost and the request repeated. */
  repeated: number;
}

/** Does the work again and again until there is an answer. */
export async function untilAnswered<T>(outages: Outages, work: () => Promise<T>): Promise<T> {
  const deadlineMs = Date.now() + longestOutageMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error) || Date.now() > deadlineMs) throw error;
      outages.repeated += 1;
      await sleep(25);
    }
  }
}

export interface Doubled<T> {
  readonly body: T;
  /** How many of the two answers were stored ones. */
  readonly replays: number;
  /** What the second answer said; it must be what the first one said. */
  readonly again: T;
}

/** Sends a request twice with one key: both at the same time, or one after the other. */
export async function sendTwice<R extends Route>(
  client: ApiClient,
  outages: Outages,
  route: R,
  options: CallOptions<R>,
  together: boolean,
): Promise<Doubled<RouteResponse<R>>> {
  const idempotencyKey = randomUUID();
  const send = () =>
    untilAnswered(outages, async () => {
      const answer = await client.raw(route, { ...options, idempotencyKey });
      return { body: (await answer.json()) as RouteResponse<R>, replayed: answer.headers.get('idempotency-replayed') === 'true' };
    });
  const [first, second] = together ? await Promise.all([send(), send()]) : [await send(), await send()];
  const body = route.response.parse(first.body) as RouteResponse<R>;
  return { body, again: second.body, replays: Number(first.replayed) + Number(second.replayed) };
}
