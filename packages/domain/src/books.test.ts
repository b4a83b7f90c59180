import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accountCodes,
  adjustmentJournal,
  cashDropJournal,
  cashFloatJournal,
  cashVarianceJournal,
  type JournalLine,
  paidInJournal,
  paidOutJournal,
  receiptJournal,
  returnJournal,
  reverseJournal,
  saleJournal,
} from './books.ts';
import { cashRounding, type Payment, settle, type Tender } from './tender.ts';

const debit = (account: string, paisa: number) => ({ account, debitPaisa: paisa, creditPaisa: 0 });
const credit = (account: string, paisa: number) => ({ account, debitPaisa: 0, creditPaisa: paisa });

/** What is wrong with a journal; a good one gives an empty list. */
const faults = (lines: readonly JournalLine[]): string[] => {
  const difference = lines.reduce((sum, { debitPaisa, creditPaisa }) => sum + debitPaisa - creditPaisa, 0);
  const isOneSided = lines.every(
    ({ debitPaisa, creditPaisa }) => Math.min(debitPaisa, creditPaisa) === 0 && Math.max(debitPaisa, creditPaisa) > 0,
  );
  return [
    ...(difference === 0 ? [] : [`differs by ${difference}`]),
    ...(isOneSided ? [] : ['a line is not one-sided']),
    ...(lines.every(({ account }) => accountCodes.includes(account)) ? [] : ['unknown account']),
    ...(new Set(lines.map(({ account }) => account)).size === lines.length ? [] : ['an account twice']),
    ...(lines.length === 1 ? ['a single line'] : []),
  ];
};

const paisa = fc.nat({ max: 2 ** 40 });

describe('sale and return', () => {
  test('a sale debits its tenders and credits revenue, VAT and rounding; COGS leaves the inventory', () => {
    const { payments, roundingPaisa } = settle({
      totalPaisa: 11_549,
      tenders: [
        { kind: 'bkash', amountPaisa: 5000 },
        { kind: 'cash', amountPaisa: 5000 },
        { kind: 'cash', amountPaisa: 5000 },
      ],
      cashRoundingUnitPaisa: 100,
    });
    expect(saleJournal({ netPaisa: 10_000, vatPaisa: 1549, sdPaisa: 0, roundingPaisa, cogsPaisa: 7000, payments })).toEqual([
      debit('bkash_clearing', 5000),
      debit('cash_till', 6500),
      credit('revenue', 10_000),
      credit('vat_output', 1549),
      debit('rounding', 49),
      debit('cogs', 7000),
      credit('inventory', 7000),
    ]);
  });

  test('destroyed goods are a loss, others are inventory again', () => {
    const goods = {
      netPaisa: 1000,
      vatPaisa: 150,
      sdPaisa: 0,
      roundingPaisa: 50,
      costPaisa: 700,
      payments: [{ kind: 'cash', appliedPaisa: 1200 }],
    } as const;
    expect(returnJournal({ ...goods, disposition: 'destroy' })).toEqual([
      debit('sales_returns', 1000),
      debit('vat_output', 150),
      debit('rounding', 50),
      credit('cash_till', 1200),
      debit('loss', 700),
      credit('cogs', 700),
    ]);
    expect(returnJournal({ ...goods, disposition: 'restock' })).toContainEqual(debit('inventory', 700));
    expect(returnJournal({ ...goods, disposition: 'quarantine' })).toContainEqual(debit('inventory', 700));
  });

  test('every sale that settles balances, its reverse too', () => {
    const rest = fc.record({ netPaisa: paisa, vatPaisa: paisa, sdPaisa: paisa, cogsPaisa: paisa });
    fc.assert(
      fc.property(rest, fc.nat({ max: 100 }), fc.constantFrom(1, 100, 500), (sale, cardPercent, cashRoundingUnitPaisa) => {
        const totalPaisa = sale.netPaisa + sale.vatPaisa + sale.sdPaisa;
        const cardPaisa = Math.floor((totalPaisa / 100) * cardPercent);
        const tenders: Tender[] = [
          { kind: 'card', amountPaisa: cardPaisa },
          { kind: 'cash', amountPaisa: totalPaisa - cardPaisa + 500 },
        ];
        const { roundingPaisa, payments } = settle({ totalPaisa, tenders, cashRoundingUnitPaisa });
        const lines = saleJournal({ ...sale, roundingPaisa, payments });
        expect(faults(lines)).toEqual([]);
        expect(faults(reverseJournal(lines))).toEqual([]);
      }),
    );
  });

  test('every return balances, whatever the sign of its net', () => {
    const goods = fc.record({
      netPaisa: fc.integer({ min: -1, max: 2 ** 40 }),
      vatPaisa: fc.integer({ min: 1, max: 2 ** 40 }),
      sdPaisa: paisa,
      costPaisa: paisa,
      cogsAdjustmentPaisa: fc.integer({ min: -1000, max: 1000 }),
      disposition: fc.constantFrom('restock', 'quarantine', 'destroy'),
    });
    fc.assert(
      fc.property(goods, fc.constantFrom(1, 100, 500), (goods, unitPaisa) => {
        const totalPaisa = goods.netPaisa + goods.vatPaisa + goods.sdPaisa;
        const roundingPaisa = cashRounding(totalPaisa, unitPaisa);
        expect(
          faults(
            returnJournal({ ...goods, roundingPaisa, payments: [{ kind: 'cash', appliedPaisa: totalPaisa + roundingPaisa }] }),
          ),
        ).toEqual([]);
      }),
    );
  });

  test('payments that are not total + rounding are refused', () => {
    const payments: Payment[] = [{ kind: 'cash', tenderedPaisa: 99, appliedPaisa: 99 }];
    expect(() => saleJournal({ netPaisa: 100, vatPaisa: 0, sdPaisa: 0, roundingPaisa: 0, cogsPaisa: 0, payments })).toThrow(
      expect.objectContaining({ code: 'unbalanced_journal' }),
    );
  });

  test('a gift without cost has no journal', () => {
    expect(saleJournal({ netPaisa: 0, vatPaisa: 0, sdPaisa: 0, roundingPaisa: 0, cogsPaisa: 0, payments: [] })).toEqual([]);
  });
});

describe('stock and cash', () => {
  test('a receipt debits inventory against goods received, less what settles negative stock', () => {
    expect(receiptJournal({ costPaisa: 2000 })).toEqual([debit('inventory', 2000), credit('grni', 2000)]);
    expect(receiptJournal({ costPaisa: 2000, cogsAdjustmentPaisa: 150 })).toEqual([
      debit('inventory', 1850),
      debit('cogs_adjustment', 150),
      credit('grni', 2000),
    ]);
  });

  test('shrinkage and gain are mirror images on inventory', () => {
    expect(adjustmentJournal({ kind: 'shrinkage', costPaisa: 70 })).toEqual([debit('shrinkage', 70), credit('inventory', 70)]);
    expect(adjustmentJournal({ kind: 'gain', costPaisa: 70 })).toEqual([debit('inventory', 70), credit('stock_gain', 70)]);
  });

  test('short cash is debited to short-over, cash over is credited', () => {
    expect(cashVarianceJournal({ variancePaisa: -100 })).toEqual([debit('short_over', 100), credit('cash_till', 100)]);
    expect(cashVarianceJournal({ variancePaisa: 100 })).toEqual([debit('cash_till', 100), credit('short_over', 100)]);
    expect(cashVarianceJournal({ variancePaisa: 0 })).toEqual([]);
  });

  test('a drop moves cash from till to safe', () => {
    expect(cashDropJournal({ amountPaisa: 500 })).toEqual([debit('safe', 500), credit('cash_till', 500)]);
    expect(() => cashDropJournal({ amountPaisa: -500 })).toThrow(expect.objectContaining({ code: 'negative_amount' }));
  });

  test('all balance', () => {
    const signed = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
    fc.assert(
      fc.property(paisa, signed, (amountPaisa, signedPaisa) => {
        const entry = { costPaisa: amountPaisa, cogsAdjustmentPaisa: signedPaisa };
        for (const lines of [
          receiptJournal(entry),
          adjustmentJournal({ kind: 'gain', ...entry }),
          adjustmentJournal({ kind: 'shrinkage', ...entry }),
          cashVarianceJournal({ variancePaisa: signedPaisa }),
          cashDropJournal({ amountPaisa }),
          cashFloatJournal({ amountPaisa }),
          paidInJournal({ amountPaisa }),
          paidOutJournal({ amountPaisa }),
        ]) {
          expect(faults(lines)).toEqual([]);
        }
      }),
    );
  });
});
