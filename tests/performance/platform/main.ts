import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { table } from '../../../ops/src/table.ts';
import { openSessions, openShop } from '../../day/shop.ts';
import { openTills, sellAll } from '../../day/tills.ts';
import { baskets } from '../../day/grocery.ts';
import { openStack, type Stack } from '../../stack/stack.ts';
import { superuserOf } from '../../stack/superuser.ts';
import { type Figures, load } from '../load.ts';
import { scenarios } from '../scenarios.ts';
import { openStage, openTenant, type Stage, sizes, type Tenant } from '../stage.ts';
import { type Latency, latencies } from './latency.ts';
import { memoryMiB, processorPercent, total } from './usage.ts';

/**
 * The platform's figures on this machine, each beside the criterion of the task list and our own goal. Needs the images
 * (`./zakpos images`) and an engine; sales are measured in turn with the embedded product, on the same machine in the same run.
 */
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '8' },
    idle: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
const connections = Number(options.connections);
const tell = (line: string) => process.stderr.write(`${line}\n`);

interface Row {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  readonly goal: number;
  readonly criterion: string;
  readonly atLeast?: true;
}

async function upSeconds(stack: Stack): Promise<number> {
  const sinceMs = performance.now();
  const { exitCode, output } = await stack.compose('up', '--detach', '--wait');
  if (exitCode !== 0) throw new Error(output);
  return (performance.now() - sinceMs) / 1_000;
}

async function composed(stack: Stack, ...args: string[]): Promise<void> {
  const { exitCode, output } = await stack.compose(...args);
  if (exitCode !== 0) throw new Error(output);
}

async function sellTheDay(stack: Stack): Promise<void> {
  const sold = baskets();
  const shop = await openShop(stack.httpsUrl, sold);
  await openSessions(shop);
  await sellAll(await openTills(stack.httpsUrl, shop), sold, 0);
}

async function tenantsOf(stack: Stack): Promise<Tenant[]> {
  const superuser = new Client(superuserOf(stack));
  await superuser.connect();
  const tenants: Tenant[] = [];
  for (let n = 1; n <= sizes.tenants; n += 1) tenants.push(await openTenant(stack.httpsUrl, superuser, n));
  await superuser.query('vacuum analyze');
  await superuser.end();
  return tenants;
}

const sale = scenarios.find(({ name }) => name === 'one-request sale');

async function salesPerSecond(stage: Pick<Stage, 'api' | 'tenants'>): Promise<Figures> {
  if (!sale) throw new Error('there is no scenario of that name');
  const works = await Promise.all(
    Array.from({ length: connections }, (_, connection) => {
      const tenant = stage.tenants[connection % stage.tenants.length];
      if (!tenant) throw new Error('there is no tenant');
      return sale.open(stage as Stage, tenant, connection);
    }),
  );
  return await load(stage.api, connections, seconds, async (send, connection) => works[connection]?.(send));
}

/** In turn, twice: a machine that drifts does so for both. The embedded product idles while the platform is measured, and the other way round. */
async function compareSales(stack: Stack): Promise<{ platform: Figures[]; embedded: Figures[] }> {
  const embeddedStage = await openStage();
  try {
    const platformStage = { api: stack.httpsUrl, tenants: await tenantsOf(stack) };
    const platform: Figures[] = [];
    const embedded: Figures[] = [];
    await salesPerSecond(platformStage);
    await salesPerSecond(embeddedStage);
    for (let turn = 0; turn < 2; turn += 1) {
      platform.push(await salesPerSecond(platformStage));
      embedded.push(await salesPerSecond(embeddedStage));
    }
    return { platform, embedded };
  } finally {
    await embeddedStage.stop();
  }
}

const mean = (figures: readonly Figures[], value: (figure: Figures) => number): number =>
  figures.reduce((sum, figure) => sum + value(figure), 0) / figures.length;

tell('First start …');
const manyRequests = { RATE_LIMIT_PER_TENANT_PER_MINUTE: '100000000', RATE_LIMIT_PER_ADDRESS_PER_MINUTE: '100000000' };
const stack = await openStack({ env: manyRequests });
const rows: Row[] = [];
let paths: Latency[];
let memory: Awaited<ReturnType<typeof memoryMiB>>;
let idle: Awaited<ReturnType<typeof processorPercent>>;
let sales: Awaited<ReturnType<typeof compareSales>>;
try {
  await composed(stack, 'down', '--volumes');
  const firstSeconds = await upSeconds(stack);
  await composed(stack, 'down');
  tell('Second start …');
  const secondSeconds = await upSeconds(stack);
  tell("The shop's day …");
  await sellTheDay(stack);
  memory = await memoryMiB(stack.project);
  tell(`Idle for ${options.idle} s …`);
  idle = await processorPercent(stack.project, Number(options.idle));
  tell('Round trips …');
  paths = await latencies(stack);
  tell('Sales, the platform and the embedded product in turn …');
  sales = await compareSales(stack);
  const ratio = (mean(sales.platform, ({ perSecond }) => perSecond) / mean(sales.embedded, ({ perSecond }) => perSecond)) * 100;
  rows.push(
    { what: 'up to all healthy, first start', measured: firstSeconds, unit: 's', goal: 15, criterion: '120 s' },
    { what: 'up to all healthy, data present', measured: secondSeconds, unit: 's', goal: 15, criterion: '120 s' },
    { what: "memory after the shop's day", measured: total(memory), unit: 'MiB', goal: 1_280, criterion: '4096 MiB' },
    { what: 'idle processor time', measured: total(idle), unit: '% of a core', goal: 5, criterion: '50 %' },
    {
      what: 'slowest path, p99',
      measured: Math.max(...paths.map(({ p99Ms }) => p99Ms)),
      unit: 'ms',
      goal: 2,
      criterion: '100 ms',
    },
    { what: 'sales, platform to embedded', measured: ratio, unit: '%', goal: 70, criterion: '–', atLeast: true },
  );
} finally {
  await stack.down();
}

const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) };
const reached = ({ measured, goal, atLeast }: Row) => (atLeast ? measured >= goal : measured <= goal);
if (options.json) {
  const document = {
    machine,
    node: process.version,
    connections,
    seconds,
    rows: rows.map((row) => ({ ...row, reached: reached(row) })),
    paths,
    memory,
    idle,
    sales,
  };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
} else {
  const line = (row: Row) => [
    row.what,
    `${row.measured.toFixed(1)} ${row.unit}`,
    `${row.atLeast ? '≥' : '≤'} ${row.goal}`,
    row.criterion,
    reached(row) ? 'yes' : 'NO',
  ];
  const parts = [
    `${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, Node.js ${process.version}`,
    table([['what', 'measured', 'goal', 'criterion', 'reached'], ...rows.map(line)]),
    table([
      ['service', 'MiB', 'idle %'],
      ...memory.map(({ service, value }) => [
        service,
        value.toFixed(1),
        (idle.find((other) => other.service === service)?.value ?? 0).toFixed(2),
      ]),
    ]),
    table([
      ['from', 'to', 'p50 ms', 'p99 ms'],
      ...paths.map(({ from, to, p50Ms, p99Ms }) => [from, to, p50Ms.toFixed(2), p99Ms.toFixed(2)]),
    ]),
    table([
      ['sales', 'per s', 'p50 ms', 'p99 ms'],
      ...(['platform', 'embedded'] as const).map((name) => [
        name,
        mean(sales[name], ({ perSecond }) => perSecond).toFixed(0),
        mean(sales[name], ({ p50Ms }) => p50Ms).toFixed(1),
        mean(sales[name], ({ p99Ms }) => p99Ms).toFixed(1),
      ]),
    ]),
  ];
  process.stdout.write(`${parts.join('\n\n')}\n`);
}
