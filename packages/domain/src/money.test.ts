import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertSafe, DomainError, mulDivRound, roundHalfUp } from './money.ts';

const safe = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -1_000_000, max: 1_000_000 }));
const divisor = fc.oneof(fc.constantFrom(1, 2, 1000, 10_000, 10_750), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));

describe('half-up rounding', () => {
  test.each([
    [5n, 10n, 1n],
    [4n, 10n, 0n],
    [15n, 10n, 2n],
    [-5n, 10n, -1n],
    [-4n, 10n, 0n],
    [0n, 7n, 0n],
  ])('R(%s, %s) is %s', (numerator, denominator, rounded) => {
    expect(roundHalfUp(numerator, denominator)).toBe(rounded);
  });

  test('is (2n + d) div (2d), and a negative numerator mirrors the positive one', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 20n }), (n, d) => {
        expect(roundHalfUp(n, d)).toBe((2n * n + d) / (2n * d));
        expect(roundHalfUp(-n, d)).toBe(-roundHalfUp(n, d));
      }),
    );
  });

  test('a denominator that is not positive is a bug, not a refusal', () => {
    expect(() => roundHalfUp(1n, 0n)).toThrow('denominator must be positive');
    expect(() => mulDivRound(1, 1, 0)).toThrow('divisor must be positive');
  });
});

const outcome = (calculate: () => number): number | string => {
  try {
    return calculate();
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error);
  }
};

describe('mulDivRound', () => {
  test('equals the exact result, or refuses what is no safe integer', () => {
    fc.assert(
      fc.property(safe, safe, divisor, (a, b, d) => {
        const exact = roundHalfUp(BigInt(a) * BigInt(b), BigInt(d));
        // `toBe` tells 0 from −0, and a bigint has no −0.
        expect(outcome(() => mulDivRound(a, b, d))).toBe(
          Number.isSafeInteger(Number(exact)) ? Number(exact) : 'amount_out_of_range',
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('is exact just below a whole quotient at the end of the safe range', () => {
    const max = Number.MAX_SAFE_INTEGER;
    for (const d of [1, 2, 3, 7, 1000, 10_000, 2 ** 26, 2 ** 52, max - 1, max]) {
      expect(mulDivRound(max, 1, d)).toBe(Number(roundHalfUp(BigInt(max), BigInt(d))));
      expect(mulDivRound(max - 1, 1, d)).toBe(Number(roundHalfUp(BigInt(max - 1), BigInt(d))));
    }
  });

  test.each([
    [0.5, 2, 1],
    [Number.NaN, 1, 1],
    [2 ** 53, 1, 2],
    [1, 1, 0.5],
  ])('refuses %s × %s / %s', (a, b, d) => {
    expect(() => mulDivRound(a, b, d)).toThrow(DomainError);
  });
});

test('a number beyond the safe integers is refused by code and name', () => {
  expect(assertSafe(Number.MAX_SAFE_INTEGER, 'price')).toBe(Number.MAX_SAFE_INTEGER);
  for (const wrong of [1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => assertSafe(wrong, 'price')).toThrow(
      expect.objectContaining({ code: 'amount_out_of_range', details: { what: 'price', value: String(wrong) } }),
    );
  }
});
