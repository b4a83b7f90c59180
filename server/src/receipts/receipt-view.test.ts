import { priceDocument } from '@zakpos/domain';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localTime } from './local-time.ts';
import { mushakOfSale } from './mushak-view.ts';
import { type Issuer, returnReceipt, type SaleLineRow, type SaleRow, saleReceipt } from './receipt-view.ts';

const issuer: Issuer = {
  shop_name: 'Mirpur',
  address: 'Dhaka',
  phone: '',
  time_zone: 'Asia/Dhaka',
  register_name: 'Till 2',
  member_name: 'Rina',
  role: 'manager',
  bin: '001234567-0101',
  locale: 'en',
  digits: 'latin',
};

interface PricedInput {
  readonly unitPricePaisa: number;
  readonly qtyThousandths: number;
  readonly lineDiscountPaisa: number;
  readonly vatRateBasisPoints: number;
  readonly sdRateBasisPoints: number;
  readonly priceIncludesTax: boolean;
}

/** A sale as it is stored: priced by the rules of the domain. */
const storedSale = (inputs: readonly PricedInput[], cartDiscountPaisa: number, changes: Partial<SaleRow> = {}) => {
  const { lines, totals } = priceDocument({ lines: inputs, cartDiscountPaisa });
  const rows = lines.map(
    (line, index): SaleLineRow => ({
      tenant_id: 't',
      sale_id: 's',
      line_number: index + 1,
      id: String(index),
      variant_id: 'v',
      sku: 'sku',
      name: 'Sugar',
      name_bn: 'চিনি',
      unit_code: 'pcs',
      qty_thousandths: line.qtyThousandths,
      unit_price_paisa: line.unitPricePaisa,
      list_price_paisa: line.unitPricePaisa,
      encoded_amount_paisa: null,
      line_discount_paisa: line.lineDiscountPaisa,
      cart_discount_share_paisa: line.cartDiscountSharePaisa,
      vat_rate_basis_points: line.vatRateBasisPoints,
      sd_rate_basis_points: line.sdRateBasisPoints,
      price_includes_tax: line.priceIncludesTax,
      net_paisa: line.netPaisa,
      sd_paisa: line.sdPaisa,
      vat_paisa: line.vatPaisa,
      total_paisa: line.totalPaisa,
      cost_paisa: 0,
    }),
  );
  const sale: SaleRow = {
    tenant_id: 't',
    id: 's',
    shop_id: 'shop',
    register_id: 'register',
    cash_session_id: 'session',
    cart_id: null,
    fiscal_year: '2026-27',
    number: 42,
    invoice_number: 'INV-2627-000042',
    sold_at: new Date('2026-10-12T08:05:00Z'),
    business_day: '2026-10-12',
    member_id: 'member',
    subtotal_paisa: totals.subtotalPaisa,
    discount_paisa: totals.discountPaisa,
    net_paisa: totals.netPaisa,
    sd_paisa: totals.sdPaisa,
    vat_paisa: totals.vatPaisa,
    total_paisa: totals.totalPaisa,
    rounding_paisa: 0,
    change_paisa: 0,
    cost_paisa: 0,
    buyer: null,
    note: '',
    voided_at: null,
    ...changes,
  };
  return { sale, issuer, lines: rows };
};

const receiptOf = (stored: ReturnType<typeof storedSale>) => saleReceipt({ ...stored, payments: [], duplicate: false });

const pricedInput = fc
  .record({
    unitPricePaisa: fc.integer({ min: 1, max: 10_000_000 }),
    qtyThousandths: fc.integer({ min: 1, max: 100_000 }),
    discountShare: fc.integer({ min: 0, max: 100 }),
    vatRateBasisPoints: fc.constantFrom(0, 240, 500, 750, 1_000, 1_500),
    sdRateBasisPoints: fc.constantFrom(0, 0, 0, 500, 2_000),
    priceIncludesTax: fc.boolean(),
  })
  .map(({ discountShare, ...line }): PricedInput => {
    const amount = Math.floor((line.unitPricePaisa * line.qtyThousandths) / 1000);
    return { ...line, lineDiscountPaisa: Math.floor((amount * discountShare) / 200) };
  });
const storedSales = fc
  .tuple(fc.array(pricedInput, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 50 }))
  .map(([lines, percent]) => {
    const { totals } = priceDocument({ lines, cartDiscountPaisa: 0 });
    const base = totals.subtotalPaisa - totals.discountPaisa;
    return storedSale(lines, Math.floor((base * percent) / 100));
  });

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

describe('a receipt adds up as printed', () => {
  test('lines make the subtotal; less the discount and with the taxes on top it is the stored total', () => {
    fc.assert(
      fc.property(storedSales, (stored) => {
        const { lines, totals, vatSummary } = receiptOf(stored);
        expect(sum(lines.map(({ totalPaisa }) => totalPaisa))).toBe(totals.subtotalPaisa);
        expect(totals.subtotalPaisa - totals.cartDiscountPaisa + totals.taxAddedPaisa).toBe(totals.totalPaisa);
        expect(totals.totalPaisa).toBe(stored.sale.total_paisa);
        expect(totals.subtotalPaisa + sum(lines.map(({ discountPaisa }) => discountPaisa))).toBe(stored.sale.subtotal_paisa);
        expect(sum(vatSummary.map(({ vatPaisa }) => vatPaisa))).toBe(totals.vatPaisa);
      }),
    );
  });

  test('taxes inside the prices are not added again', () => {
    const line = { unitPricePaisa: 10_000, qtyThousandths: 1_000, lineDiscountPaisa: 0, sdRateBasisPoints: 0 };
    const inclusive = receiptOf(storedSale([{ ...line, vatRateBasisPoints: 1_500, priceIncludesTax: true }], 0));
    expect(inclusive.totals).toMatchObject({ taxAddedPaisa: 0, totalPaisa: 10_000, vatPaisa: 1_304 });
    const exclusive = receiptOf(storedSale([{ ...line, vatRateBasisPoints: 1_500, priceIncludesTax: false }], 0));
    expect(exclusive.totals).toMatchObject({ taxAddedPaisa: 1_500, totalPaisa: 11_500, subtotalPaisa: 10_000 });
  });

  test('a label that carries its price keeps it, whatever price × quantity says', () => {
    const stored = storedSale(
      [
        {
          unitPricePaisa: 33_300,
          qtyThousandths: 371,
          lineDiscountPaisa: 0,
          vatRateBasisPoints: 0,
          sdRateBasisPoints: 0,
          priceIncludesTax: true,
        },
      ],
      0,
    );
    const lines = stored.lines.map((line) => ({ ...line, encoded_amount_paisa: 12_345, net_paisa: 12_345, total_paisa: 12_345 }));
    expect(receiptOf({ ...stored, lines }).lines[0]?.totalPaisa).toBe(12_345);
  });

  test('a sale without VAT has no VAT summary', () => {
    const line = { unitPricePaisa: 100, qtyThousandths: 1_000, lineDiscountPaisa: 0, sdRateBasisPoints: 0 };
    expect(receiptOf(storedSale([{ ...line, vatRateBasisPoints: 0, priceIncludesTax: true }], 0)).vatSummary).toEqual([]);
  });
});

describe('the VAT invoice adds up as the form reads', () => {
  test('each row and the totals: total − discount = net, net + SD + VAT = total with taxes', () => {
    fc.assert(
      fc.property(storedSales, (stored) => {
        const { lines, totals } = mushakOfSale({ ...stored, sellerName: 'Rahim' });
        for (const row of [...lines, totals]) {
          expect(row.totalPaisa - row.discountPaisa).toBe(row.netPaisa);
          expect(row.netPaisa + row.sdPaisa + row.vatPaisa).toBe(row.totalWithTaxesPaisa);
          expect(row.discountPaisa).toBeGreaterThanOrEqual(0);
        }
        expect(totals).toMatchObject({ netPaisa: stored.sale.net_paisa, totalWithTaxesPaisa: stored.sale.total_paisa });
        const undiscounted = lines.filter((_line, index) => {
          const row = stored.lines[index];
          return row?.line_discount_paisa === 0 && row.cart_discount_share_paisa === 0;
        });
        expect(undiscounted.filter(({ discountPaisa }) => discountPaisa !== 0)).toEqual([]);
      }),
    );
  });

  test('prices that include the tax are shown without it', () => {
    const line = { unitPricePaisa: 11_500, qtyThousandths: 2_000, lineDiscountPaisa: 0, sdRateBasisPoints: 0 };
    const stored = storedSale([{ ...line, vatRateBasisPoints: 1_500, priceIncludesTax: true }], 0);
    const invoice = mushakOfSale({ ...stored, sellerName: 'Rahim' });
    expect(invoice.lines[0]).toMatchObject({ unitPricePaisa: 10_000, totalPaisa: 20_000, vatPaisa: 3_000, description: 'চিনি' });
    expect(invoice).toMatchObject({
      sellerName: 'Rahim',
      issuingAddress: 'Mirpur, Dhaka',
      issueDate: '12/10/2026',
      issueTime: '14:05',
      officerName: 'Rina',
      officerDesignation: 'ব্যবস্থাপক / Manager',
      buyerName: '',
    });
  });

  test('the buyer of the sale is named', () => {
    const buyer = { name: 'Karim', bin: '000111222-0303', address: 'Khulna' };
    const invoice = mushakOfSale({ ...storedSale([], 0, { buyer }), sellerName: 'Rahim' });
    expect(invoice).toMatchObject({ buyerName: 'Karim', buyerBin: '000111222-0303', buyerAddress: 'Khulna' });
  });
});

describe('what a receipt says', () => {
  const line = {
    unitPricePaisa: 100,
    qtyThousandths: 1_000,
    lineDiscountPaisa: 0,
    vatRateBasisPoints: 0,
    sdRateBasisPoints: 0,
    priceIncludesTax: true,
  };

  test('the name in the shop’s language, in the other where there is none', () => {
    const stored = storedSale([line, line], 0);
    const lines = stored.lines.map((row, index) => (index === 0 ? row : { ...row, name_bn: '' }));
    const names = (locale: 'bn' | 'en') =>
      receiptOf({ ...stored, lines, issuer: { ...issuer, locale } }).lines.map(({ name }) => name);
    expect(names('bn')).toEqual(['চিনি', 'Sugar']);
    expect(names('en')).toEqual(['Sugar', 'Sugar']);
  });

  test('a voided sale is a void', () => {
    expect(receiptOf(storedSale([line], 0, { voided_at: new Date() })).kind).toBe('void');
  });

  test('a return credits its lines and names the invoice', () => {
    const document = returnReceipt({
      issuer,
      saleReturn: {
        tenant_id: 't',
        id: 'r',
        sale_id: 's',
        shop_id: 'shop',
        register_id: 'register',
        cash_session_id: 'session',
        fiscal_year: '2026-27',
        number: 1,
        credit_note_number: 'CN-2627-000001',
        at: new Date('2026-10-12T18:30:00Z'),
        business_day: '2026-10-13',
        member_id: 'member',
        approved_by: null,
        reason: 'broken',
        net_paisa: 870,
        sd_paisa: 0,
        vat_paisa: 130,
        total_paisa: 1_000,
        rounding_paisa: 0,
        cost_paisa: 0,
        invoice_number: 'INV-2627-000042',
      },
      lines: [
        {
          name: 'Sugar',
          name_bn: 'চিনি',
          unit_code: 'pcs',
          vat_rate_basis_points: 1_500,
          qty_thousandths: 1_000,
          net_paisa: 870,
          vat_paisa: 130,
          total_paisa: 1_000,
        },
      ],
      refunds: [{ kind: 'cash', reference: null, amount_paisa: 1_000 }],
      duplicate: false,
    });
    expect(document).toMatchObject({
      kind: 'return',
      documentNumber: 'CN-2627-000001',
      originalNumber: 'INV-2627-000042',
      issuedAt: '13/10/2026 00:30',
      payments: [{ kind: 'cash', amountPaisa: 1_000 }],
    });
    expect(document.lines[0]).toMatchObject({ unitPricePaisa: null, totalPaisa: 1_000 });
  });
});

test('documents carry the day and time of the shop’s clock', () => {
  const instant = new Date('2026-06-30T18:00:00Z');
  expect(localTime(instant, 'Asia/Dhaka')).toEqual({ date: '01/07/2026', time: '00:00' });
  expect(localTime(instant, 'UTC')).toEqual({ date: '30/06/2026', time: '18:00' });
});
