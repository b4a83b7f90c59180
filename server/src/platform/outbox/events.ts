import { z } from 'zod';

const variantIds = z.array(z.uuid());

/** What an event carries; consumers switch on the type. A newer server may add fields: they are passed over. */
export const eventPayloads = {
  sale_committed: z.object({ saleId: z.uuid(), invoiceNumber: z.string(), variantIds: variantIds.default([]) }),
  sale_voided: z.object({ saleId: z.uuid() }),
  sale_returned: z.object({ returnId: z.uuid() }),
  stock_changed: z.object({ variantIds }),
  price_changed: z.object({ variantIds }),
  cart_changed: z.object({ cartId: z.uuid(), version: z.int() }),
};
export type EventType = keyof typeof eventPayloads;
export type EventPayloads = { [Type in EventType]: z.input<(typeof eventPayloads)[Type]> };

/**
 * Events whose order within a shop does not matter, because each carries what orders it (a version). They do without the shop's lock,
 * for which the tills of a shop would wait with every line that they add.
 */
export const unorderedEvents: ReadonlySet<EventType> = new Set(['cart_changed']);

/** One row of the outbox. */
export interface OutboxEvent {
  readonly id: number;
  readonly tenantId: string;
  /** Null: it concerns every shop of the tenant. */
  readonly shopId: string | null;
  readonly type: string;
  readonly payload: unknown;
  readonly traceParent: string | null;
  readonly createdAt: Date;
}

/** Events of one lane keep their order; lanes do not wait for each other. */
export const laneOf = ({ tenantId, shopId }: Pick<OutboxEvent, 'tenantId' | 'shopId'>): string => `${tenantId}:${shopId ?? ''}`;
