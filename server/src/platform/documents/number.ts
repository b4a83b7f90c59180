import { fiscalYearOf } from '@zakpos/domain';
import type { Db, TenantId } from '../database/tables.ts';

export const documentPrefixes = {
  invoice: 'INV',
  credit_note: 'CN',
  stock_receipt: 'SR',
  stock_count: 'SC',
  stock_adjustment: 'SA',
} as const;
export type DocumentKind = keyof typeof documentPrefixes;

export interface DocumentNumber {
  readonly fiscalYear: string;
  readonly number: number;
  /** As people read it: `INV-2627-000042`. */
  readonly text: string;
}

/** `INV-2627-` for invoices of 2026-27: what stands before the six digits. */
export const numberPrefix = (kind: DocumentKind, fiscalYear: string): string =>
  `${documentPrefixes[kind]}-${fiscalYear.slice(2, 4)}${fiscalYear.slice(5)}-`;

/**
 * The next number of a shop's series, without gaps under concurrency and rollback. Take it last: the counter's row stays locked until
 * the transaction ends.
 */
export async function nextDocumentNumber(
  tx: Db,
  tenantId: TenantId,
  series: { shopId: string; kind: DocumentKind; at: Date; timeZone: string },
): Promise<DocumentNumber> {
  const fiscalYear = fiscalYearOf(series.at, series.timeZone);
  const { last_number } = await tx
    .insertInto('document_counters')
    .values({ tenant_id: tenantId, shop_id: series.shopId, kind: series.kind, fiscal_year: fiscalYear, last_number: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'shop_id', 'kind', 'fiscal_year'])
        .doUpdateSet((eb) => ({ last_number: eb('document_counters.last_number', '+', 1) })),
    )
    .returning('last_number')
    .executeTakeFirstOrThrow();
  return { fiscalYear, number: last_number, text: numberPrefix(series.kind, fiscalYear) + String(last_number).padStart(6, '0') };
}
