import type { ProductView } from '@zakpos/contracts';
import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';

/** Products with their variants and barcodes, in the order of the ids; what the tenant does not have is left out. */
export async function productViews(db: Db, tenantId: TenantId, productIds: readonly string[]): Promise<ProductView[]> {
  if (productIds.length === 0) return [];
  const [products, variants, barcodes] = await Promise.all([
    db
      .selectFrom('products')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where(sql<boolean>`id = any(${productIds}::uuid[])`)
      .execute(),
    db
      .selectFrom('variants')
      .select(['id', 'product_id', 'sku', 'name', 'price_paisa', 'price_includes_tax', 'active'])
      .where('tenant_id', '=', tenantId)
      .where(sql<boolean>`product_id = any(${productIds}::uuid[])`)
      .orderBy('id')
      .execute(),
    db
      .selectFrom('barcodes as b')
      .innerJoin('variants as v', (join) => join.onRef('v.tenant_id', '=', 'b.tenant_id').onRef('v.id', '=', 'b.variant_id'))
      .select(['b.id', 'b.variant_id', 'b.raw', 'b.gtin14'])
      .where('v.tenant_id', '=', tenantId)
      .where(sql<boolean>`v.product_id = any(${productIds}::uuid[])`)
      .orderBy('b.lookup_key')
      .execute(),
  ]);
  const barcodesOf = Map.groupBy(barcodes, ({ variant_id }) => variant_id);
  const variantsOf = Map.groupBy(variants, ({ product_id }) => product_id);
  const byId = new Map(products.map((product) => [product.id, product]));
  return productIds.flatMap((id) => {
    const product = byId.get(id);
    if (!product) return [];
    return {
      id,
      name: product.name,
      nameBn: product.name_bn,
      brand: product.brand,
      categoryId: product.category_id,
      unitId: product.unit_id,
      taxClassId: product.tax_class_id,
      active: product.active,
      updatedAt: product.updated_at.toISOString(),
      variants: (variantsOf.get(id) ?? []).map((variant) => ({
        id: variant.id,
        productId: id,
        sku: variant.sku,
        name: variant.name,
        pricePaisa: variant.price_paisa,
        priceIncludesTax: variant.price_includes_tax,
        active: variant.active,
        barcodes: (barcodesOf.get(variant.id) ?? []).map((barcode) => ({
          id: barcode.id,
          code: barcode.raw,
          gtin14: barcode.gtin14,
        })),
      })),
    };
  });
}

export interface ProductsPage {
  readonly categoryId: string | undefined;
  readonly after: readonly [name: string, id: string] | undefined;
  readonly limit: number;
  /** Alternatives of LIKE patterns of one variant's search text; all of them must match. */
  readonly words: readonly (readonly string[])[];
}

/** Ids by name, one more than `limit` where there are more. */
export const productsByName = (db: Db, tenantId: TenantId, { categoryId, after, limit, words }: ProductsPage) =>
  db
    .selectFrom('products as p')
    .select(['p.id', 'p.name'])
    .where('p.tenant_id', '=', tenantId)
    .$if(categoryId !== undefined, (query) => query.where('p.category_id', '=', categoryId ?? ''))
    .$if(after !== undefined, (query) => query.where(sql<boolean>`(p.name, p.id) > (${after?.[0]}, ${after?.[1]}::uuid)`))
    .$if(words.length > 0, (query) =>
      query.where('p.id', 'in', (eb) =>
        eb
          .selectFrom('variants as v')
          .select('v.product_id')
          .where('v.tenant_id', '=', tenantId)
          .where((variant) => variant.and(words.map((begins) => sql<boolean>`v.search_text like any(${begins}::text[])`))),
      ),
    )
    .orderBy('p.name')
    .orderBy('p.id')
    .limit(limit + 1)
    .execute();

export interface NewProduct {
  readonly id: string;
  readonly name: string;
  readonly name_bn: string;
  readonly brand: string;
  readonly category_id: string | null;
  readonly unit_id: string;
  readonly tax_class_id: string;
}
export const insertProduct = (db: Db, tenantId: TenantId, product: NewProduct) =>
  db
    .insertInto('products')
    .values({ tenant_id: tenantId, ...product })
    .execute();

export interface NewVariant {
  readonly id: string;
  readonly product_id: string;
  readonly sku: string;
  readonly name: string;
  readonly price_paisa: number;
  readonly price_includes_tax: boolean;
  readonly search_text: string;
}
export const insertVariants = (db: Db, tenantId: TenantId, variants: readonly NewVariant[]) =>
  db
    .insertInto('variants')
    .values(variants.map((variant) => ({ tenant_id: tenantId, ...variant })))
    .execute();

export interface NewBarcode {
  readonly id: string;
  readonly variant_id: string;
  readonly lookup_key: string;
  readonly gtin14: string | null;
  readonly raw: string;
}
export const insertBarcodes = (db: Db, tenantId: TenantId, barcodes: readonly NewBarcode[]) =>
  db
    .insertInto('barcodes')
    .values(barcodes.map((barcode) => ({ tenant_id: tenantId, ...barcode })))
    .execute();

/** Which of them are taken. */
export const takenSkus = (db: Db, tenantId: TenantId, skus: readonly string[]) =>
  db
    .selectFrom('variants')
    .select('sku')
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`sku = any(${skus}::text[])`)
    .execute();
export const takenBarcodes = (db: Db, tenantId: TenantId, lookupKeys: readonly string[]) =>
  db
    .selectFrom('barcodes')
    .select('lookup_key')
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`lookup_key = any(${lookupKeys}::text[])`)
    .execute();

export const productForUpdate = (db: Db, tenantId: TenantId, productId: string) =>
  db
    .selectFrom('products')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', productId)
    .forUpdate()
    .executeTakeFirst();

export const productOfVariant = (db: Db, tenantId: TenantId, variantId: string) =>
  db.selectFrom('variants').select('product_id').where('tenant_id', '=', tenantId).where('id', '=', variantId).executeTakeFirst();

export const variantsOfProduct = (db: Db, tenantId: TenantId, productId: string) =>
  db
    .selectFrom('variants')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('product_id', '=', productId)
    .orderBy('id')
    .execute();

export interface ProductChanges {
  readonly name?: string | undefined;
  readonly name_bn?: string | undefined;
  readonly brand?: string | undefined;
  readonly category_id?: string | null | undefined;
  readonly tax_class_id?: string | undefined;
  readonly active?: boolean | undefined;
}
export const updateProduct = (db: Db, tenantId: TenantId, productId: string, changes: ProductChanges) =>
  db
    .updateTable('products')
    .set({ ...changes, updated_at: sql<Date>`now()` })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', productId)
    .returningAll()
    .executeTakeFirstOrThrow();

export interface VariantChanges {
  readonly name?: string | undefined;
  readonly price_paisa?: number | undefined;
  readonly price_includes_tax?: boolean | undefined;
  readonly active?: boolean | undefined;
}
export const updateVariant = (db: Db, tenantId: TenantId, variantId: string, changes: VariantChanges) =>
  db
    .updateTable('variants')
    .set({ ...changes, updated_at: sql<Date>`now()` })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', variantId)
    .execute();

/** Search texts that follow from names; what they follow from has its own time of change. */
export const updateSearchTexts = (db: Db, tenantId: TenantId, texts: readonly { id: string; text: string }[]) =>
  sql`
    update app.variants v set search_text = t.text
    from unnest(${texts.map(({ id }) => id)}::uuid[], ${texts.map(({ text }) => text)}::text[]) t (id, text)
    where v.tenant_id = ${tenantId}::uuid and v.id = t.id and v.search_text <> t.text`.execute(db);

export const deleteBarcode = (db: Db, tenantId: TenantId, barcodeId: string) =>
  db
    .deleteFrom('barcodes')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', barcodeId)
    .returning(['variant_id', 'raw'])
    .executeTakeFirst();

const idOf = (table: 'categories' | 'units' | 'tax_classes') => (db: Db, tenantId: TenantId, id: string) =>
  db.selectFrom(table).select('id').where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst();
export const categoryById = idOf('categories');
export const unitById = idOf('units');
export const taxClassById = idOf('tax_classes');

const idByCode = (table: 'units' | 'tax_classes') => (db: Db, tenantId: TenantId, code: string) =>
  db.selectFrom(table).select('id').where('tenant_id', '=', tenantId).where('code', '=', code).executeTakeFirst();
export const unitByCode = idByCode('units');
export const taxClassByCode = idByCode('tax_classes');

/** Held shared by single changes and alone by an import: neither meets the other half way. */
export const catalogueLock = (db: Db, tenantId: TenantId, mode: 'shared' | 'alone') => {
  const key = sql`hashtextextended(${`catalogue:${tenantId}`}, 0)`;
  return (
    mode === 'alone' ? sql`select pg_advisory_xact_lock(${key})` : sql`select pg_advisory_xact_lock_shared(${key})`
  ).execute(db);
};
