import type { JournalLine } from '@zakpos/domain';
import type { Db, TenantId } from '../platform/database/tables.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { BooksTables } from './books.tables.ts';

export interface Posting {
  readonly shopId: string;
  readonly kind: BooksTables['journals']['kind'];
  /** The sale, return, movement or session that is posted; one posting of a kind each. */
  readonly documentId: string;
  readonly documentNumber: string;
  readonly businessDay: string;
  readonly at: Date;
  /** As packages/domain makes them; none where nothing is worth anything, and then there is no journal. */
  readonly lines: readonly JournalLine[];
}

/** Posts a journal in the transaction of its document. The database refuses at commit what does not balance. */
export async function postJournal(tx: Db, tenantId: TenantId, posting: Posting): Promise<void> {
  if (posting.lines.length === 0) return;
  const id = uuidv7();
  const header = tx
    .insertInto('journals')
    .values({
      tenant_id: tenantId,
      id,
      shop_id: posting.shopId,
      kind: posting.kind,
      document_id: posting.documentId,
      document_number: posting.documentNumber,
      business_day: posting.businessDay,
      at: posting.at,
    })
    .execute();
  const lines = tx
    .insertInto('journal_lines')
    .values(
      posting.lines.map(({ account, debitPaisa, creditPaisa }, index) => ({
        tenant_id: tenantId,
        journal_id: id,
        line_number: index + 1,
        account,
        debit_paisa: debitPaisa,
        credit_paisa: creditPaisa,
      })),
    )
    .execute();
  await Promise.all([header, lines]);
}
