import { randomUUID } from 'node:crypto';
import { type ApiClient, ApiProblem } from '@zakpos/api-client';
import { importResult, routes, type SessionTokens } from '@zakpos/contracts';
import { expect } from 'vitest';
import { type Basket, fileTotals, missingProduct, productsCsv } from './grocery.ts';
import { clientOf } from './link.ts';

export interface Shop {
  readonly client: ApiClient;
  readonly session: SessionTokens;
  readonly tenantId: string;
  readonly shopId: string;
  readonly registerIds: readonly string[];
  readonly variantIds: ReadonlyMap<string, string>;
}

export const tills = 4;
export const floatPaisa = 200_000;
const perUnit = 1_000;

async function importProducts(client: ApiClient): Promise<void> {
  const send = async () => {
    const answer = await client.raw(routes.importCatalogue, { query: {}, content: new Uint8Array(productsCsv) });
    return importResult.parse(await answer.json());
  };
  const { products: rows } = fileTotals;
  expect(await send()).toMatchObject({ rows, created: rows, changed: 0, faultyRows: 0, ignoredColumns: ['department'] });
  expect(await send(), 'importing the file again').toMatchObject({ rows, created: 0, changed: 0, unchanged: rows });
}

/** One product is sold in the file that its list lacks: the till is told so, and the owner adds it. */
async function addMissingProduct(client: ApiClient, shopId: string): Promise<void> {
  const { sku, barcode, pricePaisa } = missingProduct;
  const refusal = await client.call(routes.lookup, { query: { shopId, code: barcode } }).catch((error: unknown) => error);
  expect(refusal instanceof ApiProblem && refusal.problem.code).toBe('barcode_unknown');
  const body = { name: 'Added at the till', variants: [{ sku, pricePaisa, barcodes: [barcode] }] };
  await client.call(routes.createProduct, { body, idempotencyKey: randomUUID() });
}

/** What the baskets need; of every other product exactly that, so that one unit sold twice would be missed at the end. */
export function received(baskets: readonly Basket[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { sku, quantity } of baskets.flatMap(({ lines }) => lines)) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return new Map([...units].map(([sku, sold], index) => [sku, index % 2 === 0 ? sold : sold + 2]));
}

async function receiveStock(client: ApiClient, shopId: string, baskets: readonly Basket[]): Promise<void> {
  const lines = [...received(baskets)].map(([sku, units], index) => ({
    sku,
    qtyThousandths: units * perUnit,
    // Not a multiple of the units: the average cost has a fraction, and yet no paisa may be lost.
    landedCostPaisa: units * 100 + (index % 7),
  }));
  const key = { idempotencyKey: randomUUID() };
  const document = await client.call(routes.receiveStock, { body: { shopId, reference: 'opening', lines }, ...key });
  expect(document.lines).toBe(lines.length);
}

async function variantsBySku(client: ApiClient, shopId: string): Promise<Map<string, string>> {
  const variants = new Map<string, string>();
  let cursor: string | undefined;
  do {
    const query = { shopId, limit: 200, ...(cursor === undefined ? {} : { cursor }) };
    const { items, nextCursor } = await client.call(routes.listStock, { query });
    for (const { sku, variantId } of items) variants.set(sku, variantId);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return variants;
}

export async function openSessions({ client, registerIds }: Pick<Shop, 'client' | 'registerIds'>): Promise<string[]> {
  const open = (registerId: string) =>
    client.call(routes.openSession, { body: { registerId, floatPaisa }, idempotencyKey: randomUUID() });
  const sessions = await Promise.all(registerIds.map(open));
  return sessions.map(({ id }) => id);
}

/** A new tenant with the catalogue, the goods and four open tills. */
export async function openShop(apiUrl: string, baskets: readonly Basket[]): Promise<Shop> {
  const owner = {
    tenantName: 'Grocery',
    ownerName: 'Owner',
    email: `owner-${randomUUID()}@example.com`,
    password: 'Correct-Horse-7-Staples',
  };
  const signUp = await fetch(`${apiUrl}/v1${routes.signUp.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(owner),
  });
  if (!signUp.ok) throw new Error(`signing up: ${signUp.status} ${await signUp.text()}`);
  const session = routes.signUp.response.parse(await signUp.json());
  const client = await clientOf(apiUrl, session);
  await client.call(routes.updateSettings, { body: { cashRoundingUnitPaisa: 100, bin: '001234567-0101' } });
  const { items } = await client.call(routes.listRegisters, { query: {} });
  const [first] = items;
  if (!first) throw new Error('A new tenant has a register');
  const { shopId } = first;
  await importProducts(client);
  await addMissingProduct(client, shopId);
  await receiveStock(client, shopId, baskets);
  const registerIds = [first.id];
  for (let n = 2; n <= tills; n += 1) {
    const { id } = await client.call(routes.createRegister, { body: { shopId, name: `Till ${n}` } });
    registerIds.push(id);
  }
  const variantIds = await variantsBySku(client, shopId);
  return { client, session, tenantId: session.actor.tenantId, shopId, registerIds, variantIds };
}
