import type { Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { Metrics } from '../metrics/metrics.ts';
import type { StuckEvent } from './event-stream.ts';
import { laneOf } from './events.ts';

/** An event that fails so often, over half a minute, does not get better by itself. */
const maxAttempts = 8;
const firstRetryMs = 250;

interface Pause {
  readonly eventId: number;
  readonly attempts: number;
  readonly untilMs: number;
}

const parkedCounter = 'zakpos_outbox_parked_total';

/** One for all that lay events aside. */
export function countParked({ registry }: Metrics): Counter<'consumer'> {
  const known = registry.getSingleMetric(parkedCounter);
  if (known instanceof Counter) return known;
  return new Counter({
    name: parkedCounter,
    help: 'Events laid aside because a consumer failed on them again and again, or because they are too large.',
    labelNames: ['consumer'],
    registers: [registry],
  });
}

/** Which lanes wait because of an event that failed, ever longer with each attempt; the same whichever way events are carried. */
export class LanePauses {
  readonly #log: Logger;
  readonly #pauses = new Map<string, Pause>();
  readonly #parked: Counter<'consumer'>;

  constructor(log: Logger, metrics: Metrics) {
    this.#log = log;
    this.#parked = countParked(metrics);
  }

  /** @returns the lanes that wait, and the time that the first of them has waited enough. */
  waiting(nowMs: number): { readonly lanes: ReadonlySet<string>; readonly untilMs: number } {
    const waiting = [...this.#pauses].filter(([, { untilMs }]) => untilMs > nowMs);
    return {
      lanes: new Set(waiting.map(([lane]) => lane)),
      untilMs: Math.min(Infinity, ...waiting.map(([, { untilMs }]) => untilMs)),
    };
  }

  /** Notes a failure. @returns how often the event has failed by now, and whether it is to be parked. */
  add({ event, consumer, error }: StuckEvent): { readonly attempts: number; readonly isHopeless: boolean } {
    const lane = laneOf(event);
    const before = this.#pauses.get(lane);
    const attempts = before?.eventId === event.id ? before.attempts + 1 : 1;
    const what = `event ${event.id} (${event.type}) of tenant ${event.tenantId} for ${consumer}`;
    if (attempts < maxAttempts) {
      this.#log.warn(`${what} failed (attempt ${attempts}): ${String(error)}`);
      this.#pauses.set(lane, { eventId: event.id, attempts, untilMs: Date.now() + firstRetryMs * 2 ** (attempts - 1) });
      return { attempts, isHopeless: false };
    }
    this.#log.error(new Error(`${what} was parked after ${attempts} attempts`, { cause: error }));
    this.#parked.inc({ consumer });
    this.#pauses.delete(lane);
    return { attempts, isHopeless: true };
  }
}

/** Of two consumers that fail in one lane, the earlier event decides. */
export function firstOfLanes(stuck: readonly StuckEvent[]): Map<string, StuckEvent> {
  const first = new Map<string, StuckEvent>();
  for (const failure of stuck.toSorted((a, b) => a.event.id - b.event.id)) {
    const lane = laneOf(failure.event);
    if (!first.has(lane)) first.set(lane, failure);
  }
  return first;
}
