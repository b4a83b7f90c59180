import { expect, test } from 'vitest';
import type { OutboxEvent } from '../platform/outbox/events.ts';
import { uuidv7 } from '../platform/ids.ts';
import { liveMessages } from './live-consumer.ts';

const tenantId = uuidv7();
const shopId = uuidv7();
let id = 0;
const event = (type: string, payload: unknown, of: string | null = shopId): OutboxEvent => ({
  id: ++id,
  tenantId,
  shopId: of,
  type,
  payload,
  traceParent: null,
  createdAt: new Date(),
});

test('what a batch says twice of the same goods or cart is said once, every sale by itself', () => {
  const [tea, rice, cartId] = [uuidv7(), uuidv7(), uuidv7()];
  const sale = (variantIds: string[]) => event('sale_committed', { saleId: uuidv7(), invoiceNumber: 'INV', variantIds });
  const messages = liveMessages([
    sale([tea]),
    event('cart_changed', { cartId, version: 3 }),
    sale([tea, rice]),
    event('cart_changed', { cartId, version: 2 }),
    event('sale_returned', { returnId: uuidv7() }),
  ]);
  expect(messages.map((message) => message.event.type)).toEqual([
    'sale_committed',
    'sale_committed',
    'stock_changed',
    'cart_changed',
  ]);
  expect(messages[2]?.event).toMatchObject({ variantIds: [tea, rice] });
  expect(messages[3]?.event).toMatchObject({ version: 3 });
});

test('more goods than one notification carries are told in several', () => {
  const variantIds = Array.from({ length: 5_000 }, () => uuidv7());
  const messages = liveMessages([event('price_changed', { variantIds }, null)]);
  for (const message of messages) expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(7_900);
  expect(messages.flatMap((message) => ('variantIds' in message.event ? message.event.variantIds : []))).toEqual(variantIds);
  expect(messages.every((message) => message.shopId === null)).toBe(true);
});
