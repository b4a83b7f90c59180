import { Injectable } from '@nestjs/common';
import { LiveBus, type LiveMessage } from '../platform/events/live-bus.ts';
import type { Db } from '../platform/database/tables.ts';
import type { EventConsumer } from '../platform/outbox/event-stream.ts';
import { eventPayloads, laneOf, type OutboxEvent } from '../platform/outbox/events.ts';

/** So many identifiers fit into one notification of PostgreSQL. */
const mostVariants = 150;

const chunks = (ids: ReadonlySet<string>): string[][] => {
  const all = [...ids];
  return Array.from({ length: Math.ceil(all.length / mostVariants) }, (_, index) =>
    all.slice(index * mostVariants, (index + 1) * mostVariants),
  );
};

/** What the events of one lane come to for its tills. */
interface Gathered {
  readonly sales: { saleId: string; invoiceNumber: string }[];
  readonly stock: Set<string>;
  readonly prices: Set<string>;
  readonly cartVersions: Map<string, number>;
}

function gather(events: readonly OutboxEvent[]): Gathered {
  const gathered: Gathered = { sales: [], stock: new Set(), prices: new Set(), cartVersions: new Map() };
  for (const { type, payload } of events) {
    switch (type) {
      case 'sale_committed': {
        const { variantIds, ...sale } = eventPayloads.sale_committed.parse(payload);
        gathered.sales.push(sale);
        for (const id of variantIds) gathered.stock.add(id);
        break;
      }
      case 'stock_changed':
        for (const id of eventPayloads.stock_changed.parse(payload).variantIds) gathered.stock.add(id);
        break;
      case 'price_changed':
        for (const id of eventPayloads.price_changed.parse(payload).variantIds) gathered.prices.add(id);
        break;
      case 'cart_changed': {
        const { cartId, version } = eventPayloads.cart_changed.parse(payload);
        gathered.cartVersions.set(cartId, Math.max(version, gathered.cartVersions.get(cartId) ?? 0));
        break;
      }
      default: // not for tills
    }
  }
  return gathered;
}

/** What tills are told; what a batch says twice of the same goods or cart is said once. */
export function liveMessages(events: readonly OutboxEvent[]): LiveMessage[] {
  return [...Map.groupBy(events, laneOf).values()].flatMap((lane) => {
    const [first] = lane;
    if (!first) return [];
    const { tenantId, shopId } = first;
    const { sales, stock, prices, cartVersions } = gather(lane);
    const ofShop: LiveMessage['event'][] =
      shopId === null
        ? []
        : [
            ...sales.map((sale) => ({ type: 'sale_committed' as const, shopId, ...sale })),
            ...chunks(stock).map((variantIds) => ({ type: 'stock_changed' as const, shopId, variantIds })),
            ...[...cartVersions].map(([cartId, version]) => ({ type: 'cart_changed' as const, shopId, cartId, version })),
          ];
    const priced: LiveMessage['event'][] = chunks(prices).map((variantIds) => ({ type: 'price_changed', variantIds }));
    return [...ofShop, ...priced].map((event) => ({ tenantId, shopId, event }));
  });
}

/** Tells the tills, at whichever replica of the API they hang, what the events changed. Told twice after a crash, they only look twice. */
@Injectable()
export class LiveConsumer implements EventConsumer {
  readonly name = 'live';

  constructor(private readonly bus: LiveBus) {}

  async handle(_tx: Db, events: readonly OutboxEvent[]): Promise<void> {
    const messages = liveMessages(events);
    if (messages.length > 0) await this.bus.publishAll(messages);
  }
}
