import { createHash } from 'node:crypto';
import type { ZReportView } from '@zakpos/contracts';

/** A report without its own hash: what is hashed, the previous report's hash included. */
export type UnsealedZReport = Omit<ZReportView, 'hash'>;

/** JSON with the keys of every object in order (RFC 8785 for our values), so that what the database reordered gives the same hash. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}

/** SHA-256 in hex over the canonical JSON of a report, which carries the hash before it: so each report seals all earlier ones. */
export const zReportHash = (report: UnsealedZReport): string => createHash('sha256').update(canonicalJson(report)).digest('hex');

/**
 * Recomputes a register's chain.
 * @param reports all of one register, oldest first.
 * @returns the number of the first report that was changed, or that does not follow the one before it; undefined where all is whole.
 */
export function firstBrokenZReport(reports: readonly ZReportView[]): number | undefined {
  let previousHash: string | null = null;
  for (const [index, { hash, ...report }] of reports.entries()) {
    const follows = report.zNumber === index + 1 && report.previousHash === previousHash;
    if (!follows || zReportHash(report) !== hash) return report.zNumber;
    previousHash = hash;
  }
  return undefined;
}
