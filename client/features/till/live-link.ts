import { readServerEvents } from '@zakpos/api-client';
import { routes, type LiveEvent } from '@zakpos/contracts';
import { api } from '../api/client.ts';

/** The server beats every second; after this long without any word the link counts as lost. */
export const silenceMs = 3_000;
const retryMs = 1_000;
const watchMs = 250;

interface LiveLinkListener {
  onEvent: (event: LiveEvent) => void;
  /** Connected anew: what changed meanwhile was not heard. */
  onConnected: () => void;
  onHeard: (atMs: number) => void;
  onSilence: () => void;
}

/** Keeps the shop's live events open, and says when the server has not been heard. Returns how to end it. */
export const openLiveLink = (shopId: string, { onEvent, onConnected, onHeard, onSilence }: LiveLinkListener): (() => void) => {
  const ended = new AbortController();
  const { signal } = ended;
  let current = new AbortController();
  let heardAt = performance.now();
  let connectedAt = heardAt;

  const watch = setInterval(() => {
    const now = performance.now();
    if (now - heardAt < silenceMs) return;
    onSilence();
    // A connection that hangs never ends by itself.
    if (now - connectedAt >= silenceMs) current.abort();
  }, watchMs);

  const run = async () => {
    while (!signal.aborted) {
      current = new AbortController();
      connectedAt = performance.now();
      try {
        const answer = await api.raw(routes.events, { query: { shopId }, signal: AbortSignal.any([signal, current.signal]) });
        onConnected();
        for await (const event of readServerEvents(answer)) {
          heardAt = performance.now();
          connectedAt = heardAt;
          onHeard(Date.now());
          onEvent(event);
        }
      } catch {
        // Whatever it was, the silence tells the cashier, and the next try comes at once.
      }
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  };
  void run();

  return () => {
    clearInterval(watch);
    ended.abort();
  };
};
