import { readFileSync } from 'node:fs';
import { type ProductView, routes } from '@zakpos/contracts';
import type { Caller } from './app.ts';

/** 2,109 products of a real store: see tests/data/grocery/README.md. */
export const groceryProducts = readFileSync(new URL('../../tests/data/grocery/products.csv', import.meta.url));

export interface ImportChoice {
  readonly dryRun?: 'true';
  readonly skipBad?: 'true';
}

export const importFile = (
  caller: Caller,
  content: string | Uint8Array,
  query: ImportChoice = {},
  headers: Record<string, string> = {},
) => caller.call(routes.importCatalogue, { query, content, headers });

/** The first two hundred by name. */
export const productsOf = async (caller: Caller): Promise<ProductView[]> =>
  (await caller.call(routes.listProducts, { query: { limit: 200 } })).body.items;

export const exportOf = async (caller: Caller): Promise<Buffer> => {
  const answer = await caller.fetch('/v1/catalogue/export');
  if (answer.headers.get('content-type') !== 'text/csv; charset=utf-8') throw new Error(`Not a file: ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
};
