import { routes } from '@zakpos/contracts';
import { sql } from 'kysely';
import { searchTextOf } from '../src/catalogue/search-text.ts';
import { DatabaseService } from '../src/platform/database/database.service.ts';
import { uuidv7 } from '../src/platform/ids.ts';
import type { SignedIn, TestApp } from './app.ts';

export interface Goods {
  readonly sku: string;
  readonly name?: string;
  readonly pricePaisa?: number;
  readonly taxClass?: 'standard' | 'reduced-7.5' | 'reduced-5' | 'zero' | 'exempt';
  readonly unit?: 'pcs' | 'kg';
  /** Received when the goods are added. */
  readonly stock?: { readonly qtyThousandths: number; readonly landedCostPaisa: number };
}

/** A tenant with one shop and its tills, ready for goods. */
export interface Store {
  readonly owner: SignedIn;
  readonly tenantId: string;
  readonly shopId: string;
  readonly registerId: string;
  /** Adds goods and answers with the variant of each SKU. */
  add(...goods: readonly Goods[]): Promise<Record<string, string>>;
  /** Another till of the shop. */
  addRegister(name: string): Promise<string>;
  /** @returns the open session. */
  openSession(registerId?: string, floatPaisa?: number): Promise<string>;
  /** Rows of the tenant as the application sees them. */
  rows<Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]>;
}

export async function openStore(app: TestApp, name = 'Test Shop'): Promise<Store> {
  const owner = await app.signUpTenant(name);
  const { tenantId } = owner;
  const db = app.nest.get(DatabaseService);
  const { body: registers } = await owner.call(routes.listRegisters, { query: {} });
  const first = registers.items[0];
  if (!first) throw new Error('A new tenant has a register');
  const { id: registerId, shopId } = first;
  return {
    owner,
    tenantId,
    shopId,
    registerId,
    async add(...goods) {
      const made = goods.map((item) => ({ productId: uuidv7(), variantId: uuidv7(), item }));
      await db.inTenant(tenantId, async (tx) => {
        const rows = made.map(({ productId, variantId, item }) => ({
          product_id: productId,
          variant_id: variantId,
          sku: item.sku,
          name: item.name ?? item.sku,
          price: item.pricePaisa ?? 10_000,
          tax_class: item.taxClass ?? 'standard',
          unit: item.unit ?? 'pcs',
          search: searchTextOf({ name: item.name ?? item.sku, variantName: '', nameBn: '', brand: '', sku: item.sku }),
        }));
        const given = sql`json_to_recordset(${JSON.stringify(rows)}::json)
          as n(product_id uuid, variant_id uuid, sku text, name text, price bigint, tax_class text, unit text, search text)`;
        await sql`insert into products (tenant_id, id, name, unit_id, tax_class_id)
          select ${tenantId}::uuid, n.product_id, n.name, u.id, t.id from ${given}
          join units u on u.tenant_id = ${tenantId} and u.code = n.unit
          join tax_classes t on t.tenant_id = ${tenantId} and t.code = n.tax_class`.execute(tx);
        await sql`insert into variants (tenant_id, id, product_id, sku, price_paisa, search_text)
          select ${tenantId}::uuid, n.variant_id, n.product_id, n.sku, n.price, n.search from ${given}`.execute(tx);
      });
      const lines = goods.flatMap(({ sku, stock }) => (stock ? [{ sku, ...stock }] : []));
      if (lines.length > 0) {
        const { body } = await owner.call(routes.receiveStock, { body: { shopId, lines } });
        if (body.lines !== lines.length) throw new Error('Not everything was received');
      }
      return Object.fromEntries(made.map(({ item, variantId }) => [item.sku, variantId]));
    },
    async addRegister(registerName) {
      const { body } = await owner.call(routes.createRegister, { body: { shopId, name: registerName } });
      return body.id;
    },
    async openSession(id = registerId, floatPaisa = 100_000) {
      const { body } = await owner.call(routes.openSession, { body: { registerId: id, floatPaisa } });
      return body.id;
    },
    async rows(query) {
      const { rows } = await db.inTenant(tenantId, (tx) => query.execute(tx));
      return rows;
    },
  };
}
