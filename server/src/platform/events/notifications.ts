import type { Db } from '../database/tables.ts';

/** Short notices between the processes. Best effort: who must not miss one cannot depend on it. */
export abstract class Notifications {
  /** Called with what any process sends to the channel, this one too. @returns what ends it. */
  abstract listen(channel: NotificationChannel, listener: (payload: string) => void): () => void;

  /** Called whenever it listens again after it was away, or others could not send, so that something may have been missed. */
  abstract onGap(listener: () => void): void;

  /** Sent now, in their order. */
  abstract send(channel: NotificationChannel, ...payloads: readonly string[]): Promise<void>;

  /** Sent when the transaction commits, and not if it does not. Not for hot paths. */
  abstract sendOnCommit(tx: Db, channel: NotificationChannel, ...payloads: readonly string[]): Promise<void>;
}

/** What tills are told; whose access has changed; whose settings, shops or registers have. */
export type NotificationChannel = 'live' | 'access' | 'profile';

/** Whatever comes over a channel may be of a newer version, or of someone who should not be there. */
export function parsedJson(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
