import { array, assert, constantFrom, double, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { cashRounding, type TenderKind } from '@zakpos/domain';
import { acceptRefunds, proposeRefunds, type RefundSituation, refundable } from './refund-plan.ts';

const situation = (given: Partial<RefundSituation>): RefundSituation => ({
  returnTotalPaisa: 0,
  payments: [],
  saleRoundingPaisa: 0,
  earlierTotalPaisa: 0,
  earlierRefunds: [],
  cashRoundingUnitPaisa: 100,
  ...given,
});
const paid = (kind: TenderKind, appliedPaisa: number, reference: string | null = null) => ({ kind, reference, appliedPaisa });

test('other tenders give back before cash, each at most what it paid', () => {
  const plan = proposeRefunds(
    situation({ returnTotalPaisa: 9_000, payments: [paid('cash', 5_000), paid('bkash', 3_000, 'A'), paid('card', 2_000)] }),
  );
  expect(plan).toEqual({
    refunds: [
      { kind: 'bkash', reference: 'A', amountPaisa: 3_000 },
      { kind: 'card', reference: null, amountPaisa: 2_000 },
      { kind: 'cash', reference: null, amountPaisa: 4_000 },
    ],
    roundingPaisa: 0,
  });
});

test('a cash refund is rounded by magnitude to the shop’s unit', () => {
  const payments = [paid('cash', 10_000)];
  expect(proposeRefunds(situation({ returnTotalPaisa: 9_997, payments })).roundingPaisa).toBe(3);
  expect(proposeRefunds(situation({ returnTotalPaisa: 149, payments }))).toMatchObject({
    refunds: [{ amountPaisa: 100 }],
    roundingPaisa: -49,
  });
  expect(proposeRefunds(situation({ returnTotalPaisa: 49, payments }))).toEqual({ refunds: [], roundingPaisa: -49 });
});

test('earlier refunds lower what a tender may still give back', () => {
  const given = situation({
    returnTotalPaisa: 2_000,
    payments: [paid('card', 1_500), paid('cash', 3_000)],
    earlierTotalPaisa: 1_000,
    earlierRefunds: [{ kind: 'card', amountPaisa: 1_000 }],
  });
  expect(refundable(given)).toEqual([
    { kind: 'card', amountPaisa: 500 },
    { kind: 'cash', amountPaisa: 3_000 },
  ]);
  expect(proposeRefunds(given).refunds.map(({ amountPaisa }) => amountPaisa)).toEqual([500, 1_500]);
});

test('refunds that are asked for must be what the return is worth, from tenders that paid', () => {
  const given = situation({ returnTotalPaisa: 1_000, payments: [paid('card', 1_000), paid('cash', 1_000)] });
  const ask = (...refunds: [TenderKind, number][]) =>
    acceptRefunds(
      given,
      refunds.map(([kind, amountPaisa]) => ({ kind, amountPaisa, reference: null })),
    );
  expect(ask(['cash', 1_000])).toMatchObject({ roundingPaisa: 0 });
  expect(ask(['card', 600], ['cash', 400])).toMatchObject({ roundingPaisa: 0 });
  expect(ask(['card', 990])).toBeUndefined();
  expect(ask(['card', 1_001])).toBeUndefined();
  expect(ask(['cash', 600], ['cash', 600])).toBeUndefined();
  expect(ask(['nagad', 1_000])).toBeUndefined();
  const byCard = situation({ returnTotalPaisa: 1_030, payments: [paid('card', 1_030)] });
  expect(acceptRefunds(byCard, [{ kind: 'card', reference: null, amountPaisa: 1_000 }])).toBeUndefined();
});

// A rounding of its own, and one that earlier returns left: what server/migrations/0004_sales.sql allows.
const mostRoundingPaisa = 500;
const unit = constantFrom(1 as const, 100 as const, 500 as const);

test('a series of returns gives back exactly what each tender paid, never more, and stays within the rounding', () => {
  assert(
    property(
      array(integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 12 }),
      double({ min: 0, max: 1, noNaN: true }),
      unit,
      (parts, share, cashRoundingUnitPaisa) => {
        const totalPaisa = parts.reduce((a, b) => a + b, 0);
        const cardPaisa = Math.floor(totalPaisa * share);
        const restPaisa = totalPaisa - cardPaisa;
        const saleRoundingPaisa = cashRounding(restPaisa, cashRoundingUnitPaisa);
        const payments = [paid('cash', restPaisa + saleRoundingPaisa), paid('card', cardPaisa)].filter((p) => p.appliedPaisa > 0);
        const earlierRefunds: { kind: TenderKind; amountPaisa: number }[] = [];
        let earlierTotalPaisa = 0;
        for (const returnTotalPaisa of parts) {
          const now = { returnTotalPaisa, payments, saleRoundingPaisa, earlierTotalPaisa, earlierRefunds, cashRoundingUnitPaisa };
          const plan = proposeRefunds(now);
          expect(acceptRefunds(now, plan.refunds)).toEqual(plan);
          expect(Math.abs(plan.roundingPaisa)).toBeLessThanOrEqual(mostRoundingPaisa);
          earlierRefunds.push(...plan.refunds);
          earlierTotalPaisa += returnTotalPaisa;
        }
        const left = refundable({
          returnTotalPaisa: 0,
          payments,
          saleRoundingPaisa,
          earlierTotalPaisa,
          earlierRefunds,
          cashRoundingUnitPaisa,
        });
        expect(left.map(({ amountPaisa }) => amountPaisa)).toEqual(payments.map(() => 0));
      },
    ),
  );
});
