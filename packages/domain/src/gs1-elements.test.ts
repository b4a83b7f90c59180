import { describe, expect, test } from 'vitest';
import { readGs1Elements } from './gs1-elements.ts';

const gs = '\u001d';

describe('element strings', () => {
  test('fixed lengths need no separator, variable ones end at FNC1', () => {
    expect(readGs1Elements(`0104006381333931310300125010A1${gs}21S9`)).toMatchObject({
      gtin14: '04006381333931',
      netWeightGrams: 1250,
      lot: 'A1',
      serial: 'S9',
    });
  });

  test.each([
    ['3100000002', 2000],
    ['3102001250', 12_500],
    ['3103001250', 1250],
    ['3104012505', 1251],
    ['3105999999', 10_000],
  ])('%s is %i grams', (text, grams) => {
    expect(readGs1Elements(text)?.netWeightGrams).toBe(grams);
  });

  test.each([
    ['17270200', '2027-02-28'],
    ['17280200', '2028-02-29'],
    ['17271231', '2027-12-31'],
  ])('%s expires on %s', (text, date) => {
    expect(readGs1Elements(text)?.expiryDate).toBe(date);
  });

  test('other identifiers are kept in order', () => {
    expect(readGs1Elements(`3712${gs}400PO1${gs}391501299`)?.all).toEqual([
      { ai: '37', value: '12' },
      { ai: '400', value: 'PO1' },
      { ai: '3915', value: '01299' },
    ]);
  });

  test.each([
    '',
    gs,
    '0104006381',
    '01ABCDEFGHIJKLMN',
    '17271331',
    '17270230',
    '10',
    `10${'x'.repeat(21)}`,
    '0504006381333931',
    `10A${gs}10B`,
    '(01)04006381333931x',
    '(17)271231 (0)1',
  ])('%j is none', (text) => {
    expect(readGs1Elements(text)).toBeUndefined();
  });
});
