import { describe, expect, test } from 'vitest';
import type { ReceiptDocument } from './documents.ts';
import { type PaperMm, papers, renderEscPos } from './escpos.ts';
import { decodeEscPos, type Printed } from './testing/decode-escpos.ts';
import { banglaReceipt, englishReceipt, receiptLine } from './testing/sample-documents.ts';

const print = async (document: ReceiptDocument, paperMm: PaperMm = 80, openDrawer = false) =>
  decodeEscPos(await renderEscPos(document, { paperMm, openDrawer }));
const linesOf = (printed: readonly Printed[]) => printed.filter((part) => part.type === 'line');
const bandsOf = (printed: readonly Printed[]) => printed.filter((part) => part.type === 'band');
const textsOf = (printed: readonly Printed[]) => linesOf(printed).map(({ text }) => text);
const ends = (printed: readonly Printed[], start: string, end: string) =>
  textsOf(printed).some((text) => text.trim().startsWith(start) && text.endsWith(end));

const opensDrawer = async (document: ReceiptDocument, asked: boolean) =>
  (await print(document, 80, asked)).some(({ type }) => type === 'drawer');

/** The stream is whole and nothing in it is wider than the paper. */
const expectFits = (printed: readonly Printed[], paperMm: PaperMm) => {
  const { columns, dots } = papers[paperMm];
  for (const { text } of linesOf(printed)) expect(text.length).toBeLessThanOrEqual(columns);
  for (const band of bandsOf(printed)) {
    expect(band.widthBytes * 8).toBeLessThanOrEqual(dots);
    expect(band.widthBytes).toBeGreaterThan(0);
    expect(band.heightDots).toBeGreaterThanOrEqual(34);
    expect(band.heightDots).toBeLessThanOrEqual(72);
    expect(band.bits.some((byte) => byte !== 0)).toBe(true);
  }
  expect(printed.at(-1)).toEqual({ type: 'cut' });
};

describe.each([58, 80] as const)('on %i mm paper', (paperMm) => {
  const { columns } = papers[paperMm];

  test('an English receipt is native text only, with every amount at the right edge', async () => {
    const printed = await print(englishReceipt(), paperMm);
    expectFits(printed, paperMm);
    expect(bandsOf(printed)).toEqual([]);
    const texts = textsOf(printed);
    expect(texts.join('\n')).toContain('INV-2627-000042');
    const amounts = [
      ['1.25 kg x 98.75', '123.44'],
      ['2 pcs x 60.00 (15%)', '120.00'],
      ['Discount', '-5.00'],
      ['Subtotal', '238.44'],
      ['Discount', '-3.44'],
      ['TOTAL', 'Tk 235.00'],
      ['bKash 9AB12CD34', '100.00'],
      ['Cash', '200.00'],
      ['Change', '65.00'],
      ['VAT 15% on 100.00', '15.00'],
    ] as const;
    expect(amounts.filter(([label, amount]) => !ends(printed, label, amount))).toEqual([]);
    for (const text of texts.filter((line) => /\d\.\d\d$/.test(line))) expect(text).toHaveLength(columns);
  });

  test('the total is bold and double height, other amounts are not', async () => {
    const lines = linesOf(await print(englishReceipt(), paperMm));
    expect(lines.find(({ text }) => text.startsWith('TOTAL'))).toMatchObject({ bold: true, tall: true });
    expect(lines.find(({ text }) => text.startsWith('Subtotal'))).toMatchObject({ bold: false, tall: false });
  });

  test('Bangla is drawn, ASCII lines of the same receipt are not', async () => {
    const printed = await print(banglaReceipt(), paperMm);
    expectFits(printed, paperMm);
    expect(bandsOf(printed).length).toBeGreaterThan(15);
    expect(textsOf(printed)).toContain('Milk 500 ml');
  });

  test('a drawn amount ends at the right edge', async () => {
    const { dots } = papers[paperMm];
    const totals = bandsOf(await print(banglaReceipt({ lines: [] }), paperMm)).filter(
      ({ widthBytes }) => widthBytes * 8 === dots,
    );
    expect(totals.length).toBeGreaterThanOrEqual(5);
    for (const { widthBytes, heightDots, bits } of totals) {
      // The last digit may leave its side bearing blank, not more.
      const inkRight = Math.max(
        ...Array.from({ length: heightDots }, (_, y) => bits.subarray(y * widthBytes, (y + 1) * widthBytes)).map((row) => {
          const last = row.findLastIndex((byte) => byte !== 0);
          return last < 0 ? 0 : last * 8 + 8 - Math.log2((row[last] ?? 1) & -(row[last] ?? 1));
        }),
      );
      expect(inkRight).toBeGreaterThan(dots - 8);
    }
  });

  test('200 lines are all there', async () => {
    const lines = Array.from({ length: 200 }, (_, index) =>
      receiptLine({ name: index % 2 === 0 ? `চিনি ${index}` : `Item ${index}`, totalPaisa: 10_000 + index }),
    );
    const printed = await print(englishReceipt({ lines }), paperMm);
    expectFits(printed, paperMm);
    for (const index of lines.keys()) {
      expect(ends(printed, '1.25 kg', `${100 + Math.floor(index / 100)}.${String(index % 100).padStart(2, '0')}`)).toBe(true);
    }
    expect(bandsOf(printed)).toHaveLength(100);
  });

  test('the largest amounts still fit', async () => {
    const totalPaisa = 10_000_000_000_000;
    const base = englishReceipt();
    const totals = { ...base.totals, totalPaisa, payablePaisa: totalPaisa, subtotalPaisa: totalPaisa };
    for (const make of [englishReceipt, banglaReceipt]) {
      const lines = [receiptLine({ unitPricePaisa: totalPaisa, totalPaisa })];
      expectFits(await print(make({ lines, totals }), paperMm), paperMm);
    }
    expect(ends(await print(englishReceipt({ totals })), 'TOTAL', 'Tk 1,00,00,00,00,000.00')).toBe(true);
  });
});

describe('what people write cannot steer the printer', () => {
  const hostile = {
    'printer commands': '\u001b@\u001bp\u0000\u0019\u00fa\u001dV\u0000Sugar\u001d(k\u0003\u0000',
    'cancel, form feed, end of transmission': 'a\u0018b\u000cc\u0004d\u0010e\u001cf',
    'C1 controls': 'a\u009bb\u0085c\u009dd',
    'right-to-left text and overrides': '\u202eragus\u202c \u05e9\u05dc\u05d5\u05dd \u0627\u0644\u0633\u0644\u0627\u0645',
    emoji: '👩‍👩‍👧‍👦🇧🇩 Sugar 🍬',
    'lone surrogates': 'a\ud83db\udc00',
    'a tower of marks': `ক${'\u0981'.repeat(60)}${'\u0300'.repeat(200)}`,
    '500 characters in one word': 'W'.repeat(500),
    '500 Bangla characters in one word': 'ক্ষ'.repeat(170),
    'nothing visible': '\u200b\u0000\ufeff',
  };

  test.each(Object.entries(hostile))('%s', async (_kind, text) => {
    for (const paperMm of [58, 80] as const) {
      const printed = await print(
        englishReceipt({
          shopName: text,
          shopAddress: text,
          shopPhone: text,
          bin: text,
          documentNumber: text,
          originalNumber: text,
          issuedAt: text,
          registerName: text,
          cashierName: text,
          lines: [receiptLine({ name: text, unit: text })],
          payments: [{ kind: 'card', amountPaisa: 100, reference: text }],
        }),
        paperMm,
        true,
      );
      expectFits(printed, paperMm);
      expect(printed.filter(({ type }) => type === 'cut')).toHaveLength(1);
      expect(printed.filter(({ type }) => type === 'drawer')).toHaveLength(0);
    }
  });

  test('a name of 500 letters is printed whole', async () => {
    const printed = await print(englishReceipt({ lines: [receiptLine({ name: 'W'.repeat(500) })] }), 58);
    expect(
      textsOf(printed)
        .filter((text) => /^W+$/.test(text))
        .join(''),
    ).toHaveLength(500);
  });
});

describe('marks and devices', () => {
  test('the QR code holds the document number', async () => {
    expect(await print(englishReceipt())).toContainEqual({ type: 'qr', data: 'INV-2627-000042' });
  });

  test('a duplicate says so in both languages, which takes one more drawn band', async () => {
    expect(bandsOf(await print(englishReceipt({ duplicate: true })))).toHaveLength(1);
    const original = bandsOf(await print(banglaReceipt()));
    expect(bandsOf(await print(banglaReceipt({ duplicate: true })))).toHaveLength(original.length + 1);
  });

  test('the drawer opens for cash, when asked, and on the original only', async () => {
    const card = englishReceipt({ payments: [{ kind: 'card', amountPaisa: 23_500, reference: null }] });
    expect(await opensDrawer(englishReceipt(), true)).toBe(true);
    expect(await opensDrawer(englishReceipt(), false)).toBe(false);
    expect(await opensDrawer(englishReceipt({ duplicate: true }), true)).toBe(false);
    expect(await opensDrawer(card, true)).toBe(false);
  });

  test('a void and a credit note are headed as such', async () => {
    const heading = async (document: ReceiptDocument) =>
      linesOf(await print(document)).filter(({ tall, text }) => tall && /VOID|CREDIT NOTE/.test(text));
    expect(await heading(englishReceipt({ kind: 'void' }))).toHaveLength(1);
    const creditNote = englishReceipt({ kind: 'return', documentNumber: 'CN-2627-000001', originalNumber: 'INV-2627-000042' });
    expect(await heading(creditNote)).toHaveLength(1);
    expect(ends(await print(creditNote), 'For invoice:', 'INV-2627-000042')).toBe(true);
  });

  test('rounding is shown with what is left to pay', async () => {
    const base = englishReceipt();
    const rounded = { ...base.totals, totalPaisa: 23_480, roundingPaisa: 20 };
    const printed = await print(englishReceipt({ totals: rounded }));
    expect(ends(printed, 'Rounding', '0.20')).toBe(true);
    expect(ends(printed, 'PAYABLE', 'Tk 235.00')).toBe(true);
  });
});
