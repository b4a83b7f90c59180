import { expect, test } from 'vitest';
import { numberWriter, readCount, readQuantity, readTaka } from './format.ts';

const latin = numberWriter('latin');
const bengali = numberWriter('bengali');

test('the taka sign never parts from its amount', () => {
  expect(latin.taka(12_345_650)).toBe('৳\u00a01,23,456.50');
  expect(bengali.taka(12_345_650)).toBe('৳\u00a0১,২৩,৪৫৬.৫০');
});
test('a note is named without decimals, an odd amount with them', () => {
  expect([50_000, 27_050].map(latin.shortTaka)).toEqual(['৳\u00a0500', '৳\u00a0270.50']);
  expect(bengali.shortTaka(50_000)).toBe('৳\u00a0৫০০');
});
test('a rate is a percentage', () =>
  expect([1500, 750, 240, 0].map(latin.rate)).toEqual(['15\u00a0%', '7.5\u00a0%', '2.4\u00a0%', '0\u00a0%']));
test('a count is grouped', () => expect(latin.count(1980)).toBe('1,980'));

test.each([
  ['500', 50_000],
  ['১,২৩৪.৫', 123_450],
])('%s is read as paisa', (text, paisa) => expect(readTaka(text)).toBe(paisa));
test.each(['', '1.234', '-5', '1e3', 'abc'])('"%s" is no amount', (text) => expect(readTaka(text)).toBeUndefined());
test('a quantity may have three decimals', () => expect(readQuantity('১.২৫০')).toBe(1250));
test.each(['', '1.5', '-1', 'x'])('"%s" is no count', (text) => expect(readCount(text)).toBeUndefined());
test('a count may be in Bengali digits', () => expect(readCount('১২')).toBe(12));
