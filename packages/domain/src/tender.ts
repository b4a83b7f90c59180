import { assertAmount, assertSafe, DomainError, mulDivRound } from './money.ts';

export const tenderKinds = ['cash', 'card', 'bkash', 'nagad', 'rocket'] as const;
export type TenderKind = (typeof tenderKinds)[number];

/** What a shop may round cash to: nothing, one taka, five taka. In paisa. */
export const cashRoundingUnitsPaisa = [1, 100, 500] as const;
export type CashRoundingUnitPaisa = (typeof cashRoundingUnitsPaisa)[number];

export interface Tender {
  readonly kind: TenderKind;
  readonly amountPaisa: number;
}

export interface Payment {
  readonly kind: TenderKind;
  readonly tenderedPaisa: number;
  /** What of it pays the document; for cash, what is not given back as change. */
  readonly appliedPaisa: number;
}

export interface Settlement {
  /** Signed; Σ applied = total + rounding. */
  readonly roundingPaisa: number;
  readonly changePaisa: number;
  readonly cashAppliedPaisa: number;
  /** One for each tender, in the same order. */
  readonly payments: Payment[];
}

/**
 * The signed adjustment R(due, u) × u − due in paisa; a refund (negative due) rounds by magnitude
 * (domain.md, Cash rounding).
 * @throws DomainError `unknown_rounding_unit`, `amount_out_of_range`.
 */
export const cashRounding = (duePaisa: number, unitPaisa: CashRoundingUnitPaisa): number => {
  if (!cashRoundingUnitsPaisa.includes(unitPaisa)) throw new DomainError('unknown_rounding_unit', { unitPaisa });
  return assertSafe(mulDivRound(duePaisa, 1, unitPaisa) * unitPaisa, 'rounded due') - duePaisa;
};

/**
 * Settles a total with its tenders. Only what remains after the non-cash tenders is rounded, and only when cash
 * is among them; change comes from cash alone, from the last note handed over (domain.md, Cash rounding).
 * A remainder that rounds to nothing is settled by a cash tender of 0.
 * @throws DomainError `non_cash_exceeds_total`, `underpaid` (with `missingPaisa`), `negative_amount`,
 * `unknown_rounding_unit`, `amount_out_of_range`.
 */
export const settle = (document: {
  readonly totalPaisa: number;
  readonly tenders: readonly Tender[];
  readonly cashRoundingUnitPaisa: CashRoundingUnitPaisa;
}): Settlement => {
  const totalPaisa = assertAmount(document.totalPaisa, 'totalPaisa');
  let cashPaisa = 0;
  let nonCashPaisa = 0;
  let hasCash = false;
  for (const { kind, amountPaisa } of document.tenders) {
    assertAmount(amountPaisa, 'tender');
    if (kind === 'cash') {
      hasCash = true;
      cashPaisa += amountPaisa;
    } else {
      nonCashPaisa += amountPaisa;
    }
  }
  assertSafe(cashPaisa, 'cash tendered');
  if (nonCashPaisa > totalPaisa) throw new DomainError('non_cash_exceeds_total', { nonCashPaisa, totalPaisa });
  const remainderPaisa = totalPaisa - nonCashPaisa;
  const roundingPaisa = hasCash ? cashRounding(remainderPaisa, document.cashRoundingUnitPaisa) : 0;
  const cashDuePaisa = remainderPaisa + roundingPaisa;
  if (cashPaisa < cashDuePaisa) {
    throw new DomainError('underpaid', { duePaisa: cashDuePaisa, missingPaisa: cashDuePaisa - cashPaisa });
  }
  let leftPaisa = cashDuePaisa;
  const payments = document.tenders.map(({ kind, amountPaisa }): Payment => {
    const appliedPaisa = kind === 'cash' ? Math.min(amountPaisa, leftPaisa) : amountPaisa;
    if (kind === 'cash') leftPaisa -= appliedPaisa;
    return { kind, tenderedPaisa: amountPaisa, appliedPaisa };
  });
  return { roundingPaisa, changePaisa: cashPaisa - cashDuePaisa, cashAppliedPaisa: cashDuePaisa, payments };
};
