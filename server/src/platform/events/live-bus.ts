import type { LiveEvent } from '@zakpos/contracts';

export interface LiveTopic {
  readonly tenantId: string;
  /** Null: what concerns every shop of the tenant. */
  readonly shopId: string | null;
}

/** Tells the tills of a shop, at whichever replica they hang, what has changed. Best effort: who must not miss an event reads the outbox. */
export abstract class LiveBus {
  abstract publish(topic: LiveTopic, event: LiveEvent): Promise<void>;
  /** Events of the shop and of the tenant as a whole. @returns what ends the subscription. */
  abstract subscribe(topic: { tenantId: string; shopId: string }, listener: (event: LiveEvent) => void): () => void;
}
