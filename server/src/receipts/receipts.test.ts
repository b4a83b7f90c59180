import { saleRoutes } from '@zakpos/contracts';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApp, type SignedIn, type TestApp } from '../../test/app.ts';
import { uuidv7 } from '../platform/ids.ts';
import { decodeEscPos, type Printed } from './testing/decode-escpos.ts';
import { readPdf } from './testing/read-pdf.ts';
import { type StoredSale, storeSale } from './testing/stored-sales.ts';

let app: TestApp;
let superuser: Client;
beforeAll(async () => {
  app = await openApp();
  superuser = await app.database.connect();
});
afterAll(() => app.close());

const openShop = async (buyer?: Record<string, string>): Promise<{ owner: SignedIn; stored: StoredSale }> => {
  const owner = await app.signUpTenant('Rahim Stores');
  const { tenantId, memberId } = owner.session.actor;
  const stored = await storeSale(superuser, { tenantId, memberId, ...(buyer === undefined ? {} : { buyer }) });
  return { owner, stored };
};

const bytesOf = async (response: Response): Promise<Buffer> => {
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
};
const printSale = (caller: SignedIn, saleId: string, format: string) =>
  caller.fetch(`/v1/sales/${saleId}/prints?format=${format}`, { method: 'POST' });
const printReturn = (caller: SignedIn, returnId: string, format: string) =>
  caller.fetch(`/v1/returns/${returnId}/prints?format=${format}`, { method: 'POST' });
/** Label and amount of each line, without the space between them. */
const linesOf = (printed: readonly Printed[]) =>
  printed.filter((part) => part.type === 'line').map(({ text }) => text.trim().replace(/ {2,}/g, ' | '));
const isDuplicate = (printed: readonly Printed[]) => printed.some(({ type }) => type === 'band');
const auditOf = async (documentId: string) => {
  const { rows } = await superuser.query(
    `select action, after->>'ordinal' as ordinal from app.audit_log where subject_id = $1 order by id`,
    [documentId],
  );
  return rows;
};
const printsOf = async (documentId: string) => {
  const { rows } = await superuser.query(
    'select ordinal, document_kind, format, cash_session_id from app.prints where document_id = $1 order by ordinal',
    [documentId],
  );
  return rows;
};

describe('printing a sale', () => {
  test('the first print is the original with the drawer; each later one is a duplicate, counted and audited', async () => {
    const { owner, stored } = await openShop();
    const first = await printSale(owner, stored.saleId, 'escpos80');
    expect(first.headers.get('content-type')).toBe('application/octet-stream');
    expect(first.headers.get('content-disposition')).toBe('attachment; filename="INV-2627-000001.bin"');
    const original = decodeEscPos(await bytesOf(first));
    expect(isDuplicate(original)).toBe(false);
    expect(original).toContainEqual({ type: 'drawer' });
    expect(original).toContainEqual({ type: 'qr', data: 'INV-2627-000001' });
    expect(linesOf(original)).toEqual(
      expect.arrayContaining([
        'Date: | 12/10/2026 14:05',
        'Register: | Till 1',
        'Cashier: | Test Owner',
        'Miniket rice',
        '1.25 kg x 98.75 | 123.44',
        'TOTAL | Tk 238.44',
        'Rounding | -0.44',
        'PAYABLE | Tk 238.00',
        'Cash | 300.00',
        'Change | 62.00',
        'VAT 15% on 100.00 | 15.00',
      ]),
    );

    const second = decodeEscPos(await bytesOf(await printSale(owner, stored.saleId, 'escpos58')));
    expect(isDuplicate(second)).toBe(true);
    expect(second.some(({ type }) => type === 'drawer')).toBe(false);
    const third = await printSale(owner, stored.saleId, 'pdf');
    expect(third.headers.get('content-type')).toBe('application/pdf');
    const [page] = readPdf(await bytesOf(third));
    expect(page?.texts).toEqual(expect.arrayContaining(['Duplicate / প্রতিলিপি', 'INV-2627-000001', '৳ 238.44']));

    const counted = { document_kind: 'sale', cash_session_id: stored.sessionId };
    expect(await printsOf(stored.saleId)).toEqual([
      { ...counted, ordinal: 1, format: 'escpos80' },
      { ...counted, ordinal: 2, format: 'escpos58' },
      { ...counted, ordinal: 3, format: 'pdf' },
    ]);
    expect(await auditOf(stored.saleId)).toEqual([
      { action: 'sale.reprint', ordinal: '2' },
      { action: 'sale.reprint', ordinal: '3' },
    ]);
  });

  test('of many prints at once exactly one is the original', async () => {
    const { owner, stored } = await openShop();
    const printed = await Promise.all(
      Array.from({ length: 12 }, async () => decodeEscPos(await bytesOf(await printSale(owner, stored.saleId, 'escpos80')))),
    );
    expect(printed.filter((receipt) => !isDuplicate(receipt))).toHaveLength(1);
    expect(printed.filter((receipt) => receipt.some(({ type }) => type === 'drawer'))).toHaveLength(1);
    expect((await printsOf(stored.saleId)).map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  test('a reprint counts in the session that is open at the register now', async () => {
    const { owner, stored } = await openShop();
    const { tenantId, memberId } = owner.session.actor;
    const later = uuidv7();
    await superuser.query(
      `update app.cash_sessions set status = 'closed', closed_at = now(), closed_by = $2 where tenant_id = $1 and id = $3`,
      [tenantId, memberId, stored.sessionId],
    );
    await superuser.query(
      `insert into app.cash_sessions (tenant_id, id, shop_id, register_id, session_number, float_paisa, opened_by)
       values ($1, $2, $3, $4, 2, 0, $5)`,
      [tenantId, later, stored.shopId, stored.registerId, memberId],
    );
    await bytesOf(await printSale(owner, stored.saleId, 'escpos80'));
    expect(await printsOf(stored.saleId)).toMatchObject([{ cash_session_id: later }]);
  });

  test('a shop that writes Bangla prints Bangla', async () => {
    const { owner, stored } = await openShop();
    await superuser.query(`update app.tenant_settings set locale = 'bn', digits = 'bengali' where tenant_id = $1`, [
      owner.tenantId,
    ]);
    const [page] = readPdf(await bytesOf(await printSale(owner, stored.saleId, 'pdf')));
    expect(page?.texts).toEqual(expect.arrayContaining(['মিনিকেট চাল', 'সর্বমোট', '৳ ২৩৮.৪৪', '১২/১০/২০২৬ ১৪:০৫']));
  });

  test('a voided sale is headed as void and opens no drawer', async () => {
    const { owner, stored } = await openShop();
    await superuser.query(
      `insert into app.sale_voids (tenant_id, sale_id, cash_session_id, reason, member_id) values ($1, $2, $3, 'mistake', $4)`,
      [owner.tenantId, stored.saleId, stored.sessionId, owner.session.actor.memberId],
    );
    const printed = decodeEscPos(await bytesOf(await printSale(owner, stored.saleId, 'escpos80')));
    expect(linesOf(printed)).toContain('VOID');
    expect(printed.some(({ type }) => type === 'drawer')).toBe(false);
  });
});

describe('printing a return', () => {
  test('is a credit note that names the invoice, with its own count', async () => {
    const { owner, stored } = await openShop();
    const printed = decodeEscPos(await bytesOf(await printReturn(owner, stored.returnId, 'escpos80')));
    expect(isDuplicate(printed)).toBe(false);
    expect(linesOf(printed)).toEqual(
      expect.arrayContaining([
        'CREDIT NOTE',
        'Credit note: | CN-2627-000001',
        'For invoice: | INV-2627-000001',
        '1 pcs (15%) | 57.50',
        'TOTAL | Tk 57.50',
        'REFUNDED | Tk 58.00',
        'Cash | 58.00',
      ]),
    );
    const [page] = readPdf(await bytesOf(await printReturn(owner, stored.returnId, 'pdf')));
    expect(page?.texts).toContain('Duplicate / প্রতিলিপি');
    expect(await printsOf(stored.returnId)).toMatchObject([
      { ordinal: 1, document_kind: 'return' },
      { ordinal: 2, document_kind: 'return' },
    ]);
    expect(await auditOf(stored.returnId)).toEqual([{ action: 'return.reprint', ordinal: '2' }]);
  });
});

describe('the VAT invoice of a sale', () => {
  test('names seller and buyer, and is not counted as a print', async () => {
    const { owner, stored } = await openShop({ name: 'Karim Traders', bin: '000111222-0303', address: 'Khulna' });
    const response = await owner.fetch(`/v1/sales/${stored.saleId}/invoice`);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-disposition')).toBe('inline; filename="INV-2627-000001.pdf"');
    const [page] = readPdf(await bytesOf(response));
    expect(page?.texts).toEqual(
      expect.arrayContaining([
        'মূসক-৬.৩',
        'Rahim Stores',
        'Mirpur, 12/B Mirpur Road',
        'Karim Traders',
        '000111222-0303',
        'Khulna',
        'INV-2627-000001',
        '12/10/2026',
        '14:05',
        'চিনি',
        'Test Owner',
        'মালিক / Owner',
      ]),
    );
    // Sugar without its tax: 2 × 52.17 is 104.35 before rounding, less the discount 4.35, and 15.00 of VAT.
    const texts = page?.texts ?? [];
    const row = texts.indexOf('চিনি');
    expect(texts.slice(row, row + 12)).toEqual([
      'চিনি',
      'pcs',
      '2',
      '52.17',
      '104.35',
      '4.35',
      '100.00',
      '0%',
      '0.00',
      '15%',
      '15.00',
      '115.00',
    ]);
    expect(await printsOf(stored.saleId)).toEqual([]);
  });
});

describe('who may print', () => {
  test('another tenant finds nothing, and leaves no print behind', async () => {
    const { stored } = await openShop();
    const stranger = await app.signUpTenant();
    const params = { saleId: stored.saleId };
    expect((await stranger.call(saleRoutes.printSale, { params, query: { format: 'pdf' } })).problem.code).toBe('not_found');
    expect((await stranger.call(saleRoutes.saleInvoice, { params })).problem.code).toBe('not_found');
    const asked = { params: { returnId: stored.returnId }, query: { format: 'escpos58' } } as const;
    expect((await stranger.call(saleRoutes.printReturn, asked)).problem.code).toBe('not_found');
    expect(await printsOf(stored.saleId)).toEqual([]);
  });

  test('an unknown format, a malformed id and a missing token are refused', async () => {
    const { owner, stored } = await openShop();
    expect((await printSale(owner, stored.saleId, 'png')).status).toBe(400);
    expect((await printSale(owner, 'one', 'pdf')).status).toBe(400);
    const anonymous = await app.anonymous.fetch(`/v1/sales/${stored.saleId}/invoice`);
    expect(anonymous.status).toBe(401);
  });
});
