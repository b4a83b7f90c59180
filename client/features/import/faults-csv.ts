import type { ImportFault } from '@zakpos/contracts';

// A spreadsheet would run a cell that begins so as a formula.
const formulaStart = /^[=+\-@\t\r]/;

const cell = (text: string): string => `"${(formulaStart.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** The faults as a CSV file (RFC 4180) that spreadsheets open as UTF-8. */
export const faultsAsCsv = (faults: readonly ImportFault[]): string =>
  `\uFEFF${['line,column,value,reason', ...faults.map((fault) => [String(fault.line), ...[fault.column, fault.value, fault.reason].map(cell)].join(','))].join('\r\n')}\r\n`;
