import type { GeneratedAlways } from 'kysely';
import type { Instant, Json, RequiredInstant } from '../platform/database/columns.ts';

/** Journals, outbox, inbox and parked events, as server/migrations/0005_books.sql and 0006_worker.sql make them. */
export interface BooksTables {
  journals: {
    tenant_id: string;
    id: string;
    shop_id: string;
    kind:
      | 'sale'
      | 'void'
      | 'return'
      | 'stock_receipt'
      | 'stock_count'
      | 'stock_adjustment'
      | 'cash_float'
      | 'cash_movement'
      | 'cash_variance';
    document_id: string;
    document_number: string;
    business_day: string;
    at: RequiredInstant;
  };
  journal_lines: {
    tenant_id: string;
    journal_id: string;
    line_number: number;
    account:
      | 'cash_till'
      | 'card_clearing'
      | 'bkash_clearing'
      | 'nagad_clearing'
      | 'rocket_clearing'
      | 'receivable'
      | 'revenue'
      | 'sales_returns'
      | 'vat_output'
      | 'sd_output'
      | 'rounding'
      | 'cogs'
      | 'cogs_adjustment'
      | 'inventory'
      | 'grni'
      | 'shrinkage'
      | 'stock_gain'
      | 'short_over'
      | 'safe'
      | 'loss'
      | 'paid_in_out';
    debit_paisa: number;
    credit_paisa: number;
  };
  outbox: {
    tenant_id: string;
    id: GeneratedAlways<number>;
    shop_id: string | null;
    type: string;
    payload: Json;
    trace_parent: string | null;
    created_at: Instant;
  };
  inbox: {
    tenant_id: string;
    consumer: string;
    event_id: number;
    handled_at: Instant;
  };
  parked_events: {
    tenant_id: string;
    consumer: string;
    event_id: number;
    shop_id: string | null;
    type: string;
    payload: Json;
    error: string;
    attempts: number;
    parked_at: Instant;
  };
}
