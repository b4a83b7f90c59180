import { routes } from '@zakpos/contracts';
import { beforeAll, expect, test } from 'vitest';
import { baskets } from '../day/grocery.ts';
import { asSuperuser } from '../day/ledger.ts';
import { openSessions, openShop } from '../day/shop.ts';
import { openTills, sellAll } from '../day/tills.ts';
import { containersOf } from './containers.ts';
import { openStack, type Stack } from './stack.ts';
import { superuserOf } from './superuser.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});

/** Of every table: how many rows, and a checksum over all of them in a fixed order. */
function everyRow(): Promise<Map<string, unknown>> {
  return asSuperuser(superuserOf(stack), async (rows) => {
    const tables = await rows(`select schemaname || '.' || tablename as name from pg_tables where schemaname = 'app' order by 1`);
    const sums = new Map<string, unknown>();
    for (const { name } of tables) {
      const [sum] = await rows(
        `select count(*), md5(coalesce(string_agg(t::text, '' order by t::text), '')) from ${String(name)} t`,
      );
      sums.set(String(name), sum);
    }
    return sums;
  });
}

const run = async (service: string, script: string): Promise<string> => {
  const { exitCode, output } = await stack.exec(service, 'bash', '-c', script);
  expect(exitCode, output).toBe(0);
  return output;
};

const redis = (command: string): Promise<string> =>
  run(
    'redis',
    `REDISCLI_AUTH=$(< /run/secrets/redis_admin_password) redis-cli --no-auth-warning --tls --cacert /run/secrets/internal_ca_cert -h localhost --user zakpos_admin ${command}`,
  );

/** Every batch that a topic holds, whatever else the broker has written beside it. */
const topicFiles = (): Promise<string> =>
  run('kafka', `find /var/lib/kafka -path '*zakpos.*' -name '*.log' -size +0 -exec sha256sum {} + | sort -k 2`);

const backupFiles = (): Promise<string> => run('postgres', `find /backups -type f -exec sha256sum {} + | sort -k 2`);

test('docker compose down and up keep every row, key, topic and file', async () => {
  const sold = baskets().slice(0, 20);
  const shop = await openShop(stack.httpsUrl, sold);
  await openSessions(shop);
  const tills = await openTills(stack.httpsUrl, shop);
  await sellAll(tills, sold, 0);
  await asSuperuser(superuserOf(stack), async (rows) => {
    const waiting = () => rows('select count(*)::int as waiting from app.outbox');
    await expect.poll(waiting, { timeout: 20_000 }).toEqual([{ waiting: 0 }]);
  });
  await redis('set state:kept here');
  const backup = await stack.compose('run', '--rm', 'backup');
  expect(backup.exitCode, backup.output).toBe(0);
  // Nothing is under way: what is compared must not move.
  expect((await stack.compose('stop', 'nginx', 'api', 'worker')).exitCode).toBe(0);
  const before = {
    rows: await everyRow(),
    key: await redis('get state:kept'),
    topics: await topicFiles(),
    backups: await backupFiles(),
  };
  expect(before.topics).toContain('zakpos.events');
  expect(before.backups.split('\n').length).toBeGreaterThan(10);
  const earlier = new Set((await containersOf(stack.project)).map(({ Id }) => Id));

  const down = await stack.compose('down');
  expect(down.exitCode, down.output).toBe(0);
  expect(await containersOf(stack.project)).toEqual([]);
  const up = await stack.compose('up', '--detach', '--wait', 'postgres', 'redis', 'kafka');
  expect(up.exitCode, up.output).toBe(0);

  const after = {
    rows: await everyRow(),
    key: await redis('get state:kept'),
    topics: await topicFiles(),
    backups: await backupFiles(),
  };
  expect(after).toEqual(before);
  const whole = await stack.compose('up', '--detach', '--wait');
  expect(whole.exitCode, whole.output).toBe(0);
  expect((await containersOf(stack.project)).filter(({ Id }) => earlier.has(Id))).toEqual([]);

  // The shop goes on where it was: the same session, the same open registers.
  const { items } = await shop.client.call(routes.listRegisters, { query: {} });
  expect(items).toHaveLength(shop.registerIds.length);
});
