import { type ApiClient, ApiProblem } from '@zakpos/api-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followLive } from './follow-live.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const shopId = '00000000-0000-4000-8000-000000000001';

type Raw = (route: unknown, options: { signal: AbortSignal }) => Promise<Response>;

/** A server whose stream is written by hand; an abort breaks it off as a lost connection does. */
const createStreams = () => {
  const open: ReadableStreamDefaultController<Uint8Array>[] = [];
  const raw = vi.fn<Raw>((_, { signal }) => {
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        open.push(stream);
        signal.addEventListener('abort', () => stream.error(signal.reason));
      },
    });
    return Promise.resolve(new Response(body));
  });
  const send = (event: unknown) => open.at(-1)?.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`));
  return { api: { raw } as unknown as ApiClient, raw, send };
};

const follower = () => ({
  heard: vi.fn<() => void>(),
  fellSilent: vi.fn<() => void>(),
  cartChanged: vi.fn<(cartId: string, version: number) => void>(),
});
const beat = { type: 'beat', at: '2026-01-01T00:00:00.000Z' };

test('while the server beats the link holds, and a changed cart is told', async () => {
  const { api, send } = createStreams();
  const told = follower();
  const shown = new AbortController();
  const following = followLive(api, shopId, told, shown.signal);
  for (let second = 0; second < 10; second++) {
    await vi.advanceTimersByTimeAsync(1_000);
    send(beat);
  }
  send({ type: 'cart_changed', shopId, cartId: shopId, version: 7 });
  await vi.advanceTimersByTimeAsync(10);
  expect(told.fellSilent).not.toHaveBeenCalled();
  expect(told.cartChanged).toHaveBeenCalledWith(shopId, 7);
  shown.abort();
  await following;
});

test('after three seconds without a beat the link counts as lost, and the next connection brings it back', async () => {
  const { api, raw, send } = createStreams();
  const told = follower();
  const shown = new AbortController();
  const following = followLive(api, shopId, told, shown.signal);
  await vi.advanceTimersByTimeAsync(500);
  send(beat);
  await vi.advanceTimersByTimeAsync(2_900);
  expect(told.fellSilent).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  expect(told.fellSilent).toHaveBeenCalledOnce();
  const before = told.heard.mock.calls.length;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(raw).toHaveBeenCalledTimes(2);
  expect(told.heard.mock.calls.length).toBe(before + 1);
  shown.abort();
  await following;
});

test('a server that refuses live events is not asked again', async () => {
  const raw = vi.fn<Raw>(() =>
    Promise.reject(new ApiProblem({ type: '', title: '', status: 404, code: 'not_found', detail: '' })),
  );
  const told = follower();
  await followLive({ raw } as unknown as ApiClient, shopId, told, new AbortController().signal);
  expect(raw).toHaveBeenCalledOnce();
  expect(told.fellSilent).not.toHaveBeenCalled();
});
