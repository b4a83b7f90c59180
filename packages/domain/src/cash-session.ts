import { assertAmount, assertQuantity, assertSafe, DomainError } from './money.ts';

/** What a drawer of Bangladesh holds, in paisa, largest first: 1000 to 1 taka. */
export const denominationsPaisa = [100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100] as const;
export type DenominationPaisa = (typeof denominationsPaisa)[number];

/** Magnitudes in paisa, each ≥ 0. */
export interface CashMovements {
  readonly floatPaisa: number;
  /** Net of change. */
  readonly cashSalesPaisa: number;
  readonly debtReceiptsPaisa: number;
  readonly paidInPaisa: number;
  readonly cashRefundsPaisa: number;
  readonly paidOutPaisa: number;
  readonly dropsPaisa: number;
}

/**
 * What the drawer should hold, in paisa (domain.md, Cash sessions). May be negative: more was paid out than came in.
 * @throws DomainError `negative_amount`, `amount_out_of_range`.
 */
export const expectedCash = (movements: CashMovements): number =>
  assertSafe(
    assertAmount(movements.floatPaisa, 'floatPaisa') +
      assertAmount(movements.cashSalesPaisa, 'cashSalesPaisa') +
      assertAmount(movements.debtReceiptsPaisa, 'debtReceiptsPaisa') +
      assertAmount(movements.paidInPaisa, 'paidInPaisa') -
      assertAmount(movements.cashRefundsPaisa, 'cashRefundsPaisa') -
      assertAmount(movements.paidOutPaisa, 'paidOutPaisa') -
      assertAmount(movements.dropsPaisa, 'dropsPaisa'),
    'expected cash',
  );

/** counted − expected in paisa: negative is short, positive is over. */
export const variance = (countedPaisa: number, expectedPaisa: number): number =>
  assertSafe(assertAmount(countedPaisa, 'countedPaisa') - assertSafe(expectedPaisa, 'expectedPaisa'), 'variance');

const known: ReadonlySet<string> = new Set(denominationsPaisa.map(String));

/**
 * The sum in paisa of a count by denomination: keys are the denomination in paisa, values the number of pieces.
 * @throws DomainError `unknown_denomination`, `negative_quantity`, `amount_out_of_range`.
 */
export const countedTotal = (counts: Readonly<Record<string, number>>): number => {
  let totalPaisa = 0;
  for (const [denomination, pieces] of Object.entries(counts)) {
    if (!known.has(denomination)) throw new DomainError('unknown_denomination', { denomination });
    totalPaisa += Number(denomination) * assertQuantity(pieces, `pieces of ${denomination}`);
  }
  return assertSafe(totalPaisa, 'counted total');
};
