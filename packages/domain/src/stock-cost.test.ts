import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { averageCost, gainStock, issueStock, receiveStock, returnStock, type StockState } from './stock-cost.ts';

const empty: StockState = { qtyThousandths: 0, valuePaisa: 0, lastCostPaisaPerUnit: 0 };
const stock = (qtyThousandths: number, valuePaisa: number, lastCostPaisaPerUnit = 0): StockState => ({
  qtyThousandths,
  valuePaisa,
  lastCostPaisaPerUnit,
});

describe('receipt and issue', () => {
  test('a receipt adds quantity and landed cost and sets the last cost', () => {
    expect(receiveStock(stock(1000, 100), { qtyThousandths: 2000, landedCostPaisa: 301 })).toEqual({
      state: stock(3000, 401, 151),
      costPaisa: 301,
      cogsAdjustmentPaisa: 0,
    });
  });

  test('an issue takes its rounded part, the last one all that is left', () => {
    const first = issueStock(stock(3000, 100), { qtyThousandths: 1000 });
    const second = issueStock(first.state, { qtyThousandths: 1000 });
    const third = issueStock(second.state, { qtyThousandths: 1000 });
    expect([first.costPaisa, second.costPaisa, third.costPaisa]).toEqual([33, 34, 33]);
    expect(third.state).toEqual(stock(0, 0));
  });

  test('selling below zero is refused by default, with what is there', () => {
    expect(() => issueStock(stock(2000, 100), { qtyThousandths: 2001 })).toThrow(
      expect.objectContaining({ code: 'insufficient_stock', details: { wanted: 2001, available: 2000 } }),
    );
  });

  test('average cost is derived, and a count gain enters at it', () => {
    expect(averageCost(stock(3000, 100))).toBe(33);
    expect(averageCost(stock(0, 0, 70))).toBe(70);
    expect(gainStock(stock(3000, 100), { qtyThousandths: 1500 })).toEqual({
      state: stock(4500, 150),
      costPaisa: 50,
      cogsAdjustmentPaisa: 0,
    });
    expect(gainStock(stock(0, 0, 70), { qtyThousandths: 1500 }).costPaisa).toBe(105);
  });
});

describe('negative stock', () => {
  test('an issue below zero takes what is there at its value and the rest at the last cost', () => {
    const { state, costPaisa } = issueStock(stock(2000, 250, 150), { qtyThousandths: 5000, allowNegative: true });
    expect(costPaisa).toBe(250 + 450);
    expect(state).toEqual(stock(-3000, -450, 150));
  });

  test('the receipt that crosses zero posts the difference to the COGS adjustment', () => {
    // Three units were sold at 150 and cost 200: 150 more.
    expect(receiveStock(stock(-3000, -450, 150), { qtyThousandths: 10_000, landedCostPaisa: 2000 })).toEqual({
      state: stock(7000, 1400, 200),
      costPaisa: 2000,
      cogsAdjustmentPaisa: 150,
    });
    expect(receiveStock(stock(-3000, -450, 150), { qtyThousandths: 3000, landedCostPaisa: 300 })).toEqual({
      state: stock(0, 0, 100),
      costPaisa: 300,
      cogsAdjustmentPaisa: -150,
    });
  });

  test('a receipt that stays below zero waits with the difference', () => {
    expect(receiveStock(stock(-3000, -450, 150), { qtyThousandths: 1000, landedCostPaisa: 200 })).toEqual({
      state: stock(-2000, -250, 200),
      costPaisa: 200,
      cogsAdjustmentPaisa: 0,
    });
  });
});

test.each([0, -1])('a quantity of %i is refused', (qtyThousandths) => {
  const refusal = expect.objectContaining({ code: 'quantity_not_positive' });
  expect(() => issueStock(stock(5, 5), { qtyThousandths })).toThrow(refusal);
  expect(() => receiveStock(empty, { qtyThousandths, landedCostPaisa: 1 })).toThrow(refusal);
  expect(() => returnStock(empty, { qtyThousandths, costPaisa: 1 })).toThrow(refusal);
  expect(() => gainStock(empty, { qtyThousandths })).toThrow(refusal);
});

const kinds = ['receive', 'issue', 'return', 'gain'] as const;
type Kind = (typeof kinds)[number];

interface Moved {
  readonly state: StockState;
  /** What the inventory account moves by. */
  readonly valueChangePaisa: number;
  readonly cogsAdjustmentPaisa: number;
}

const move = (state: StockState, kind: Kind, qtyThousandths: number, paisa: number): Moved => {
  if (kind === 'issue') {
    const issued = issueStock(state, { qtyThousandths, allowNegative: true });
    return { state: issued.state, valueChangePaisa: 0 - issued.costPaisa, cogsAdjustmentPaisa: 0 };
  }
  const enter = {
    receive: () => receiveStock(state, { qtyThousandths, landedCostPaisa: paisa }),
    return: () => returnStock(state, { qtyThousandths, costPaisa: paisa }),
    gain: () => gainStock(state, { qtyThousandths }),
  };
  const entry = enter[kind]();
  const { cogsAdjustmentPaisa } = entry;
  return { state: entry.state, valueChangePaisa: entry.costPaisa - cogsAdjustmentPaisa, cogsAdjustmentPaisa };
};

const step = fc.record({
  kind: fc.constantFrom(...kinds),
  qtyThousandths: fc.oneof(fc.constantFrom(1000, 2000), fc.integer({ min: 1, max: 20_000 })),
  paisa: fc.nat({ max: 1_000_000 }),
});

test('conservation: value moves by cost less adjustment, and nothing on hand is worth nothing', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let state = empty;
      for (const { kind, qtyThousandths, paisa } of steps) {
        const moved = move(state, kind, qtyThousandths, paisa);
        const wasNegative = state.qtyThousandths < 0;
        expect(moved.state.valuePaisa - state.valuePaisa).toBe(moved.valueChangePaisa);
        expect(moved.state.qtyThousandths - state.qtyThousandths).toBe(kind === 'issue' ? -qtyThousandths : qtyThousandths);
        expect(wasNegative || moved.cogsAdjustmentPaisa === 0).toBe(true);
        state = moved.state;
        expect(state.qtyThousandths !== 0 || state.valuePaisa === 0).toBe(true);
        expect(state.qtyThousandths < 0 || state.valuePaisa >= 0).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('without sales below zero, all that was paid for leaves as cost, to the paisa', () => {
  const receipt = fc.record({ qtyThousandths: fc.integer({ min: 1, max: 9999 }), landedCostPaisa: fc.nat({ max: 2 ** 40 }) });
  fc.assert(
    fc.property(fc.array(receipt, { minLength: 1, maxLength: 10 }), fc.integer({ min: 1, max: 5000 }), (receipts, portion) => {
      let state = receipts.reduce((before, arrived) => receiveStock(before, arrived).state, empty);
      const paid = receipts.reduce((sum, { landedCostPaisa }) => sum + landedCostPaisa, 0);
      let cost = 0;
      while (state.qtyThousandths > 0) {
        const issued = issueStock(state, { qtyThousandths: Math.min(portion, state.qtyThousandths) });
        expect(issued.costPaisa).toBeGreaterThanOrEqual(0);
        cost += issued.costPaisa;
        state = issued.state;
        // Pieces of one thousandth would only make the test slow.
        portion = Math.max(portion, 100);
      }
      expect(cost).toBe(paid);
      expect(state.valuePaisa).toBe(0);
    }),
  );
});
