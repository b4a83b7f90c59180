import { adjustmentJournal, saleJournal } from '@zakpos/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/database.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { uuidv7 } from '../platform/ids.ts';
import { type Posting, postJournal } from './post.ts';

let database: TestDatabase;
let db: DatabaseService;
const tenantId = uuidv7();
const shopId = uuidv7();

beforeAll(async () => {
  database = await cloneDatabase();
  db = new DatabaseService(database.settings);
  await db.inTenant(tenantId, async (tx) => {
    await tx.insertInto('tenants').values({ id: tenantId, name: 'Ledger' }).execute();
    await tx.insertInto('shops').values({ tenant_id: tenantId, id: shopId, name: 'Main' }).execute();
  });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const posting = (given: Partial<Posting>): Posting => ({
  shopId,
  kind: 'sale',
  documentId: uuidv7(),
  documentNumber: 'INV-2627-000001',
  businessDay: '2026-08-01',
  at: new Date(),
  lines: [],
  ...given,
});
const post = (given: Posting) => db.inTenant(tenantId, (tx) => postJournal(tx, tenantId, given));

test('a journal and its lines are posted in the order of the rule', async () => {
  const lines = saleJournal({
    netPaisa: 8_696,
    vatPaisa: 1_304,
    sdPaisa: 0,
    roundingPaisa: 0,
    cogsPaisa: 7_000,
    payments: [{ kind: 'cash', appliedPaisa: 10_000 }],
  });
  await post(posting({ lines }));
  const posted = await db.inTenant(tenantId, (tx) =>
    tx.selectFrom('journal_lines').select(['account', 'debit_paisa', 'credit_paisa']).orderBy('line_number').execute(),
  );
  expect(posted.map((line) => ({ account: line.account, debitPaisa: line.debit_paisa, creditPaisa: line.credit_paisa }))).toEqual(
    lines,
  );
});

test('what is worth nothing is not posted', async () => {
  const documentId = uuidv7();
  await post(posting({ documentId, lines: adjustmentJournal({ kind: 'gain', costPaisa: 0 }) }));
  const journals = await db.inTenant(tenantId, (tx) =>
    tx.selectFrom('journals').selectAll().where('document_id', '=', documentId).execute(),
  );
  expect(journals).toEqual([]);
});

test('one document is posted once in a kind, and lines that do not balance never', async () => {
  const once = posting({ lines: adjustmentJournal({ kind: 'gain', costPaisa: 5 }) });
  await post(once);
  await expect(post(once)).rejects.toThrow('journals_tenant_id_document_id_kind_key');
  const lopsided = posting({
    lines: [
      { account: 'cash_till', debitPaisa: 5, creditPaisa: 0 },
      { account: 'revenue', debitPaisa: 0, creditPaisa: 4 },
    ],
  });
  await expect(post(lopsided)).rejects.toThrow('differs by 1');
});
