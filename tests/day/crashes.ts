import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Rows } from './ledger.ts';

export interface Crash {
  readonly what: string;
  readonly afterSales: number;
  readonly kill: () => Promise<void>;
  readonly startAgain: () => Promise<void>;
}

/** Kills what runs while the tills sell, and starts it again, as the supervisor of an installation does. */
export async function crashDuring(crashes: readonly Crash[], soldSoFar: () => number, selling: Promise<void>): Promise<string[]> {
  const ended = new AbortController();
  const sold = selling.finally(() => ended.abort());
  // Awaited below; until then a failure of the tills must not count as unhandled.
  sold.catch(() => undefined);
  const recoveries: string[] = [];
  for (const { what, afterSales, kill, startAgain } of crashes) {
    while (soldSoFar() < afterSales && !ended.signal.aborted) await sleep(2);
    if (ended.signal.aborted) break;
    const soldBefore = soldSoFar();
    await kill();
    const sinceMs = performance.now();
    await startAgain();
    recoveries.push(`${what} ready ${Math.round(performance.now() - sinceMs)} ms after it was killed at ${soldBefore} sales`);
  }
  await sold;
  return recoveries;
}

/** Nothing that a crash interrupted holds anything back. */
export async function expectNothingHeld(rows: Rows, tenantId: string) {
  expect(await rows('select * from app.reservations where tenant_id = $1', [tenantId])).toEqual([]);
  expect(await rows(`select id from app.carts where tenant_id = $1 and status in ('open', 'held')`, [tenantId])).toEqual([]);
  expect(await rows('select key from app.idempotency_keys where tenant_id = $1 and response_status is null', [tenantId])).toEqual(
    [],
  );
  expect(await rows('select gid from pg_prepared_xacts')).toEqual([]);
  const open = () =>
    rows(
      `select state, query from pg_stat_activity where usename = 'zakpos_app' and xact_start < now() - interval '1 second'
       and state <> 'idle'`,
    );
  await expect.poll(open, { timeout: 5_000 }).toEqual([]);
}
