import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDigit } from './check-digit.ts';
import { type InStoreLayout, isInStoreLayout, qtyForEncodedPrice, readInStore } from './in-store-codes.ts';

const layouts: InStoreLayout[] = [
  { prefix: '21', itemDigits: 5, valueKind: 'weight_grams', valueDigits: 5 },
  { prefix: '22', itemDigits: 5, valueKind: 'price_paisa', valueDigits: 5 },
  { prefix: '221', itemDigits: 4, valueKind: 'price_paisa', valueDigits: 5, valueScale: 100 },
];
const code = (body: string): string => `${body}${checkDigit(body)}`;

describe('in-store codes', () => {
  test('21 IIIII WWWWW C carries grams', () => {
    expect(readInStore(code('210012301250'), layouts)).toEqual({
      kind: 'weight_grams',
      prefix: '21',
      itemCode: '00123',
      qtyThousandths: 1250,
    });
  });

  test('22 IIIII PPPPP C carries the price', () => {
    expect(readInStore(code('220012309999'), layouts)).toEqual({
      kind: 'price_paisa',
      prefix: '22',
      itemCode: '00123',
      pricePaisa: 9999,
    });
  });

  test('the longest prefix wins, and its scale counts', () => {
    expect(readInStore(code('221012300125'), layouts)).toMatchObject({ itemCode: '0123', pricePaisa: 12_500 });
  });

  test('Bengali digits count', () => {
    const bengali = code('210012301250').replace(/\d/g, (digit) => '০১২৩৪৫৬৭৮৯'.charAt(Number(digit)));
    expect(readInStore(bengali, layouts)).toMatchObject({ itemCode: '00123' });
  });

  test.each([
    [`${code('210012301250').slice(0, 12)}${(checkDigit('210012301250') + 1) % 10}`, 'bad_check_digit'],
    [code('230012301250'), 'no_layout'],
    [code('210012300000'), 'zero_value'],
    ['4006381333931', 'not_in_store'],
    ['21001230125', 'not_in_store'],
  ])('%s is refused: %s', (text, reason) => {
    expect(readInStore(text, layouts)).toEqual({ kind: 'refused', reason });
  });

  test('every item and weight is read back', () => {
    fc.assert(
      fc.property(fc.nat({ max: 99_999 }), fc.integer({ min: 1, max: 99_999 }), (item, grams) => {
        const itemCode = String(item).padStart(5, '0');
        const read = readInStore(code(`21${itemCode}${String(grams).padStart(5, '0')}`), layouts);
        expect(read).toEqual({ kind: 'weight_grams', prefix: '21', itemCode, qtyThousandths: grams });
      }),
    );
  });
});

test('a layout fills twelve digits before the check digit', () => {
  expect(layouts.every(isInStoreLayout)).toBe(true);
  expect(isInStoreLayout({ prefix: '21', itemDigits: 5, valueKind: 'weight_grams', valueDigits: 4 })).toBe(false);
  expect(isInStoreLayout({ prefix: '31', itemDigits: 5, valueKind: 'weight_grams', valueDigits: 5 })).toBe(false);
  expect(isInStoreLayout({ prefix: '21', itemDigits: 0, valueKind: 'weight_grams', valueDigits: 10 })).toBe(false);
});

test('the quantity behind an encoded price is R(price × 1000, unit price)', () => {
  expect(qtyForEncodedPrice(9999, 65_000)).toBe(154);
  expect(qtyForEncodedPrice(65_000, 65_000)).toBe(1000);
  expect(() => qtyForEncodedPrice(100, 0)).toThrow(expect.objectContaining({ code: 'unit_price_not_positive' }));
});
