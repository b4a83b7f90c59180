import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { countsOf } from './test-reports.ts';

const dir = mkdtempSync(join(tmpdir(), 'zakpos-reports-'));
afterAll(() => rmSync(dir, { recursive: true }));

let files = 0;
function counted(format: 'vitest' | 'playwright', report: unknown, exitCode: number) {
  files += 1;
  const file = join(dir, `${files}.json`);
  if (report !== undefined) writeFileSync(file, JSON.stringify(report));
  return countsOf({ name: 'some', title: 'Some', commands: [], report: { format, file } }, exitCode);
}

describe('the counts of a check', () => {
  test('of Vitest are those of its report', () => {
    const report = { numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, testResults: [] };
    expect(counted('vitest', report, 1)).toEqual({ passed: 7, failed: 2, skipped: 1 });
  });

  test('include a file that could not even be loaded', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const report = { numPassedTests: 7, numFailedTests: 0, testResults: [broken] };
    expect(counted('vitest', report, 1)).toMatchObject({ passed: 7, failed: 1 });
  });

  test('of Playwright are those of its report, and what failed outside of a test', () => {
    const stats = { expected: 4, flaky: 1, unexpected: 2, skipped: 3 };
    expect(counted('playwright', { stats, errors: [{ message: 'the server did not start' }] }, 1)).toEqual({
      passed: 5,
      failed: 3,
      skipped: 3,
    });
  });

  test.each([
    ['nothing ran', { numPassedTests: 0, numFailedTests: 0 }, 0],
    ['the runner failed without a word', { numPassedTests: 3, numFailedTests: 0 }, 1],
    ['there is no report', undefined, 0],
  ])('are a failure when %s', (_case, report, exitCode) => {
    expect(counted('vitest', report, exitCode).failed).toBe(1);
  });

  test('of a static check is one', () => {
    expect(countsOf({ name: 'lint', title: 'Lint', commands: [] }, 0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countsOf({ name: 'lint', title: 'Lint', commands: [] }, 2)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
