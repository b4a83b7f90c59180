import { isObject, numberField, readJson } from './json-file.ts';
import type { Check } from './plans/checks.ts';

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

const listField = (value: unknown, name: string): unknown[] => {
  const field = isObject(value) ? value[name] : undefined;
  return Array.isArray(field) ? field : [];
};

/** A file that could not be loaded has no test that failed, and yet nothing in it passed. */
function vitestCounts(report: unknown): Counts {
  const brokenFiles = listField(report, 'testResults').filter(
    (file) => isObject(file) && file['status'] === 'failed' && !listField(file, 'assertionResults').some(hasFailed),
  );
  return {
    passed: numberField(report, 'numPassedTests') ?? 0,
    failed: (numberField(report, 'numFailedTests') ?? 0) + brokenFiles.length,
    skipped: (numberField(report, 'numPendingTests') ?? 0) + (numberField(report, 'numTodoTests') ?? 0),
  };
}

const hasFailed = (test: unknown): boolean => isObject(test) && test['status'] === 'failed';

/** A flaky test, one that passed when it was tried again, counts as passed; errors outside of tests count as failures. */
function playwrightCounts(report: unknown): Counts {
  const stats = isObject(report) ? report['stats'] : undefined;
  return {
    passed: (numberField(stats, 'expected') ?? 0) + (numberField(stats, 'flaky') ?? 0),
    failed: (numberField(stats, 'unexpected') ?? 0) + listField(report, 'errors').length,
    skipped: numberField(stats, 'skipped') ?? 0,
  };
}

/**
 * What a check came to. A runner that failed without a failed test, that left no report or that ran nothing, is one failure: silence
 * never passes.
 */
export function countsOf(check: Check, exitCode: number): Counts {
  if (check.report === undefined)
    return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  const report = readJson(check.report.file);
  const counts = check.report.format === 'vitest' ? vitestCounts(report) : playwrightCounts(report);
  const silent = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}
