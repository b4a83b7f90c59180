import { type ApiClient, LinkLost, readServerEvents } from '@zakpos/api-client';
import { routes } from '@zakpos/contracts';
import { expect } from 'vitest';
import { asSuperuser, type Rows, type Superuser } from './ledger.ts';
import type { Shop } from './shop.ts';
import type { Acknowledged } from './till.ts';

/** Keeps a copy of every event that is put into the outbox, for the relay deletes what it has delivered. */
export async function keepEvents(superuser: Superuser): Promise<void> {
  await asSuperuser(superuser, async (rows) => {
    await rows('create schema if not exists witness');
    await rows('create table if not exists witness.events (like app.outbox)');
    await rows(`create or replace function witness.keep() returns trigger language plpgsql security definer as $$
      begin insert into witness.events select new.*; return null; end $$`);
    await rows('create or replace trigger keep after insert on app.outbox for each row execute function witness.keep()');
  });
}

/** Every sale was announced once, and every consumer has handled each of its events once. */
export async function expectAnnouncedOnce(rows: Rows, { tenantId }: Shop, tills: readonly Acknowledged[]) {
  const announced = await rows(
    `select payload->>'saleId' as sale from witness.events where tenant_id = $1 and type = 'sale_committed' order by id`,
    [tenantId],
  );
  const sales = announced.map(({ sale }) => String(sale));
  expect(sales.toSorted()).toEqual(tills.map(({ saleId }) => saleId).toSorted());
  await expect
    .poll(() => rows('select count(*)::int as waiting from app.outbox where tenant_id = $1', [tenantId]), { timeout: 15_000 })
    .toEqual([{ waiting: 0 }]);
  // Over a broker an event leaves the outbox before its consumers have it.
  const unhandled = () =>
    rows(
      `select e.id, c.consumer from witness.events e
       cross join (select distinct consumer from app.inbox) c
       left join app.inbox i on i.tenant_id = e.tenant_id and i.event_id = e.id and i.consumer = c.consumer
       where e.tenant_id = $1 and i.event_id is null`,
      [tenantId],
    );
  await expect.poll(unhandled, { message: 'events that a consumer has not handled', timeout: 30_000 }).toEqual([]);
}

/** What a till hears while it is connected. */
export interface Listener {
  /** Invoice numbers as they were announced. */
  readonly heard: string[];
  stop(): Promise<void>;
}

export async function listen(client: ApiClient, shopId: string): Promise<Listener> {
  const stopping = new AbortController();
  const request = { query: { shopId }, signal: stopping.signal };
  const answer = await client.raw(routes.events, request);
  const heard: string[] = [];
  const reading = (async () => {
    try {
      for await (const event of readServerEvents(answer)) {
        if (event.type === 'sale_committed') heard.push(event.invoiceNumber);
      }
    } catch (error) {
      if (!stopping.signal.aborted && !(error instanceof LinkLost)) throw error;
    }
  })();
  return {
    heard,
    stop: async () => {
      stopping.abort();
      await reading;
    },
  };
}
