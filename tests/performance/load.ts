import { Client } from 'undici';

export interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** What percentiles say of latencies in milliseconds, over `seconds`. */
export function figuresOf(latenciesMs: number[], seconds: number): Figures {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { perSecond: sorted.length / seconds, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token: string;
  readonly key?: string;
  readonly body?: unknown;
}

export type Send = (call: Call) => Promise<unknown>;

/**
 * Runs `work` again and again on each of so many connections, one request in flight on each, and times every run.
 * An answer that is not a success ends the measurement: figures of refusals mean nothing.
 */
export async function load(
  origin: string,
  connections: number,
  seconds: number,
  work: (send: Send, connection: number) => Promise<void>,
): Promise<Figures> {
  const latenciesMs: number[] = [];
  const endAt = performance.now() + seconds * 1_000;
  const runs = Array.from({ length: connections }, async (_, connection) => {
    const client = new Client(origin, { pipelining: 1 });
    const send: Send = async ({ method, path, token, key, body }) => {
      const headers: Record<string, string> = { authorization: `Bearer ${token}` };
      if (key !== undefined) headers['idempotency-key'] = key;
      if (body !== undefined) headers['content-type'] = 'application/json';
      const answer = await client.request({ method, path, headers, body: body === undefined ? null : JSON.stringify(body) });
      const content = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${content}`);
      return JSON.parse(content);
    };
    try {
      while (performance.now() < endAt) {
        const startedAt = performance.now();
        await work(send, connection);
        latenciesMs.push(performance.now() - startedAt);
      }
    } finally {
      await client.close();
    }
  });
  await Promise.all(runs);
  return figuresOf(latenciesMs, seconds);
}
