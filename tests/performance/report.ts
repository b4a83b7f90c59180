import type { Figures } from './load.ts';

export interface Row {
  readonly name: string;
  readonly connections: number;
  readonly api: Figures;
  /** Rate of the same statements in pgbench. */
  readonly barePerSecond: number | undefined;
  readonly memoryMiB: number;
}

const columns = ['what', 'conn.', 'per s', 'bare', 'ratio', 'p50 ms', 'p95 ms', 'p99 ms', 'API MiB'] as const;

const cells = ({ name, connections, api, barePerSecond, memoryMiB }: Row): string[] => [
  name,
  String(connections),
  api.perSecond.toFixed(0),
  barePerSecond?.toFixed(0) ?? '–',
  barePerSecond === undefined ? '–' : (api.perSecond / barePerSecond).toFixed(2),
  api.p50Ms.toFixed(1),
  api.p95Ms.toFixed(1),
  api.p99Ms.toFixed(1),
  String(memoryMiB),
];

/** Plain lines, aligned: readable in a terminal and in a file alike. */
export function printTable(rows: readonly Row[], heading: string): void {
  const lines = [[...columns], ...rows.map(cells)];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '),
  );
  process.stdout.write(`${heading}\n\n${text.join('\n')}\n`);
}
