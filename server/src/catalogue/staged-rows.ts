import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { uuidv7 } from '../platform/ids.ts';
import type { ImportRow } from './import-rows.ts';
import { copyRows, separator } from './import.statements.ts';
import { searchTextOf } from './search-text.ts';

// No text of ours has a tab or a line break; a backslash it may have.
const escaped = (text: string): string => (text.includes('\\') ? text.replaceAll('\\', '\\\\') : text);
const value = (field: string | number | boolean | null): string =>
  field === null ? String.raw`\N` : typeof field === 'string' ? escaped(field) : String(field);

/** One row as a line of PostgreSQL's COPY text, in the order of `import_rows`. */
export function copyLine(row: ImportRow): string {
  const searchText = searchTextOf({
    name: row.name,
    variantName: row.variant ?? '',
    nameBn: row.nameBn ?? '',
    brand: row.brand ?? '',
    sku: row.sku,
  });
  const fields = [
    row.line,
    row.sku,
    row.name,
    row.pricePaisa,
    row.nameBn,
    row.category,
    row.brand,
    row.unitId,
    row.taxClassId,
    row.priceIncludesTax,
    row.variant,
    row.active,
    row.barcodes.map(({ lookupKey }) => lookupKey).join(separator),
    row.barcodes.map(({ gtin14 }) => gtin14 ?? '').join(separator),
    row.barcodes.map(({ raw }) => raw).join(separator),
    searchText,
    uuidv7(),
    uuidv7(),
  ];
  return `${fields.map(value).join('\t')}\n`;
}

/** Copies pieces of COPY text, no faster than the database takes them. */
export async function copyIn(client: PoolClient, pieces: AsyncIterable<string>): Promise<void> {
  const stream = client.query(copyFrom(copyRows));
  const ended = finished(stream);
  // Met by `await ended`; until then nobody waits for it.
  ended.catch(() => undefined);
  try {
    for await (const piece of pieces) {
      if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), ended]);
    }
  } catch (error) {
    stream.destroy();
    await ended.catch(() => undefined);
    throw error;
  }
  stream.end();
  await ended;
}
