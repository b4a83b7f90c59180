import type { LiveEvent } from '@zakpos/contracts';
import { expect, test, vi } from 'vitest';
import { uuidv7 } from '../ids.ts';
import type { LiveBus } from './live-bus.ts';

const changed = (): LiveEvent => ({ type: 'price_changed', variantIds: [uuidv7()] });

/** Until the subscriber's connection listens, nothing reaches it. */
async function untilHeard(bus: LiveBus, topic: { tenantId: string; shopId: string }, heard: LiveEvent[]): Promise<void> {
  await vi.waitFor(
    async () => {
      await bus.publish(topic, { type: 'beat', at: new Date().toISOString() });
      expect(heard.length).toBeGreaterThan(0);
    },
    { timeout: 10_000, interval: 100 },
  );
}

/**
 * What holds for every transport of live events. `open` makes the bus of another process, `cut` ends all connections on which anybody
 * listens.
 */
export function liveBusContract({ open, cut }: { open: () => LiveBus; cut: () => Promise<unknown> }): void {
  const tenantId = uuidv7();
  const [shopId, otherShopId] = [uuidv7(), uuidv7()];

  test('a till hears of its own shop and of the whole tenant, from another process, and of no one else', async () => {
    const [publisher, subscriber] = [open(), open()];
    const heard: LiveEvent[] = [];
    const end = subscriber.subscribe({ tenantId, shopId }, (event) => heard.push(event));
    await untilHeard(publisher, { tenantId, shopId }, heard);
    const [forShop, forTenant, forOther] = [changed(), changed(), changed()];
    await publisher.publish({ tenantId, shopId: otherShopId }, forOther);
    await publisher.publish({ tenantId: uuidv7(), shopId }, forOther);
    await publisher.publish({ tenantId, shopId }, forShop);
    await publisher.publish({ tenantId, shopId: null }, forTenant);
    await vi.waitFor(() => expect(heard).toContainEqual(forTenant));
    expect(heard.filter(({ type }) => type === 'price_changed')).toEqual([forShop, forTenant]);
    end();
    await publisher.publish({ tenantId, shopId }, forOther);
    expect(heard).not.toContainEqual(forOther);
  });

  test('a subscriber whose connection was cut hears again, and is told that it may have missed something', async () => {
    const bus = open();
    const heard: LiveEvent[] = [];
    const gap = vi.fn<() => void>();
    bus.onGap(gap);
    bus.subscribe({ tenantId, shopId }, (event) => heard.push(event));
    await untilHeard(bus, { tenantId, shopId }, heard);
    expect(gap).not.toHaveBeenCalled();
    await cut();
    await vi.waitFor(() => expect(gap).toHaveBeenCalled(), { timeout: 10_000 });
    heard.length = 0;
    await untilHeard(bus, { tenantId, shopId }, heard);
    expect(heard[0]?.type).toBe('beat');
  });
}
