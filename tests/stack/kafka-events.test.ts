import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { asSuperuser } from '../day/ledger.ts';
import { containersOf, serviceOf } from './containers.ts';
import { openStack, type Stack } from './stack.ts';
import { superuserOf } from './superuser.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});

const eachRound = 2_000;

async function crash(service: string): Promise<void> {
  const found = (await containersOf(stack.project)).find((container) => serviceOf(container) === service);
  if (!found) throw new Error(`${service} does not run`);
  process.kill(found.State.Pid, 'SIGKILL');
}

test('thousands of events reach their consumer once each, with the broker, its ZooKeeper and the worker killed among them', async () => {
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
    for (const service of ['kafka', 'zookeeper', 'worker']) {
      await announce();
      await crash(service);
      await announce();
      announced += 2 * eachRound;
      const crashedAt = Date.now();
      await expect.poll(state, { timeout: 90_000, interval: 200 }).toEqual([{ waiting: 0, heard: announced, parked: 0 }]);
      console.log(`${service} killed: all events were heard ${((Date.now() - crashedAt) / 1_000).toFixed(1)} s later`);
    }
  });
});

/** Metadata (key 3, version 1) of all topics, without having signed in. */
const ask = (through: string) =>
  stack.exec(
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

test('ZooKeeper gives no session without a password, and answers no command but for health', async () => {
  const { output } = await stack.exec(
    'kafka',
    'bash',
    '-c',
    'exec 3<>/dev/tcp/zookeeper/2181; printf conf >&3; timeout 3 cat <&3',
  );
  expect(output).toContain('not in the whitelist');
});

test('kafka-init changes nothing where everything is as it should be', async () => {
  const { exitCode, output } = await stack.compose('run', '--rm', '--no-deps', 'kafka-init');
  expect(exitCode, output).toBe(0);
  expect(output).toContain('(0 changes');
});
