import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkDigit, isGtin } from './check-digit.ts';

const body = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((digits) => digits.join(''));

test.each([
  ['400638133393', 1],
  ['03600029145', 2],
  ['7351353', 7],
])('the check digit of %s is %i', (digits, check) => {
  expect(checkDigit(digits)).toBe(check);
});

test('one wrong digit is always found', () => {
  fc.assert(
    fc.property(body(12), fc.nat({ max: 12 }), fc.integer({ min: 1, max: 9 }), (digits, at, change) => {
      const code = `${digits}${checkDigit(digits)}`;
      expect(isGtin(code)).toBe(true);
      const wrong = (Number(code[at]) + change) % 10;
      expect(isGtin(`${code.slice(0, at)}${wrong}${code.slice(at + 1)}`)).toBe(false);
    }),
  );
});

test('zeros in front change nothing', () => {
  fc.assert(
    fc.property(body(12), (digits) => {
      expect(checkDigit(`00${digits}`)).toBe(checkDigit(digits));
    }),
  );
});

test.each(['', '12a4', '১২৩', '1.5'])('%j has no check digit', (text) => {
  expect(() => checkDigit(text)).toThrow(expect.objectContaining({ code: 'invalid_digits' }));
});
