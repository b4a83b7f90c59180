import { type ApiClient, ApiProblem, readServerEvents } from '@zakpos/api-client';
import { routes } from '@zakpos/contracts';
import { saysNo } from '../api/ask.ts';

/** The server beats each second; without it for so long the link counts as lost. */
const silenceMs = 3_000;
const tickMs = 500;
const reconnectMs = 1_000;

interface Follower {
  heard: () => void;
  fellSilent: () => void;
  cartChanged: (cartId: string, version: number) => void;
}

const pause = (timeMs: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, timeMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Follows a shop's live events until `signal` aborts or the server refuses them; connects again after each silence. */
export const followLive = async (api: ApiClient, shopId: string, follower: Follower, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    const connection = new AbortController();
    const end = () => connection.abort();
    signal.addEventListener('abort', end);
    // Ticks are counted and not time, for while the app is too busy to tick, beats wait unread too.
    let ticks = 0;
    const watchdog = setInterval(() => {
      ticks += 1;
      if (ticks * tickMs >= silenceMs) end();
    }, tickMs);
    const heard = () => {
      ticks = 0;
      follower.heard();
    };
    try {
      const answer = await api.raw(routes.events, { query: { shopId }, signal: connection.signal });
      heard();
      for await (const event of readServerEvents(answer)) {
        heard();
        if (event.type === 'cart_changed') follower.cartChanged(event.cartId, event.version);
      }
    } catch (cause) {
      if (cause instanceof ApiProblem && (saysNo(cause.problem) || cause.problem.status === 401)) return;
    } finally {
      clearInterval(watchdog);
      signal.removeEventListener('abort', end);
    }
    if (signal.aborted) return;
    follower.fellSilent();
    await pause(reconnectMs, signal);
  }
};
