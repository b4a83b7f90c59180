import { readServerEvents } from '@zakpos/api-client';
import { routes, type LiveEvent } from '@zakpos/contracts';
import { api } from '../api/client.ts';

/** The server beats every second; after this long without any word the link counts as lost. */
export const silenceMs = 3_000;
const retryMs = 1_000;

interface LiveLinkListener {
  onEvent: (event: LiveEvent) => void;
  onHeard: (atMs: number) => void;
  onSilence: () => void;
}

/** Keeps the shop's live events open, and says when the server has not been heard. Returns how to end it. */
export const openLiveLink = (shopId: string, { onEvent, onHeard, onSilence }: LiveLinkListener): (() => void) => {
  const ended = new AbortController();
  const { signal } = ended;
  let current = new AbortController();
  let silence: ReturnType<typeof setTimeout> | undefined;

  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      onSilence();
      // A connection that hangs never ends by itself.
      current.abort();
    }, silenceMs);
  };

  const run = async () => {
    while (!signal.aborted) {
      current = new AbortController();
      listen();
      try {
        const answer = await api.raw(routes.events, { query: { shopId }, signal: AbortSignal.any([signal, current.signal]) });
        for await (const event of readServerEvents(answer)) {
          onHeard(Date.now());
          listen();
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
    clearTimeout(silence);
    ended.abort();
  };
};
