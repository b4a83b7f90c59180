import type { Generated, GeneratedAlways } from 'kysely';
import type { Instant } from '../platform/database/columns.ts';

/** Stock, its movements and the numbers of documents, as server/migrations/0003_stock.sql makes them. */
export interface StockTables {
  document_counters: {
    tenant_id: string;
    shop_id: string;
    kind: 'invoice' | 'credit_note' | 'stock_receipt' | 'stock_count' | 'stock_adjustment';
    fiscal_year: string;
    last_number: number;
  };
  stock: {
    tenant_id: string;
    shop_id: string;
    variant_id: string;
    qty_thousandths: number;
    value_paisa: number;
    last_cost_paisa: Generated<number>;
    may_be_negative: Generated<boolean>;
  };
  stock_documents: {
    tenant_id: string;
    id: string;
    shop_id: string;
    kind: 'receipt' | 'count' | 'adjustment';
    number: string;
    reference: Generated<string>;
    reason: Generated<string>;
    member_id: string;
    at: Instant;
    business_day: string;
    lines: number;
    value_paisa: number;
  };
  stock_movements: {
    tenant_id: string;
    id: GeneratedAlways<number>;
    shop_id: string;
    variant_id: string;
    kind: 'receipt' | 'count' | 'adjustment' | 'sale' | 'return' | 'void';
    qty_thousandths: number;
    value_paisa: number;
    document_id: string;
    document_number: string;
    at: Instant;
  };
}
