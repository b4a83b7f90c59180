import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ReturnedAmounts, returnedPart, returnLine } from './returns.ts';

test('three single returns of 1.00 give 0.33, 0.34, 0.33', () => {
  const parts = [0, 1000, 2000].map((doneThousandths) =>
    returnedPart(100, { soldThousandths: 3000, doneThousandths, moreThousandths: 1000 }),
  );
  expect(parts).toEqual([33, 34, 33]);
});

test('any series of partial returns ends at exactly the original amounts', () => {
  const sold = fc
    .record({
      pieces: fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 }),
      netPaisa: fc.nat({ max: 2 ** 40 }),
      vatPaisa: fc.nat({ max: 2 ** 38 }),
      sdPaisa: fc.nat({ max: 2 ** 38 }),
    })
    .map(({ netPaisa, ...rest }) => ({ ...rest, grossPaisa: netPaisa + rest.vatPaisa + rest.sdPaisa }));
  fc.assert(
    fc.property(sold, ({ pieces, grossPaisa, vatPaisa, sdPaisa }) => {
      const qtyThousandths = pieces.reduce((a, b) => a + b, 0);
      const total = { grossPaisa: 0, vatPaisa: 0, sdPaisa: 0, netPaisa: 0 };
      let returnedThousandths = 0;
      for (const piece of pieces) {
        const part: ReturnedAmounts = returnLine({
          sold: { qtyThousandths, grossPaisa, vatPaisa, sdPaisa },
          returnedThousandths,
          qtyThousandths: piece,
        });
        expect(part.grossPaisa).toBeGreaterThanOrEqual(0);
        expect(part.netPaisa + part.vatPaisa + part.sdPaisa).toBe(part.grossPaisa);
        for (const key of ['grossPaisa', 'vatPaisa', 'sdPaisa', 'netPaisa'] as const) total[key] += part[key];
        returnedThousandths += piece;
      }
      expect(total).toEqual({ grossPaisa, vatPaisa, sdPaisa, netPaisa: grossPaisa - vatPaisa - sdPaisa });
    }),
  );
});

test.each([
  [{ soldThousandths: 3000, doneThousandths: 2000, moreThousandths: 1001 }, 'return_exceeds_sold'],
  [{ soldThousandths: 3000, doneThousandths: 3000, moreThousandths: 1 }, 'return_exceeds_sold'],
  [{ soldThousandths: 3000, doneThousandths: 0, moreThousandths: Number.MAX_SAFE_INTEGER }, 'return_exceeds_sold'],
  [{ soldThousandths: 3000, doneThousandths: 0, moreThousandths: 0 }, 'quantity_not_positive'],
  [{ soldThousandths: 3000, doneThousandths: -1, moreThousandths: 1 }, 'negative_quantity'],
])('%o is refused: %s', (step, code) => {
  expect(() => returnedPart(100, step)).toThrow(expect.objectContaining({ code }));
});
