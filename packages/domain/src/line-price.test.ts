import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DocumentLine, priceDocument, priceLine, spreadDiscount, taxLine } from './line-price.ts';
import { roundHalfUp } from './money.ts';

const tax = (basePaisa: number, vatRateBasisPoints: number, priceIncludesTax: boolean, sdRateBasisPoints = 0) =>
  taxLine({ basePaisa, vatRateBasisPoints, sdRateBasisPoints, priceIncludesTax });

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const rate = fc.constantFrom(0, 240, 500, 750, 1000, 1500, 35_000);
const anyLine: fc.Arbitrary<DocumentLine> = fc
  .record({
    unitPricePaisa: fc.integer({ min: 0, max: 10_000_000 }),
    qtyThousandths: fc.integer({ min: 0, max: 1_000_000 }),
    discountShare: fc.integer({ min: 0, max: 100 }),
    vatRateBasisPoints: rate,
    sdRateBasisPoints: rate,
    priceIncludesTax: fc.boolean(),
  })
  .map(({ discountShare, ...line }) => ({
    ...line,
    lineDiscountPaisa: Math.floor((priceLine({ ...line, lineDiscountPaisa: 0 }) * discountShare) / 100),
  }));

describe('line amount', () => {
  test.each([
    [10_000, 1000, 0, 10_000],
    [333, 1500, 0, 500],
    [1, 499, 0, 0],
    [1, 500, 0, 1],
    [10_000, 3000, 2500, 27_500],
  ])('%i paisa × %i thousandths less %i is %i', (unitPricePaisa, qtyThousandths, lineDiscountPaisa, amount) => {
    expect(priceLine({ unitPricePaisa, qtyThousandths, lineDiscountPaisa })).toBe(amount);
  });

  test('an encoded price replaces price × quantity', () => {
    expect(priceLine({ unitPricePaisa: 65_000, qtyThousandths: 154, lineDiscountPaisa: 0, encodedAmountPaisa: 9999 })).toBe(9999);
  });

  test.each([
    [{ unitPricePaisa: -1, qtyThousandths: 1000, lineDiscountPaisa: 0 }, 'negative_amount'],
    [{ unitPricePaisa: 100, qtyThousandths: -1, lineDiscountPaisa: 0 }, 'negative_quantity'],
    [{ unitPricePaisa: 100, qtyThousandths: 1000, lineDiscountPaisa: 101 }, 'discount_exceeds_amount'],
    [{ unitPricePaisa: 100, qtyThousandths: 1000, lineDiscountPaisa: -1 }, 'negative_amount'],
    [{ unitPricePaisa: 0.1, qtyThousandths: 1000, lineDiscountPaisa: 0 }, 'amount_out_of_range'],
    [{ unitPricePaisa: 2 ** 52, qtyThousandths: 3000, lineDiscountPaisa: 0 }, 'amount_out_of_range'],
  ])('%o is refused: %s', (line, code) => {
    expect(() => priceLine(line)).toThrow(expect.objectContaining({ code }));
  });
});

describe('cart discount', () => {
  test('of 1.00 over three equal lines is 0.34, 0.33, 0.33', () => {
    expect(spreadDiscount([5000, 5000, 5000], 100)).toEqual([34, 33, 33]);
  });

  test('goes to the largest remainder first', () => {
    expect(spreadDiscount([100, 200, 50], 5)).toEqual([1, 3, 1]);
  });

  test('shares sum to the discount, each within its amount and a paisa of its exact part', () => {
    const amounts = fc.array(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 2 ** 45 })), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(amounts, fc.nat({ max: 1_000_000 }), (amounts, portion) => {
        const total = sum(amounts);
        const discount = Number((BigInt(total) * BigInt(portion)) / 1_000_000n);
        const shares = spreadDiscount(amounts, discount);
        expect(sum(shares)).toBe(discount);
        for (const [index, share] of shares.entries()) {
          const amount = amounts[index] ?? 0;
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(amount);
          const floor = total === 0 ? 0 : Number((BigInt(discount) * BigInt(amount)) / BigInt(total));
          expect(share - floor === 0 || share - floor === 1).toBe(true);
        }
      }),
    );
  });

  test('more than the lines are worth is refused', () => {
    expect(() => spreadDiscount([100, 50], 151)).toThrow(expect.objectContaining({ code: 'discount_exceeds_amount' }));
    expect(() => spreadDiscount([], 1)).toThrow(expect.objectContaining({ code: 'discount_exceeds_amount' }));
    expect(() => spreadDiscount([100], -1)).toThrow(expect.objectContaining({ code: 'negative_amount' }));
    expect(spreadDiscount([], 0)).toEqual([]);
    expect(spreadDiscount([0, 0], 0)).toEqual([0, 0]);
  });
});

describe('tax', () => {
  test.each([
    [10_000, 1500, true, 1304],
    [9999, 750, true, 698],
    [100, 240, true, 2],
    [3333, 1500, false, 500],
  ])('%i paisa at %i basis points, inclusive %s: VAT %i', (base, rateBasisPoints, inclusive, vatPaisa) => {
    expect(tax(base, rateBasisPoints, inclusive).vatPaisa).toBe(vatPaisa);
  });

  test('supplementary duty comes first and VAT is on the sum', () => {
    expect(tax(10_000, 1500, false, 2000)).toEqual({ netPaisa: 10_000, sdPaisa: 2000, vatPaisa: 1800, grossPaisa: 13_800 });
    expect(tax(13_800, 1500, true, 2000)).toEqual({ netPaisa: 10_000, sdPaisa: 2000, vatPaisa: 1800, grossPaisa: 13_800 });
  });

  test('of an inclusive base sums to it exactly, and follows the rule in exact arithmetic', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), rate, rate, (base, vatRate, sdRate) => {
        const { netPaisa, sdPaisa, vatPaisa, grossPaisa } = tax(base, vatRate, true, sdRate);
        expect(grossPaisa).toBe(base);
        expect(netPaisa + sdPaisa + vatPaisa).toBe(base);
        expect(netPaisa).toBeGreaterThanOrEqual(0);
        expect(vatPaisa).toBe(Number(roundHalfUp(BigInt(base) * BigInt(vatRate), BigInt(10_000 + vatRate))));
      }),
    );
  });

  test('a negative rate is refused', () => {
    expect(() => tax(100, -1, true)).toThrow(expect.objectContaining({ code: 'rate_out_of_range' }));
    expect(() => tax(100, 0, true, -1)).toThrow(expect.objectContaining({ code: 'rate_out_of_range' }));
  });
});

describe('document', () => {
  test('totals are the sums of the lines, and discount leads from subtotal to base', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 12 }), fc.nat({ max: 100 }), (lines, percent) => {
        const cartDiscountPaisa = Math.floor((sum(lines.map(priceLine)) * percent) / 100);
        const priced = priceDocument({ lines, cartDiscountPaisa });
        const { totals } = priced;
        for (const key of ['netPaisa', 'sdPaisa', 'vatPaisa', 'totalPaisa'] as const) {
          expect(totals[key]).toBe(sum(priced.lines.map((line) => line[key])));
        }
        expect(sum(priced.lines.map((line) => line.cartDiscountSharePaisa))).toBe(cartDiscountPaisa);
        expect(sum(priced.lines.map((line) => line.basePaisa))).toBe(totals.subtotalPaisa - totals.discountPaisa);
        for (const line of priced.lines) {
          expect(line.totalPaisa).toBe(line.netPaisa + line.sdPaisa + line.vatPaisa);
          expect(line.basePaisa).toBe(line.amountPaisa - line.cartDiscountSharePaisa);
          expect(line.priceIncludesTax ? line.totalPaisa : line.netPaisa).toBe(line.basePaisa);
        }
      }),
    );
  });

  test('keeps what else a line carries', () => {
    const line = {
      variantId: 'tea',
      unitPricePaisa: 10_000,
      qtyThousandths: 2000,
      lineDiscountPaisa: 500,
      vatRateBasisPoints: 1500,
      sdRateBasisPoints: 0,
      priceIncludesTax: true,
    };
    const priced = priceDocument({ lines: [line], cartDiscountPaisa: 100 });
    expect(priced.lines[0]).toEqual({
      ...line,
      amountPaisa: 19_500,
      cartDiscountSharePaisa: 100,
      basePaisa: 19_400,
      netPaisa: 16_870,
      sdPaisa: 0,
      vatPaisa: 2530,
      totalPaisa: 19_400,
    });
    expect(priced.totals).toEqual({
      subtotalPaisa: 20_000,
      discountPaisa: 600,
      netPaisa: 16_870,
      sdPaisa: 0,
      vatPaisa: 2530,
      totalPaisa: 19_400,
    });
  });

  test('without lines is worth nothing, and sums beyond safe integers are refused', () => {
    expect(priceDocument({ lines: [], cartDiscountPaisa: 0 }).totals.totalPaisa).toBe(0);
    const huge: DocumentLine = {
      unitPricePaisa: 2 ** 52,
      qtyThousandths: 1000,
      lineDiscountPaisa: 0,
      vatRateBasisPoints: 0,
      sdRateBasisPoints: 0,
      priceIncludesTax: true,
    };
    expect(() => priceDocument({ lines: [huge, huge], cartDiscountPaisa: 0 })).toThrow(
      expect.objectContaining({ code: 'amount_out_of_range' }),
    );
  });
});
