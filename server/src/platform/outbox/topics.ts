import type { OutboxEvent } from './events.ts';

export interface Topic {
  readonly name: string;
  /** `delete`: by age and size alone. `compact,delete`: of each key the newest stays until then. */
  readonly cleanupPolicy: 'delete' | 'compact,delete';
  /** Events with the same key keep their order. */
  readonly keyOf: (event: OutboxEvent) => string;
}

/** What happened: sales, returns, voids, stock, prices. */
const events: Topic = { name: 'zakpos.events', cleanupPolicy: 'delete', keyOf: ({ tenantId }) => tenantId };

/** State: of a cart only its newest version matters. */
const carts: Topic = {
  name: 'zakpos.carts',
  cleanupPolicy: 'compact,delete',
  keyOf: ({ tenantId, payload }) => `${tenantId}:${cartIdOf(payload)}`,
};

const cartIdOf = (payload: unknown): string =>
  typeof payload === 'object' && payload !== null && 'cartId' in payload ? String(payload.cartId) : '';

/** Every topic of ZakPOS: kafka-init makes them, with the worker's right to write and read them. */
export const topics: readonly Topic[] = [events, carts];

export const topicOf = ({ type }: Pick<OutboxEvent, 'type'>): Topic => (type === 'cart_changed' ? carts : events);

export const groupOf = (consumer: string): string => `zakpos.${consumer}`;

/** Who consumes. A group that is not here has no right to read. */
export const consumerNames = ['live'] as const;
