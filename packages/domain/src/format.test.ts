import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatQuantity, formatTaka, parseQuantity, parseTaka } from './format.ts';

const digits = fc.constantFrom('latin' as const, 'bengali' as const);

describe('taka', () => {
  test.each([
    [12_345_650, '৳ 1,23,456.50', '৳ ১,২৩,৪৫৬.৫০'],
    [0, '৳ 0.00', '৳ ০.০০'],
    [5, '৳ 0.05', '৳ ০.০৫'],
    [99_999, '৳ 999.99', '৳ ৯৯৯.৯৯'],
    [100_000, '৳ 1,000.00', '৳ ১,০০০.০০'],
    [10_000_000, '৳ 1,00,000.00', '৳ ১,০০,০০০.০০'],
    [1_000_000_000, '৳ 1,00,00,000.00', '৳ ১,০০,০০,০০০.০০'],
    [-150, '-৳ 1.50', '-৳ ১.৫০'],
  ])('%i paisa are %s and %s', (paisa, latin, bengali) => {
    expect(formatTaka(paisa, { digits: 'latin' })).toBe(latin);
    expect(formatTaka(paisa, { digits: 'bengali' })).toBe(bengali);
  });

  test('the symbol can be left out', () => {
    expect(formatTaka(-150, { symbol: false })).toBe('-1.50');
  });

  test('what is shown reads back as itself', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), digits, fc.boolean(), (paisa, digits, symbol) => {
        expect(parseTaka(formatTaka(paisa, { digits, symbol }))).toBe(paisa);
      }),
    );
  });

  test.each([
    ['1', 100],
    ['1.5', 150],
    ['০০১.০৫', 105],
    ['123,456', 12_345_600],
    ['1,23,456.50', 12_345_650],
    [' ৳10 ', 1000],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('%j is %i paisa', (text, paisa) => {
    expect(parseTaka(text)).toBe(paisa);
  });

  test.each([
    ['', 'invalid_number_text'],
    ['৳', 'invalid_number_text'],
    ['-1', 'invalid_number_text'],
    ['+1', 'invalid_number_text'],
    ['1e3', 'invalid_number_text'],
    ['0x10', 'invalid_number_text'],
    ['.5', 'invalid_number_text'],
    ['5.', 'invalid_number_text'],
    ['1,2', 'invalid_number_text'],
    ['1,,234', 'invalid_number_text'],
    ['12,34', 'invalid_number_text'],
    ['1 000', 'invalid_number_text'],
    ['1.2.3', 'invalid_number_text'],
    ['১٢', 'invalid_number_text'],
    ['NaN', 'invalid_number_text'],
    ['1.005', 'too_many_decimals'],
    ['90071992547409.92', 'amount_out_of_range'],
    ['9'.repeat(400), 'amount_out_of_range'],
  ])('%j is refused: %s', (text, code) => {
    expect(() => parseTaka(text)).toThrow(expect.objectContaining({ code }));
  });
});

describe('quantity', () => {
  test.each([
    [1000, '1'],
    [1500, '1.5'],
    [1, '0.001'],
    [1_234_567_890, '12,34,567.89'],
    [-250, '-0.25'],
    [0, '0'],
  ])('%i thousandths are %s', (thousandths, text) => {
    expect(formatQuantity(thousandths)).toBe(text);
  });

  test('reads back as itself in both digit sets', () => {
    expect(formatQuantity(1250, { digits: 'bengali' })).toBe('১.২৫');
    fc.assert(
      fc.property(fc.maxSafeNat(), digits, (thousandths, digits) => {
        expect(parseQuantity(formatQuantity(thousandths, { digits }))).toBe(thousandths);
      }),
    );
  });

  test('has three decimals at most', () => {
    expect(parseQuantity('0.125')).toBe(125);
    expect(() => parseQuantity('0.1250')).toThrow(expect.objectContaining({ code: 'too_many_decimals' }));
    expect(() => parseQuantity('৳1')).toThrow(expect.objectContaining({ code: 'invalid_number_text' }));
  });
});
