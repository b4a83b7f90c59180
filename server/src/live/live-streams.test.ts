import type { LiveEvent } from '@zakpos/contracts';
import { expect, test, vi } from 'vitest';
import { AppError } from '../platform/errors/app-error.ts';
import { LiveBus } from '../platform/events/live-bus.ts';
import { LiveStreams } from './live-streams.ts';

class LocalBus extends LiveBus {
  gap: () => void = () => undefined;
  readonly listeners = new Set<(event: LiveEvent) => void>();
  publishAll(messages: readonly { event: LiveEvent }[]): Promise<void> {
    for (const { event } of messages) for (const listener of this.listeners) listener(event);
    return Promise.resolve();
  }
  subscribe(_topic: unknown, listener: (event: LiveEvent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
  onGap(listener: () => void): void {
    this.gap = listener;
  }
}

const topic = { tenantId: 'tenant', shopId: 'shop' };
const large: LiveEvent = {
  type: 'price_changed',
  variantIds: Array.from({ length: 150 }, () => '01a2092f-5657-7000-9934-6efa2c85eba1'),
};

test('a reader that does not keep up is dropped, and holds up nobody', async () => {
  const bus = new LocalBus();
  const streams = new LiveStreams(bus);
  const slow = streams.open(topic, () => Promise.resolve());
  const quick = streams.open(topic, () => Promise.resolve());
  let read = 0;
  quick.on('data', (chunk: Buffer) => void (read += chunk.length));
  for (let index = 0; index < 200; index += 1) {
    await bus.publish(topic, large);
    await new Promise(setImmediate);
  }
  expect(slow.destroyed).toBe(true);
  expect(quick.destroyed).toBe(false);
  expect(read).toBeGreaterThan(200 * 5_000);
  await vi.waitFor(() => expect(streams.count).toBe(1));
  expect(bus.listeners.size).toBe(1);
  streams.onModuleDestroy();
});

test('a listener whose session is over is let go with the next beat, and one whose database is away is not', async () => {
  vi.useFakeTimers();
  const streams = new LiveStreams(new LocalBus());
  const revoked = streams.open(topic, () => Promise.reject(new AppError('session_revoked')));
  const unlucky = streams.open(topic, () => Promise.reject(new AppError('unavailable')));
  const ended = vi.fn<() => void>();
  revoked.on('end', ended).resume();
  unlucky.resume();
  await vi.advanceTimersByTimeAsync(1_000);
  await vi.advanceTimersByTimeAsync(10);
  vi.useRealTimers();
  await vi.waitFor(() => expect(ended).toHaveBeenCalled());
  expect(unlucky.readableEnded).toBe(false);
  streams.onModuleDestroy();
});

test('where events may have been missed every stream ends, so that the tills read afresh', async () => {
  const bus = new LocalBus();
  const streams = new LiveStreams(bus);
  streams.onModuleInit();
  const ended = vi.fn<() => void>();
  streams
    .open(topic, () => Promise.resolve())
    .on('end', ended)
    .resume();
  bus.gap();
  await vi.waitFor(() => expect(ended).toHaveBeenCalled());
  streams.onModuleDestroy();
});
