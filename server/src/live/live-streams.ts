import { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { LiveEvent, ProblemCode } from '@zakpos/contracts';
import { AppError } from '../platform/errors/app-error.ts';
import { LiveBus } from '../platform/events/live-bus.ts';

const beatMs = 1_000;
/** A till that is so far behind will not catch up: it connects again and reads afresh. */
const mostUnreadBytes = 256 * 1_024;

const framed = (event: LiveEvent): string => `data: ${JSON.stringify(event)}\n\n`;

const endings: ReadonlySet<ProblemCode> = new Set(['unauthenticated', 'token_expired', 'session_revoked', 'member_disabled']);

interface LiveStream {
  readonly body: Readable;
  /** Rejects once the one who listens may not any more. */
  readonly mayListen: () => Promise<unknown>;
}

/** Server-Sent Events of this process: each open stream hears its shop, and a beat each second. */
@Injectable()
export class LiveStreams implements OnModuleDestroy, OnModuleInit {
  readonly #open = new Set<LiveStream>();
  #beat: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(private readonly bus: LiveBus) {}

  /** A till that may have missed something connects again, and then reads afresh. */
  onModuleInit(): void {
    this.bus.onGap(() => this.#endAll());
  }

  get count(): number {
    return this.#open.size;
  }

  open(topic: { tenantId: string; shopId: string }, mayListen: () => Promise<unknown>): Readable {
    const body = new Readable({ read: () => undefined, highWaterMark: mostUnreadBytes });
    const stream: LiveStream = { body, mayListen };
    const leave = this.bus.subscribe(topic, (event) => this.#push(body, framed(event)));
    body.on('close', () => {
      leave();
      this.#open.delete(stream);
    });
    body.on('error', () => undefined);
    this.#open.add(stream);
    if (this.#stopped) {
      body.push(null);
      return body;
    }
    this.#beat ??= setInterval(() => this.#beatAll(), beatMs).unref();
    // How soon an EventSource comes back, and a first beat, so that the till knows at once that it is heard.
    this.#push(body, `retry: ${beatMs}\n\n${framed({ type: 'beat', at: new Date().toISOString() })}`);
    return body;
  }

  /** Streams never end by themselves: the server could not close while they are open. */
  onModuleDestroy(): void {
    this.#stopped = true;
    clearInterval(this.#beat);
    this.#endAll();
  }

  #endAll(): void {
    for (const { body } of this.#open) if (!body.destroyed && !body.readableEnded) body.push(null);
  }

  #beatAll(): void {
    const beat = framed({ type: 'beat', at: new Date().toISOString() });
    for (const stream of this.#open) {
      this.#push(stream.body, beat);
      stream.mayListen().catch((error: unknown) => {
        // A database that is away does not end anyone's session.
        if (error instanceof AppError && endings.has(error.code)) stream.body.push(null);
      });
    }
  }

  #push(body: Readable, text: string): void {
    if (body.destroyed || body.readableEnded) return;
    if (body.readableLength > mostUnreadBytes) body.destroy();
    else body.push(text);
  }
}
