import { routes, type SaleView } from '@zakpos/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type TestApp } from '../../test/app.ts';
import { openStore, type Store } from '../../test/store.ts';
import { uuidv7 } from '../platform/ids.ts';

let app: TestApp;
let store: Store;

beforeAll(async () => {
  app = await openApp();
  store = await openStore(app);
  await store.add({ sku: 'TEA', pricePaisa: 12_345, stock: { qtyThousandths: 100_000, landedCostPaisa: 700_003 } });
  await store.openSession();
});
afterAll(() => app.close());

async function sellTea(qtyThousandths = 3_000, registerId = store.registerId): Promise<SaleView> {
  const totalPaisa = (12_345 * qtyThousandths) / 1_000;
  const { body } = await store.owner.call(routes.createSale, {
    body: {
      registerId,
      lines: [{ code: 'TEA', qtyThousandths }],
      expectedTotalPaisa: totalPaisa,
      tenders: [{ kind: 'cash', amountPaisa: 1_000_000 }],
    },
  });
  return body;
}
const voidSale = (saleId: string, reason = 'wrong customer') =>
  store.owner.call(routes.voidSale, { params: { saleId }, body: { reason } });

const stock = async () => {
  const [row] = await store.rows(
    sql<{ qty: number; value: number }>`select qty_thousandths as qty, value_paisa as value from stock`,
  );
  return row;
};

test('a void puts the goods back at the cost that they left with, and takes all of the sale out of the books', async () => {
  const before = await stock();
  const sale = await sellTea();
  const { body } = await voidSale(sale.id);
  expect(body).toMatchObject({ id: sale.id, invoiceNumber: sale.invoiceNumber, totalPaisa: sale.totalPaisa });
  expect(body.voidedAt).not.toBeNull();
  expect(await stock()).toEqual(before);
  const rows = await store.rows(
    sql<{
      account: string;
      paisa: number;
      day: string;
    }>`select l.account, sum(l.debit_paisa - l.credit_paisa) as paisa, j.business_day as day
      from journals j join journal_lines l on l.journal_id = j.id where j.document_id = ${sale.id} group by l.account, j.business_day`,
  );
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.every(({ paisa, day }) => paisa === 0 && day === sale.businessDay)).toBe(true);
  const [audited] = await store.rows(
    sql<{ action: string; reason: string }>`select action, reason from audit_log where subject_id = ${sale.id}`,
  );
  expect(audited).toEqual({ action: 'sale.void', reason: 'wrong customer' });
});

test('a sale is voided once, and a repeated key gets the same answer', async () => {
  const sale = await sellTea();
  const given = { params: { saleId: sale.id }, body: { reason: 'twice' }, idempotencyKey: uuidv7() };
  const first = await store.owner.call(routes.voidSale, given);
  const again = await store.owner.call(routes.voidSale, given);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect((await voidSale(sale.id)).problem.code).toBe('sale_voided');
});

test('once its session is closed a sale is not voided any more', async () => {
  const registerId = await store.addRegister('Short shift');
  const sessionId = await store.openSession(registerId);
  const sale = await sellTea(1_000, registerId);
  const admin = await app.database.connect('postgres');
  await admin.query(`update app.cash_sessions set status = 'closed', closed_at = now(), closed_by = opened_by where id = $1`, [
    sessionId,
  ]);
  const before = await stock();
  expect((await voidSale(sale.id)).problem).toMatchObject({ code: 'void_not_possible', details: { because: 'session_closed' } });
  expect(await stock()).toEqual(before);
});

test('of a void and a return that race for one sale exactly one happens', async () => {
  for (let round = 0; round < 5; round += 1) {
    const sale = await sellTea();
    const line = sale.lines[0]?.id ?? '';
    const body = { registerId: store.registerId, reason: 'torn', lines: [{ saleLineId: line, qtyThousandths: 1_000 }] };
    const [voided, returned] = await Promise.all([
      voidSale(sale.id),
      store.owner.call(routes.createReturn, { params: { saleId: sale.id }, body }),
    ]);
    const outcome = [voided.status, returned.status, voided.status === 200 ? returned.problem.code : voided.problem.code];
    expect([
      [200, 409, 'sale_voided'],
      [409, 201, 'void_not_possible'],
    ]).toContainEqual(outcome);
  }
});

test('ten tills that void one sale void it once', async () => {
  const before = await stock();
  const sale = await sellTea();
  const answers = await Promise.all(Array.from({ length: 10 }, () => voidSale(sale.id)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
  expect(await stock()).toEqual(before);
});

test('a cashier needs an approval, which is good for this sale and once', async () => {
  const sale = await sellTea();
  const pin = '4711';
  const { body: manager } = await store.owner.call(routes.createMember, {
    body: { name: 'Manager', role: 'manager', email: `${uuidv7()}@example.com`, password: 'Correct-Horse-7-Staples', pin },
  });
  const email = `${uuidv7()}@example.com`;
  await store.owner.call(routes.createMember, {
    body: { name: 'Cashier', role: 'cashier', email, password: 'Correct-Horse-7-Staples' },
  });
  const { body: session } = await app.anonymous.call(routes.signIn, { body: { email, password: 'Correct-Horse-7-Staples' } });
  const cashier = app.as(session.accessToken);
  const params = { saleId: sale.id };
  expect((await cashier.call(routes.voidSale, { params, body: { reason: 'x' } })).problem.code).toBe('permission_denied');
  const other = await sellTea();
  const approve = async (subjectId: string) => {
    const { body } = await cashier.call(routes.createApproval, {
      body: { action: 'void', subjectId, managerMemberId: manager.id, pin, reason: 'wrong goods' },
    });
    return body.id;
  };
  const forOther = { reason: 'x', approvalId: await approve(other.id) };
  expect((await cashier.call(routes.voidSale, { params, body: forOther })).problem.code).toBe('approval_invalid');
  const body = { reason: 'x', approvalId: await approve(sale.id) };
  expect((await cashier.call(routes.voidSale, { params, body })).status).toBe(200);
  const [row] = await store.rows(sql<{ approved_by: string }>`select approved_by from sale_voids where sale_id = ${sale.id}`);
  expect(row?.approved_by).toBe(manager.id);
  expect((await cashier.call(routes.voidSale, { params: { saleId: other.id }, body })).problem.code).toBe('approval_invalid');
});

test('another tenant’s sale is not found, and stays', async () => {
  const sale = await sellTea();
  const intruder = await openStore(app);
  const answer = await intruder.owner.call(routes.voidSale, { params: { saleId: sale.id }, body: { reason: 'mine' } });
  expect(answer.problem.code).toBe('not_found');
  expect((await store.owner.call(routes.getSale, { params: { saleId: sale.id } })).body.voidedAt).toBeNull();
});

test('a voided sale below zero settles at what the goods had been sold for', async () => {
  const own = await openStore(app);
  await own.owner.call(routes.updateSettings, { body: { allowNegativeStock: true } });
  await own.add({ sku: 'OIL', pricePaisa: 20_000, stock: { qtyThousandths: 1_000, landedCostPaisa: 10_000 } });
  await own.openSession();
  const { body: sale } = await own.owner.call(routes.createSale, {
    body: {
      registerId: own.registerId,
      lines: [{ code: 'OIL', qtyThousandths: 3_000 }],
      expectedTotalPaisa: 60_000,
      tenders: [{ kind: 'cash', amountPaisa: 60_000 }],
    },
  });
  await own.owner.call(routes.voidSale, { params: { saleId: sale.id }, body: { reason: 'x' } });
  const rows = await own.rows(
    sql<{ account: string; paisa: number }>`select account, sum(debit_paisa - credit_paisa) as paisa from journal_lines
      group by account having sum(debit_paisa - credit_paisa) <> 0 order by account`,
  );
  const [left] = await own.rows(
    sql<{ qty: number; value: number }>`select qty_thousandths as qty, value_paisa as value from stock`,
  );
  expect(left).toEqual({ qty: 1_000, value: 10_000 });
  expect(rows).toEqual([
    { account: 'cash_till', paisa: 100_000 },
    { account: 'grni', paisa: -10_000 },
    { account: 'inventory', paisa: 10_000 },
    { account: 'safe', paisa: -100_000 },
  ]);
});
