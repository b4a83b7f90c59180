import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { asSuperuser } from '../day/ledger.ts';
import { containersOf, serviceOf } from './containers.ts';
import type { Stack } from './stack.ts';
import { superuserOf } from './superuser.ts';

const eachRound = 2_000;
/** What is announced at once while nothing is away, of which the broker takes all but the last. */
const payloadBytes = [100, 40_000, 90_000, 600_000, 600_000, 990_000, 1_100_000];

async function crash(project: string, service: string): Promise<void> {
  const found = (await containersOf(project)).find((container) => serviceOf(container) === service);
  if (!found) throw new Error(`${service} does not run`);
  process.kill(found.State.Pid, 'SIGKILL');
}

/** What holds of Kafka with ZooKeeper and without: events neither lost nor doubled, nobody let in, a set-up that may be run again. */
export function eventsOverKafka(stackOf: () => Stack, crashed: readonly string[]): void {
  test(`thousands of events reach their consumer once each, with ${crashed.join(', ')} killed among them`, async () => {
    const stack = stackOf();
    await asSuperuser(superuserOf(stack), async (rows) => {
      const tenants = Array.from({ length: 12 }, () => randomUUID());
      await rows(`insert into app.tenants (id, name) select id, 'events' from unnest($1::uuid[]) as id`, [tenants]);
      const announce = () =>
        rows(
          `insert into app.outbox (tenant_id, shop_id, type, payload)
           select ($1::uuid[])[1 + n % 12], null, 'stock_changed', jsonb_build_object('variantIds', '[]'::jsonb)
           from generate_series(1, $2::int) n order by n`,
          [tenants, eachRound],
        );
      const state = () =>
        rows(
          `select (select count(*)::int from app.outbox where tenant_id = any($1)) as waiting,
             (select count(*)::int from app.inbox where tenant_id = any($1) and consumer = 'live') as heard,
             (select count(*)::int from app.parked_events where tenant_id = any($1)) as parked`,
          [tenants],
        );
      let announced = 0;
      for (const service of crashed) {
        await announce();
        await crash(stack.project, service);
        await announce();
        announced += 2 * eachRound;
        const crashedAt = Date.now();
        await expect.poll(state, { timeout: 90_000, interval: 200 }).toEqual([{ waiting: 0, heard: announced, parked: 0 }]);
        console.log(`${service} killed: all events were heard ${((Date.now() - crashedAt) / 1_000).toFixed(1)} s later`);
      }
    });
  });

  test('large events get through, and one that is larger than the broker takes is laid aside without holding up the next', async () => {
    await asSuperuser(superuserOf(stackOf()), async (rows) => {
      const tenant = randomUUID();
      await rows(`insert into app.tenants (id, name) values ($1, 'large events')`, [tenant]);
      await rows(
        `insert into app.outbox (tenant_id, shop_id, type, payload)
         select $1, null, 'stock_changed', jsonb_build_object('variantIds', '[]'::jsonb, 'padding', repeat('x', bytes))
         from unnest($2::int[] || 10) with ordinality as each (bytes, n) order by n`,
        [tenant, payloadBytes],
      );
      const state = () =>
        rows(
          `select (select count(*)::int from app.outbox where tenant_id = $1) as waiting,
             (select count(*)::int from app.inbox where tenant_id = $1 and consumer = 'live') as settled,
             (select array_agg(length(payload::text) > 1000000) from app.parked_events where tenant_id = $1) as "parkedLarge"`,
          [tenant],
        );
      await expect
        .poll(state, { timeout: 30_000, interval: 200 })
        .toEqual([{ waiting: 0, settled: payloadBytes.length + 1, parkedLarge: [true] }]);
    });
  });

  /** Metadata (key 3, version 1) of all topics, without having signed in. */
  const ask = (through: string) =>
    stackOf().exec(
      'kafka',
      'bash',
      '-c',
      `(printf '\\x00\\x00\\x00\\x12\\x00\\x03\\x00\\x01\\x00\\x00\\x00\\x2a\\x00\\x04test\\xff\\xff\\xff\\xff'; sleep 1) | timeout 5 ${through} 2>/dev/null | wc -c`,
    );

  test('Kafka speaks only over TLS, and to who has not proved a name it tells nothing but its versions', async () => {
    const overTls = await ask('openssl s_client -quiet -connect 127.0.0.1:9092');
    expect(overTls.output.trim()).toBe('0');
    const inTheClear = await ask(`bash -c 'exec 3<>/dev/tcp/127.0.0.1/9092; cat >&3; cat <&3'`);
    expect(Number(inTheClear.output.trim())).toBeLessThan(10); // at most TLS's own alert
  });

  test('kafka-init changes nothing where everything is as it should be', async () => {
    const { exitCode, output } = await stackOf().compose('run', '--rm', '--no-deps', 'kafka-init');
    expect(exitCode, output).toBe(0);
    expect(output).toContain('(0 changes');
  });
}
