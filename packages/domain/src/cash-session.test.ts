import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countedTotal, denominationsPaisa, expectedCash, variance } from './cash-session.ts';

const movements = {
  floatPaisa: 200_000,
  cashSalesPaisa: 1_234_500,
  debtReceiptsPaisa: 50_000,
  paidInPaisa: 10_000,
  cashRefundsPaisa: 34_500,
  paidOutPaisa: 20_000,
  dropsPaisa: 1_000_000,
};

test('expected = float + sales + debt receipts + paid in − refunds − paid out − drops', () => {
  expect(expectedCash(movements)).toBe(440_000);
});

test('variance is counted less expected: below zero is short', () => {
  expect(variance(439_900, 440_000)).toBe(-100);
  expect(variance(440_500, 440_000)).toBe(500);
});

test('a count is the sum of its notes and coins', () => {
  expect(countedTotal({ '100000': 4, '10000': 3, '500': 2, '100': 7 })).toBe(431_700);
  expect(countedTotal({})).toBe(0);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 10_000 }), { minLength: 10, maxLength: 10 }), (pieces) => {
      const counts = Object.fromEntries(denominationsPaisa.map((denomination, index) => [denomination, pieces[index] ?? 0]));
      const total = denominationsPaisa.reduce((sum, denomination, index) => sum + denomination * (pieces[index] ?? 0), 0);
      expect(countedTotal(counts)).toBe(total);
    }),
  );
});

test.each([
  [{ '300': 1 }, 'unknown_denomination'],
  [{ '0100': 1 }, 'unknown_denomination'],
  [{ toString: 1 }, 'unknown_denomination'],
  [{ '100': -1 }, 'negative_quantity'],
  [{ '100': 1.5 }, 'amount_out_of_range'],
])('the count %o is refused: %s', (counts, code) => {
  expect(() => countedTotal(counts as Record<string, number>)).toThrow(expect.objectContaining({ code }));
});

test('a movement below zero is refused', () => {
  expect(() => expectedCash({ ...movements, dropsPaisa: -1 })).toThrow(expect.objectContaining({ code: 'negative_amount' }));
});
