import { describe, expect, test } from 'vitest';
import { mushakColumns } from './mushak-form.ts';
import { renderMushakPdf } from './mushak-pdf.ts';
import { renderReceiptPdf } from './receipt-pdf.ts';
import { readPdf } from './testing/read-pdf.ts';
import { banglaReceipt, englishReceipt, mushakInvoice, receiptLine } from './testing/sample-documents.ts';

describe('the receipt as PDF', () => {
  test('is one page as wide as an 80 mm roll, and its text can be read', async () => {
    const pages = readPdf(await renderReceiptPdf(banglaReceipt({ duplicate: true })));
    expect(pages).toHaveLength(1);
    expect(pages[0]?.widthPt).toBeCloseTo(226.77, 1);
    const texts = pages[0]?.texts ?? [];
    expect(texts).toEqual(
      expect.arrayContaining([
        'মায়ের দোয়া স্টোর',
        'Duplicate / প্রতিলিপি',
        'INV-2627-000042',
        'সর্বমোট',
        '৳ ২৩৫.০০',
        '১২৩.৪৪',
        'Milk 500 ml',
      ]),
    );
    expect(pages[0]?.operators).toMatch(/ re f$/m);
  });

  test('an English one has the sign of the taka as well', async () => {
    const [page] = readPdf(await renderReceiptPdf(englishReceipt()));
    expect(page?.texts).toContain('৳ 235.00');
    expect(page?.texts).not.toContain('Duplicate / প্রতিলিপি');
  });

  test('500 lines stay within the page size that readers take', async () => {
    const lines = Array.from({ length: 500 }, (_, index) =>
      receiptLine({ name: `ঝাড়ু ${index} ${'অতি লম্বা নাম '.repeat(8)}`, discountPaisa: 100 }),
    );
    const pages = readPdf(await renderReceiptPdf(banglaReceipt({ lines })));
    expect(pages.length).toBeGreaterThan(1);
    for (const { heightPt } of pages) expect(heightPt).toBeLessThanOrEqual(14_400);
    const first = pages.flatMap(({ texts }) => texts).filter((text) => /^ঝাড়ু \d+/.test(text));
    expect(first).toHaveLength(500);
  });

  test('names from people cannot leave their text', async () => {
    const name = ') Tj ET \\) >> endstream endobj <feff> ]TJ \u001b 😀 \u202e שלום';
    const [page] = readPdf(await renderReceiptPdf(englishReceipt({ shopName: name, lines: [receiptLine({ name })] })));
    expect(page?.texts.join(' ')).toContain(') Tj ET \\) >> endstream endobj');
  });
});

describe('the VAT invoice as PDF', () => {
  test('carries every field of form Mushak-6.3', async () => {
    const pages = readPdf(await renderMushakPdf(mushakInvoice(1)));
    expect(pages).toHaveLength(1);
    expect(pages[0]).toMatchObject({ widthPt: 841.89, heightPt: 595.28 });
    const texts = pages[0]?.texts ?? [];
    const form = ['মূসক-৬.৩', 'Mushak-6.3', 'কর চালানপত্র / Tax invoice'];
    const seller = ['মায়ের দোয়া স্টোর', '001234567-0101', '১২/বি, মিরপুর রোড, ঢাকা'];
    const buyer = ['Rahim Traders', '000987654-0202', 'Motijheel, Dhaka'];
    const issue = ['INV-2627-000042', '12/10/2026', '14:05'];
    const line = ['1', 'ঝাড়ু শক্ত 1', 'pcs', '2', '52.17', '104.35', '4.35', '100.00', '20%', '20.00', '15%', '18.00', '138.00'];
    const officer = ['রিনা আক্তার', 'Manager'];
    expect(texts).toEqual(expect.arrayContaining([...form, ...seller, ...buyer, ...issue, ...line, ...officer]));
    expect(mushakColumns).toHaveLength(line.length);
    // The line's row, left to right, is the columns' order.
    const row = texts.indexOf('ঝাড়ু শক্ত 1') - 1;
    expect(texts.slice(row, row + line.length)).toEqual(line);
  });

  test('has totals below the lines', async () => {
    const texts = readPdf(await renderMushakPdf(mushakInvoice(3)))[0]?.texts ?? [];
    const total = texts.indexOf('সর্বমোট / Total');
    expect(
      texts
        .slice(total + 1)
        .filter((text) => text !== '')
        .slice(0, 6),
    ).toEqual(['313.05', '13.05', '300.00', '60.00', '54.00', '414.00']);
  });

  test('the columns fill the page between its margins', () => {
    expect(mushakColumns.reduce((sum, { widthPt }) => sum + widthPt, 0)).toBeCloseTo(841.89 - 56, 0);
  });

  test('a long invoice repeats the head of its table on every page and loses no line', async () => {
    const pages = readPdf(await renderMushakPdf(mushakInvoice(200)));
    expect(pages.length).toBeGreaterThan(5);
    for (const [index, { texts }] of pages.entries()) {
      expect(texts).toContain('Description of goods or services');
      expect(texts).toContain(`পৃষ্ঠা / Page ${index + 1} / ${pages.length}`);
    }
    const serials = pages.flatMap(({ texts }) => texts.filter((text) => text.startsWith('ঝাড়ু শক্ত ')));
    expect(serials).toEqual(Array.from({ length: 200 }, (_, index) => `ঝাড়ু শক্ত ${index + 1}`));
    expect(pages.at(-1)?.texts).toContain('রিনা আক্তার');
    expect(pages.slice(0, -1).some(({ texts }) => texts.includes('সর্বমোট / Total'))).toBe(false);
  });

  test('numbers follow the shop’s digits, the BIN stays as registered', async () => {
    const [page] = readPdf(await renderMushakPdf(mushakInvoice(1, { digits: 'bengali' })));
    expect(page?.texts).toEqual(expect.arrayContaining(['১২/১০/২০২৬', '১৩৮.০০', '১৫%', '001234567-0101']));
  });

  test('a voided sale’s form says so', async () => {
    const [page] = readPdf(await renderMushakPdf(mushakInvoice(1, { voided: true })));
    expect(page?.texts).toContain('কর চালানপত্র / Tax invoice – বাতিল / VOID');
  });
});
