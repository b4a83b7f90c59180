import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandUpcE, parseBarcode } from './barcodes.ts';
import { checkDigit } from './check-digit.ts';

const gs = '\u001d';

describe('GTINs', () => {
  test.each([
    ['4006381333931', 'ean13', '04006381333931'],
    ['036000291452', 'upca', '00036000291452'],
    ['73513537', 'ean8', '00000073513537'],
    ['04252614', 'upce', '00042100005264'],
    ['14006381333938', 'gtin14', '14006381333938'],
    ['2112345012346', 'in_store', '02112345012346'],
    ['৪০০৬৩৮১৩৩৩৯৩১', 'ean13', '04006381333931'],
    [' 4006381333931\r\n', 'ean13', '04006381333931'],
    [']E04006381333931', 'ean13', '04006381333931'],
    [']E473513537', 'ean8', '00000073513537'],
  ])('%j is %s with canonical %s', (raw, kind, gtin14) => {
    expect(parseBarcode(raw)).toMatchObject({ kind, gtin14, raw });
  });

  test('the same product has one canonical number as UPC-A, EAN-13 and GTIN-14', () => {
    const numbers = ['036000291452', '0036000291452', '00036000291452'].map((raw) => parseBarcode(raw));
    expect(numbers.map((read) => ('gtin14' in read ? read.gtin14 : undefined))).toEqual(Array(3).fill('00036000291452'));
  });

  test.each(['4006381333930', '036000291453', '73513536', '14006381333939', '2112345012347'])(
    '%s is refused for its check digit',
    (raw) => {
      expect(parseBarcode(raw)).toEqual({ kind: 'refused', reason: 'bad_check_digit', raw });
    },
  );
});

describe('UPC-E', () => {
  test.each([
    ['01234505', '012000003455'],
    ['01234514', '012100003454'],
    ['01234531', '012300000451'],
    ['01234543', '012340000053'],
    ['01234565', '012345000065'],
    ['01234596', '012345000096'],
  ])('%s expands to %s', (short, full) => {
    const body = full.slice(0, -1);
    const check = checkDigit(body);
    expect(expandUpcE(`${short.slice(0, -1)}${check}`)).toBe(`${body}${check}`);
    expect(parseBarcode(`${short.slice(0, -1)}${check}`)).toMatchObject({ kind: 'upce', gtin14: `00${body}${check}` });
  });

  test('begins with 0 or 1', () => {
    expect(expandUpcE('21234505')).toBeUndefined();
    expect(expandUpcE('0123450')).toBeUndefined();
  });
});

describe('text', () => {
  test.each(['CHINI-1KG', '12345', '123456789', '123456789012345', 'চিনি', ']C0ABC', '0112345678901234', '(12) rack'])(
    '%j is no GTIN and comes back as it is',
    (raw) => {
      const read = parseBarcode(raw);
      expect(read).toMatchObject({ kind: 'code128', raw, text: raw.replace(']C0', '') });
      expect(read).not.toHaveProperty('gtin14');
    },
  );

  test.each([
    ['', 'empty'],
    [' \r\n', 'empty'],
    [']E0', 'empty'],
    ['a\u0000b', 'bad_characters'],
    ['x'.repeat(257), 'too_long'],
  ])('%j is refused: %s', (raw, reason) => {
    expect(parseBarcode(raw)).toEqual({ kind: 'refused', reason, raw });
  });
});

describe('GS1', () => {
  const gtin = '0104006381333931';

  test.each([
    `]d2${gtin}1727123110LOT7${gs}21S1`,
    `]C1${gtin}10LOT7${gs}17271231`,
    `${gs}${gtin}1727123110LOT7${gs}21S1`,
    `${gtin}1727123110LOT7`,
    '(01)04006381333931(17)271231(10)LOT7',
  ])('%j gives GTIN, expiry and lot', (raw) => {
    expect(parseBarcode(raw)).toMatchObject({
      kind: 'gs1',
      gtin14: '04006381333931',
      elements: { expiryDate: '2027-12-31', lot: 'LOT7' },
    });
  });

  test.each([
    [`]d2${gtin}99`, 'gs1_malformed'],
    [`]d2${gtin}171300`, 'gs1_malformed'],
    [']d20104006381333930', 'bad_check_digit'],
    [']C110LOT7', 'gs1_without_gtin'],
    [`ABC${gs}DEF`, 'gs1_malformed'],
    [']d2', 'empty'],
  ])('%j is refused: %s', (raw, reason) => {
    expect(parseBarcode(raw)).toMatchObject({ kind: 'refused', reason });
  });
});

test('no text whatever makes it throw, and every GTIN it reports has a valid check digit', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^(\]d2|\]C1|)[0-9()~]{0,30}$/).map((text) => text.replaceAll('~', gs)),
    fc.stringMatching(/^[0-9]{7,14}$/),
  );
  fc.assert(
    fc.property(text, (raw) => {
      const read = parseBarcode(raw);
      if (read.kind === 'refused' || read.kind === 'code128') return;
      expect(read.gtin14).toMatch(/^\d{14}$/);
      expect(checkDigit(read.gtin14.slice(0, 13))).toBe(Number(read.gtin14[13]));
    }),
    { numRuns: 3000 },
  );
});
