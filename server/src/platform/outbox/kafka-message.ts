import type { MessageToProduce } from '@platformatic/kafka';
import { z } from 'zod';
import type { OutboxEvent } from './events.ts';
import { topicOf } from './topics.ts';

export type KafkaMessage = MessageToProduce<string, string, string, string>;

const body = z.object({
  id: z.int(),
  tenantId: z.uuid(),
  shopId: z.uuid().nullable(),
  type: z.string().min(1),
  payload: z.unknown(),
  traceParent: z.string().nullable(),
  createdAt: z.coerce.date(),
});

export function toMessage(event: OutboxEvent): KafkaMessage {
  const topic = topicOf(event);
  return {
    topic: topic.name,
    key: topic.keyOf(event),
    value: JSON.stringify(event),
    timestamp: BigInt(event.createdAt.getTime()),
    headers: { type: event.type, ...(event.traceParent === null ? {} : { traceparent: event.traceParent }) },
  };
}

/** @throws when it is no event of ours. */
export const fromMessage = (value: string | undefined): OutboxEvent => body.parse(JSON.parse(value ?? ''));
