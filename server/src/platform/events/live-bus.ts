import type { LiveEvent } from '@zakpos/contracts';

export interface LiveTopic {
  readonly tenantId: string;
  /** Null: what concerns every shop of the tenant. */
  readonly shopId: string | null;
}

export interface LiveMessage extends LiveTopic {
  readonly event: LiveEvent;
}

/** Tells the tills of a shop, at whichever replica they hang, what has changed. Best effort: who must not miss an event reads the outbox. */
export abstract class LiveBus {
  publish(topic: LiveTopic, event: LiveEvent): Promise<void> {
    return this.publishAll([{ ...topic, event }]);
  }
  /** Many at once, in their order. */
  abstract publishAll(messages: readonly LiveMessage[]): Promise<void>;
  /** Events of the shop and of the tenant as a whole. @returns what ends the subscription. */
  abstract subscribe(topic: { tenantId: string; shopId: string }, listener: (event: LiveEvent) => void): () => void;
  /** Listens from now on, and calls back whenever events may have been missed: who shows what they tell must read it afresh. */
  abstract onGap(listener: () => void): void;
}
