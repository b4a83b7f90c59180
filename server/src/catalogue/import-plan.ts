import type { PoolClient } from 'pg';
import * as sql from './import.statements.ts';
import type { RowReason } from './import-messages.ts';
import type { RowFault } from './import-rows.ts';
import { searchTextOf } from './search-text.ts';

/** From here on an import is worth other plans, and fresh statistics after it. */
export const manyRows = 1_000;

export interface PlannedCounts {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
}

export interface StoredFaults {
  readonly faultyRows: number;
  readonly faults: readonly RowFault[];
}

async function rowsOf<Row>(client: PoolClient, text: string, values: unknown[] = []): Promise<Row[]> {
  const { rows } = await client.query(text, values);
  return rows as Row[];
}

/** Looks at the rows together and at the catalogue; only good ones remain planned. */
export async function planRows(
  client: PoolClient,
  { rows, defaults, maxFaults }: { rows: number; defaults: { unitId: string; taxClassId: string }; maxFaults: number },
): Promise<PlannedCounts & StoredFaults> {
  await client.query(sql.createBarcodesAndFaults);
  if (rows >= manyRows) await client.query(sql.expectManyRows);
  await client.query(sql.findFaults);
  await client.query(sql.dropFaultyRows);
  await client.query(sql.createPlan, [defaults.unitId, defaults.taxClassId]);
  await client.query(sql.indexPlan);
  await client.query(sql.findPlanFaults);
  await client.query(sql.dropFaultyPlan);
  const [counted] = await rowsOf<{ rows: number }>(client, sql.countFaults);
  const faults = await rowsOf<RowFault & { reason: RowReason; argument: string | null }>(client, sql.readFaults, [maxFaults]);
  const [counts] = await rowsOf<PlannedCounts>(client, sql.countPlan);
  if (!counted || !counts) throw new Error('count(*) gave no row');
  return {
    ...counts,
    faultyRows: counted.rows,
    faults: faults.map(({ argument, ...fault }) => ({ ...fault, argument: argument ?? undefined })),
  };
}

const textsPerTrip = 2_000;

/** Writes what was planned. @returns variants for which customers now pay something else. */
export async function applyPlan(client: PoolClient): Promise<string[]> {
  const insert = [sql.insertCategories, sql.insertProducts, sql.insertVariants, sql.insertBarcodes];
  const update = [sql.updateProducts, sql.updateVariants, sql.updateSearchTexts];
  for (const statement of [...insert, ...update]) await client.query(statement);
  await updateSearchTexts(client);
  const changed = await rowsOf<{ variant_id: string }>(client, sql.pricesChanged);
  return changed.map(({ variant_id }) => variant_id);
}

interface SearchedRow {
  id: string;
  sku: string;
  variant_name: string;
  name: string;
  name_bn: string;
  brand: string;
}

async function updateSearchTexts(client: PoolClient): Promise<void> {
  const rows = await rowsOf<SearchedRow>(client, sql.variantsToRead);
  for (let start = 0; start < rows.length; start += textsPerTrip) {
    const some = rows.slice(start, start + textsPerTrip);
    const texts = some.map(({ name, variant_name: variantName, name_bn: nameBn, brand, sku }) =>
      searchTextOf({ name, variantName, nameBn, brand, sku }),
    );
    await client.query(sql.writeSearchTexts, [some.map(({ id }) => id), texts]);
  }
}
