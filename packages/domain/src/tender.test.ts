import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cashRounding, cashRoundingUnitsPaisa, settle, type Tender, tenderKinds } from './tender.ts';

const unit = fc.constantFrom(...cashRoundingUnitsPaisa);

describe('cash rounding', () => {
  test.each([
    [12_349, 100, -49],
    [12_350, 100, 50],
    [12_349, 500, 151],
    [12_249, 500, 251 - 500],
    [12_349, 1, 0],
    [-12_350, 100, -50],
    [-12_349, 100, 49],
  ] as const)('of %i to %i is %i', (due, unitPaisa, adjustment) => {
    expect(cashRounding(due, unitPaisa)).toBe(adjustment);
  });

  test('lands on the unit, moves by half of it at most, and mirrors for refunds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), unit, (due, unitPaisa) => {
        const adjustment = cashRounding(due, unitPaisa);
        expect((due + adjustment) % unitPaisa).toBe(0);
        expect(Math.abs(adjustment) * 2).toBeLessThanOrEqual(unitPaisa);
        expect(cashRounding(-due, unitPaisa) + adjustment).toBe(0);
      }),
    );
  });
});

describe('settling', () => {
  test('cash alone is rounded and gives change', () => {
    expect(settle({ totalPaisa: 12_349, tenders: [{ kind: 'cash', amountPaisa: 50_000 }], cashRoundingUnitPaisa: 100 })).toEqual({
      roundingPaisa: -49,
      changePaisa: 37_700,
      cashAppliedPaisa: 12_300,
      payments: [{ kind: 'cash', tenderedPaisa: 50_000, appliedPaisa: 12_300 }],
    });
  });

  test('only what remains after card and wallets is rounded', () => {
    const settled = settle({
      totalPaisa: 100_049,
      tenders: [
        { kind: 'bkash', amountPaisa: 50_010 },
        { kind: 'cash', amountPaisa: 30_000 },
        { kind: 'bkash', amountPaisa: 10_000 },
        { kind: 'cash', amountPaisa: 20_000 },
      ],
      cashRoundingUnitPaisa: 500,
    });
    expect(settled.roundingPaisa).toBe(-39);
    expect(settled.changePaisa).toBe(10_000);
    expect(settled.payments.map((payment) => payment.appliedPaisa)).toEqual([50_010, 30_000, 10_000, 10_000]);
  });

  test('without cash nothing is rounded', () => {
    expect(
      settle({ totalPaisa: 12_349, tenders: [{ kind: 'card', amountPaisa: 12_349 }], cashRoundingUnitPaisa: 500 }),
    ).toMatchObject({ roundingPaisa: 0, changePaisa: 0, cashAppliedPaisa: 0 });
  });

  test('a remainder that rounds to nothing is settled by cash of zero', () => {
    expect(
      settle({
        totalPaisa: 10_020,
        tenders: [
          { kind: 'card', amountPaisa: 10_000 },
          { kind: 'cash', amountPaisa: 0 },
        ],
        cashRoundingUnitPaisa: 100,
      }),
    ).toMatchObject({ roundingPaisa: -20, cashAppliedPaisa: 0 });
  });

  test.each<[string, number, Tender[]]>([
    ['non_cash_exceeds_total', 1000, [{ kind: 'card', amountPaisa: 1001 }]],
    ['underpaid', 1000, [{ kind: 'card', amountPaisa: 999 }]],
    ['underpaid', 1000, [{ kind: 'cash', amountPaisa: 999 }]],
    ['underpaid', 1000, []],
    ['negative_amount', 1000, [{ kind: 'cash', amountPaisa: -1 }]],
    ['negative_amount', -1, []],
    ['amount_out_of_range', 1000, [{ kind: 'cash', amountPaisa: 0.5 }]],
  ])('%s: a total of %i with %o', (code, totalPaisa, tenders) => {
    expect(() => settle({ totalPaisa, tenders, cashRoundingUnitPaisa: 100 })).toThrow(expect.objectContaining({ code }));
  });

  test('applied payments are total + rounding, and tendered less applied is the change', () => {
    const tender = fc.record({ kind: fc.constantFrom(...tenderKinds), amountPaisa: fc.nat({ max: 100_000 }) });
    fc.assert(
      fc.property(fc.array(tender, { maxLength: 6 }), fc.nat({ max: 100_000 }), unit, (tenders, cashDue, unitPaisa) => {
        const nonCash = tenders.filter(({ kind }) => kind !== 'cash').reduce((sum, { amountPaisa }) => sum + amountPaisa, 0);
        const totalPaisa = nonCash + cashDue;
        const all: Tender[] = [...tenders, { kind: 'cash', amountPaisa: cashDue + 500 }];
        const settled = settle({ totalPaisa, tenders: all, cashRoundingUnitPaisa: unitPaisa });
        const applied = settled.payments.reduce((sum, payment) => sum + payment.appliedPaisa, 0);
        const tendered = settled.payments.reduce((sum, payment) => sum + payment.tenderedPaisa, 0);
        expect(applied).toBe(totalPaisa + settled.roundingPaisa);
        expect(tendered - applied).toBe(settled.changePaisa);
        expect(applied - nonCash).toBe(settled.cashAppliedPaisa);
        for (const payment of settled.payments) {
          expect(payment.appliedPaisa).toBeGreaterThanOrEqual(0);
          expect(payment.kind === 'cash' || payment.appliedPaisa === payment.tenderedPaisa).toBe(true);
        }
      }),
    );
  });
});
