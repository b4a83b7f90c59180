import type { Kysely, Transaction } from 'kysely';
import type { BooksTables } from '../../books/books.tables.ts';
import type { CatalogueTables } from '../../catalogue/catalogue.tables.ts';
import type { IdentityTables } from '../../identity/identity.tables.ts';
import type { SalesTables } from '../../sales/sales.tables.ts';
import type { StockTables } from '../../stock/stock.tables.ts';

/** Every table, one interface an area: `interface CartTables { carts: …; cart_lines: … }` beside its queries, added here. */
export interface Database extends IdentityTables, CatalogueTables, StockTables, SalesTables, BooksTables {}

/** What queries take: they cannot tell a pool from a transaction. */
export type Db = Kysely<Database> | Transaction<Database>;

export type TenantId = string;
