import { laneOf, type OutboxEvent } from './events.ts';

/** Where an event lies in the stream. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly leaderEpoch: number;
}

interface Partition {
  readonly waiting: Map<bigint, OutboxEvent>;
  /** Behind the last event that was read. */
  next: Position;
}

/**
 * What was read from a stream and not handled yet. A partition's position moves up to its first unhandled event, so that whoever reads on
 * from there misses none; handled ones behind it may come again, and the inbox knows them.
 */
export class PendingEvents {
  readonly #partitions = new Map<string, Partition>();
  readonly #moved = new Set<string>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param event undefined where the position holds nothing that could be handled. */
  add(position: Position, event: OutboxEvent | undefined): void {
    const key = `${position.topic}:${position.partition}`;
    const next = { ...position, offset: position.offset + 1n };
    const partition = this.#partitions.get(key) ?? { waiting: new Map<bigint, OutboxEvent>(), next };
    this.#partitions.set(key, partition);
    // Read again after a rebalance: the earlier one keeps its place.
    if (partition.waiting.has(position.offset)) return;
    partition.next = next;
    if (event) {
      partition.waiting.set(position.offset, event);
      this.#size += 1;
    } else this.#moved.add(key);
  }

  /** The oldest events outside of `lanes`, in the order in which they were announced, across partitions. */
  take(limit: number, lanes: ReadonlySet<string>): OutboxEvent[] {
    const ready: OutboxEvent[] = [];
    for (const { waiting } of this.#partitions.values()) {
      let taken = 0;
      for (const event of waiting.values()) {
        if (taken === limit) break;
        if (lanes.has(laneOf(event))) continue;
        ready.push(event);
        taken += 1;
      }
    }
    return ready.toSorted((a, b) => a.id - b.id).slice(0, limit);
  }

  remove(handled: ReadonlySet<OutboxEvent>): void {
    for (const [key, { waiting }] of this.#partitions) {
      for (const [offset, event] of waiting) {
        if (!handled.has(event)) continue;
        waiting.delete(offset);
        this.#size -= 1;
        this.#moved.add(key);
      }
    }
  }

  /** @returns for each partition whose position moved since the last call, where to read on. */
  moved(): Position[] {
    const positions = [...this.#moved].flatMap((key) => {
      const partition = this.#partitions.get(key);
      if (!partition) return [];
      const first = [...partition.waiting.keys()].reduce(
        (least, offset) => (offset < least ? offset : least),
        partition.next.offset,
      );
      return [{ ...partition.next, offset: first }];
    });
    this.#moved.clear();
    return positions;
  }
}
