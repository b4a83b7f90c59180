import { Client } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { containersOf, serviceOf } from './containers.ts';
import { openStack, type Stack } from './stack.ts';

let stack: Stack;
let host: string;
beforeAll(async () => {
  stack = await openStack();
  const pooler = (await containersOf(stack.project)).find((container) => serviceOf(container) === 'pgbouncer');
  host = pooler?.NetworkSettings.Networks[`${stack.project}_data`]?.IPAddress ?? '';
});

/** As the API does: many named statements sent at once, without waiting for an answer. Each round has bursts of other sizes. */
async function sendBursts(rounds: number, longestBytes: number): Promise<number> {
  const client = new Client({
    host,
    port: 6432,
    user: 'zakpos_app',
    database: 'zakpos',
    password: stack.secret('zakpos_app_password'),
    // The name in the certificate; the test has only its address.
    ssl: { ca: stack.ca, servername: 'pgbouncer', checkServerIdentity: () => undefined },
    pipeline: true,
  });
  await client.connect();
  let answered = 0;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const length = (n: number) => (round * 7_919 + n * 104_729) % longestBytes;
      const statements = Array.from({ length: 1 + (round % 12) }, (_, n) => ({
        name: `burst_${longestBytes}_${round}_${n}`,
        text: `select length($1::text) as length /* ${'-'.repeat(length(n))} */`,
        values: ['x'.repeat(length(n + 1))],
      }));
      const sent = [client.query('begin'), ...statements.map((statement) => client.query(statement)), client.query('commit')];
      const results = await Promise.all(sent);
      expect(results.slice(1, -1).map(({ rows }) => rows[0]?.length)).toEqual(statements.map(({ values }) => values[0]?.length));
      answered += statements.length;
    }
  } finally {
    await client.end();
  }
  return answered;
}

// With pgBouncer's own buffer size every tenth of these transactions hung until PostgreSQL ended it.
test.each([300, 3_000, 20_000])(
  'bursts of pipelined statements up to %d bytes each get all their answers through the pooler',
  { timeout: 30_000 },
  async (longestBytes) => {
    expect(await sendBursts(120, longestBytes)).toBe(780);
  },
);
