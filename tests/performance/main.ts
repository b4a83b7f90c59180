import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { importScenario } from './import.ts';
import { type Figures, load } from './load.ts';
import { pgbench, requirePgbench } from './pgbench.ts';
import { printTable, type Row } from './report.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Scenario, scenarios } from './scenarios.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * The speed of what a till does, each next to its bare statements in pgbench, in the same run on the same database: take the ratios,
 * machines drift. Figures are printed as a table, or with --json as one document.
 */
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '1,8,32' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    products: { type: 'string', default: '92000' },
  },
});
const seconds = Number(options.seconds);
// Whole, as pgbench takes it; it runs before and after.
const bareSeconds = Math.max(1, Math.round(seconds / 2));
const tell = (line: string) => process.stderr.write(`${line}\n`);

async function measure(stage: Stage, scenario: Scenario, connections: number): Promise<Row> {
  tell(`${scenario.name}, ${connections} connections …`);
  const works = await Promise.all(
    Array.from({ length: connections }, (_, connection) => {
      const tenant = stage.tenants[connection % scenario.tenants];
      if (!tenant) throw new Error('There are fewer tenants than the scenario needs.');
      return scenario.open(stage, tenant, connection);
    }),
  );
  // Baseline, API, baseline: a machine that drifts in one direction does so for both.
  const bare: Figures[] = [];
  if (scenario.baseline !== undefined)
    bare.push(await pgbench(stage, scenario.baseline, connections, bareSeconds, scenario.tenants));
  const api = await load(stage.api, connections, seconds, async (send, connection) => works[connection]?.(send));
  if (scenario.baseline !== undefined)
    bare.push(await pgbench(stage, scenario.baseline, connections, bareSeconds, scenario.tenants));
  const barePerSecond = bare.length === 0 ? undefined : bare.reduce((sum, { perSecond }) => sum + perSecond, 0) / bare.length;
  return { name: scenario.name, connections, api, barePerSecond, memoryMiB: stage.memoryMiB() };
}

requirePgbench();
tell('Starting a durable PostgreSQL and the API, filling eight shops …');
const stage = await openStage();
const rows: Row[] = [];
try {
  await stage.query(readFileSync(join(import.meta.dirname, 'prepare-baseline.sql'), 'utf8'));
  const chosen = scenarios.filter(({ name }) => options.only === undefined || name.includes(options.only));
  // Plans made on empty tables would be measured instead: a short run of everything first, then statistics.
  for (const scenario of chosen) await measureWarmUp(stage, scenario);
  await stage.query('vacuum analyze');
  for (const scenario of chosen) {
    for (const connections of options.connections.split(',').map(Number)) rows.push(await measure(stage, scenario, connections));
  }
  if (options.only === undefined || options.only === 'import') {
    tell(`import of ${options.products} products …`);
    rows.push(await importScenario(stage, Number(options.products)));
  }
} finally {
  await stage.stop();
}
const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) };
if (options.json) {
  process.stdout.write(
    `${JSON.stringify({ machine, node: process.version, readyMs: Math.round(stage.readyMs), seconds, rows }, null, 2)}\n`,
  );
} else {
  printTable(
    rows,
    `${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, Node.js ${process.version}; API ready in ${Math.round(stage.readyMs)} ms`,
  );
}

async function measureWarmUp(stage: Stage, scenario: Scenario): Promise<void> {
  const works = await Promise.all(
    stage.tenants.slice(0, scenario.tenants).map((tenant, connection) => scenario.open(stage, tenant, connection)),
  );
  await load(stage.api, works.length, 1, async (send, connection) => works[connection]?.(send));
}
