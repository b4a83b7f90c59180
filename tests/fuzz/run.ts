import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { reportFailure } from '../../ops/src/failure.ts';
import { repositoryDir } from '../../ops/src/layout.ts';
import { capture } from '../../ops/src/run.ts';
import { toolEnvironment } from '../../ops/src/surroundings.ts';
import { startProduct } from '../product/product.ts';
import { type Filled, fillTenant } from './fill.ts';
import { ensureSchemathesis } from './schemathesis.ts';

/** The same requests in every run; ZAKPOS_FUZZ_SEED tries others. */
const seed = process.env['ZAKPOS_FUZZ_SEED'] ?? '20260701';
const examplesPerOperation = process.env['ZAKPOS_FUZZ_EXAMPLES'] ?? '10';
const longestRunMs = 10 * 60_000;
/** The reports stay, for whoever wants to know what was tried. */
const resultsDir = join(repositoryDir, '.runtime', 'fuzz');

/** Each against every answer. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'unsupported_method',
  'allow_header_conformance',
  'use_after_free',
];

const settings = {
  checks: checks.join(','),
  seed,
  'max-examples': examplesPerOperation,
  'suppress-health-check': 'all',
  'generation-database': 'none',
  'request-timeout': '30',
} as const;
const flagsOf = (values: Readonly<Record<string, string>>) => Object.entries(values).map(([name, value]) => `--${name}=${value}`);

interface Round {
  readonly name: string;
  readonly token: string;
  readonly options: readonly string[];
}

/** Live events never end, and a sign-out ends the session that the other operations need. */
const apart = ['signOut', 'signOutEverywhere', 'events'];
const rounds = ({ accessToken, spareToken }: Filled): Round[] => [
  {
    name: 'operations',
    token: accessToken,
    options: apart.flatMap((id) => ['--exclude-operation-id', id]),
  },
  {
    name: 'events',
    token: accessToken,
    options: ['--include-operation-id', 'events', '--mode', 'negative'],
  },
  {
    name: 'sign-out',
    token: spareToken,
    options: ['--include-operation-id', 'signOut', '--include-operation-id', 'signOutEverywhere'],
  },
];

/** What the report of a round comes to. */
interface Counts {
  readonly operations: number;
  readonly requests: number;
  readonly findings: number;
}

interface Report {
  readonly operations: { readonly tested: number; readonly errored: number };
  readonly test_cases: { readonly generated: number; readonly unique_failures: number };
  readonly errors: readonly unknown[];
}

async function fuzz(st: string, apiUrl: string, { name, token, options }: Round): Promise<Counts> {
  const report = join(resultsDir, `${name}.json`);
  const flags = flagsOf({ ...settings, 'report-json-path': report, header: `Authorization: Bearer ${token}` });
  const { exitCode, output } = await capture({
    file: st,
    args: ['run', `${apiUrl}/openapi.json`, '--continue-on-failure', '--no-color', ...flags, ...options],
    cwd: resultsDir,
    env: toolEnvironment({
      SCHEMATHESIS_HOOKS: 'hooks',
      PYTHONPATH: import.meta.dirname,
      PYTHONDONTWRITEBYTECODE: '1',
      ZAKPOS_FUZZ_IDS: join(resultsDir, 'ids.json'),
    }),
    timeoutMs: longestRunMs,
  });
  if (exitCode !== 0) process.stdout.write(`--- ${name} ---\n${output}\n`);
  const { operations, test_cases, errors } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const findings = test_cases.unique_failures + operations.errored + errors.length;
  const counts = { operations: operations.tested, requests: test_cases.generated, findings };
  // A run that failed or tried nothing without saying why is a finding too.
  return findings === 0 && (exitCode !== 0 || counts.requests === 0) ? { ...counts, findings: 1 } : counts;
}

/** What the API itself says of a fault: an answer of 500 names no cause. */
const faultsIn = (output: string): string[] => output.split('\n').filter((line) => line.includes('"a request failed"'));

async function main(): Promise<number> {
  const sinceMs = Date.now();
  const st = await ensureSchemathesis();
  rmSync(resultsDir, { recursive: true, force: true });
  mkdirSync(resultsDir, { recursive: true });
  const product = await startProduct();
  const superuser = new Client({ connectionString: product.superuserUrl });
  // Guessed passwords lock the address out, and with it everything behind the sign-in.
  const unlock = setInterval(() => void superuser.query('delete from app.sign_in_attempts').catch(() => undefined), 500);
  try {
    await superuser.connect();
    const filled = await fillTenant(product.apiUrl);
    writeFileSync(join(resultsDir, 'ids.json'), JSON.stringify(filled.ids));
    const counts: Counts[] = [];
    for (const round of rounds(filled)) counts.push(await fuzz(st, product.apiUrl, round));
    const sum = (key: keyof Counts) => counts.reduce((total, count) => total + count[key], 0);
    if (sum('findings') > 0) process.stdout.write(`${faultsIn(product.api.output).join('\n')}\n`);
    const seconds = Math.round((Date.now() - sinceMs) / 1_000);
    process.stdout.write(
      `${sum('operations')} operations, ${sum('requests')} requests with seed ${seed}, ${sum('findings')} findings in ${seconds} s\n`,
    );
    return sum('findings') === 0 ? 0 : 1;
  } finally {
    clearInterval(unlock);
    await superuser.end();
    await product.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = reportFailure(error);
}
