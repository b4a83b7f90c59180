import { sql } from 'kysely';
import type { SearchWord } from '../catalogue/search-text.ts';
import type { Db, TenantId } from '../platform/database/tables.ts';
import type { StockTables } from './stock.tables.ts';

export interface ShopRow {
  id: string;
  time_zone: string;
  /** By the database's clock, so that all processes agree on the day. */
  at: Date;
  business_day: string;
  allow_negative_stock: boolean;
}

export const shopNow = (db: Db, tenantId: TenantId, shopId: string): Promise<ShopRow | undefined> =>
  db
    .selectFrom('shops as s')
    .innerJoin('tenant_settings as t', 't.tenant_id', 's.tenant_id')
    .select([
      's.id',
      's.time_zone',
      sql<Date>`now()`.as('at'),
      sql<string>`(now() at time zone s.time_zone)::date`.as('business_day'),
      't.allow_negative_stock',
    ])
    .where('s.tenant_id', '=', tenantId)
    .where('s.id', '=', shopId)
    .executeTakeFirst();

export const shopExists = async (db: Db, tenantId: TenantId, shopId: string): Promise<boolean> =>
  (await db.selectFrom('shops').select('id').where('tenant_id', '=', tenantId).where('id', '=', shopId).executeTakeFirst()) !==
  undefined;

export const variantExists = async (db: Db, tenantId: TenantId, variantId: string): Promise<boolean> =>
  (await db
    .selectFrom('variants')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', variantId)
    .executeTakeFirst()) !== undefined;

export interface NamedVariantRow {
  id: string;
  sku: string;
  decimals: number;
}

/** The variants that ids and SKUs name, inactive ones too: what is no longer sold is still counted. */
export const namedVariants = async (
  db: Db,
  tenantId: TenantId,
  ids: readonly string[],
  skus: readonly string[],
): Promise<NamedVariantRow[]> => {
  const { rows } = await sql<NamedVariantRow>`
    select v.id, v.sku, u.decimals from (
      select id from variants where tenant_id = ${tenantId} and id = any(${ids}::uuid[])
      union
      select id from variants where tenant_id = ${tenantId} and sku = any(${skus}::text[])
    ) named
    join variants v on v.tenant_id = ${tenantId} and v.id = named.id
    join products p on p.tenant_id = v.tenant_id and p.id = v.product_id
    join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id`.execute(db);
  return rows;
};

type StockDocumentRow = Omit<StockTables['stock_documents'], 'at' | 'reference' | 'reason'> & {
  at: Date;
  reference: string;
  reason: string;
};

export const insertStockDocument = (db: Db, row: StockDocumentRow) => db.insertInto('stock_documents').values(row).execute();

export interface StockPageRow {
  variant_id: string;
  sku: string;
  name: string;
  qty_thousandths: number;
  reserved_thousandths: number;
  value_paisa: number;
}

/** As the catalogue's search: every word must begin a word of what the variant is searched by. */
const matches = (words: readonly SearchWord[]) =>
  sql.join(
    words.map(({ begins }) => sql`v.search_text like any(${begins}::text[])`),
    sql` and `,
  );

/**
 * All variants by name, with what the shop has of them; what is no longer sold only while some is left. `after` is the last variant of
 * the page before: its name is looked up, because a name may be longer than a cursor.
 */
export const stockPage = async (
  db: Db,
  tenantId: TenantId,
  page: {
    readonly shopId: string;
    readonly words: readonly SearchWord[];
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<StockPageRow[]> => {
  const { shopId, words, after, limit } = page;
  // Found first: otherwise the planner walks all products in their order and compares each.
  const found =
    words.length === 0
      ? sql``
      : sql`with found as materialized (
    select v.id from variants v where v.tenant_id = ${tenantId} and ${matches(words)}
  )`;
  const { rows } = await sql<StockPageRow>`${found}
    select v.id as variant_id, v.sku, case when v.name = '' then p.name else p.name || ' ' || v.name end as name,
      coalesce(s.qty_thousandths, 0) as qty_thousandths, coalesce(s.value_paisa, 0) as value_paisa,
      coalesce((select sum(r.qty_thousandths) from reservations r
        where r.tenant_id = v.tenant_id and r.shop_id = ${shopId} and r.variant_id = v.id and r.expires_at > now()), 0) as reserved_thousandths
    from products p
    join variants v on v.tenant_id = p.tenant_id and v.product_id = p.id
    left join stock s on s.tenant_id = v.tenant_id and s.shop_id = ${shopId} and s.variant_id = v.id
    where p.tenant_id = ${tenantId} and ((v.active and p.active) or s.qty_thousandths <> 0)
      ${words.length === 0 ? sql`` : sql`and v.id in (select id from found)`}
      ${
        after === undefined
          ? sql``
          : sql`and (p.name, p.id) >= (select l.name, l.id from products l join variants a on a.tenant_id = l.tenant_id and a.product_id = l.id
              where a.tenant_id = ${tenantId} and a.id = ${after})
            and (p.name, p.id, v.id) > (select l.name, l.id, a.id from products l join variants a on a.tenant_id = l.tenant_id and a.product_id = l.id
              where a.tenant_id = ${tenantId} and a.id = ${after})`
      }
    order by p.name, p.id, v.id limit ${limit + 1}`.execute(db);
  return rows;
};

/** Newest first. */
export const movementsPage = (
  db: Db,
  tenantId: TenantId,
  page: { readonly shopId: string; readonly variantId: string; readonly before: number | undefined; readonly limit: number },
) => {
  const query = db
    .selectFrom('stock_movements')
    .select(['id', 'at', 'kind', 'variant_id', 'qty_thousandths', 'value_paisa', 'document_number'])
    .where('tenant_id', '=', tenantId)
    .where('shop_id', '=', page.shopId)
    .where('variant_id', '=', page.variantId)
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  return (page.before === undefined ? query : query.where('id', '<', page.before)).execute();
};
