import { assertPositiveQuantity, assertQuantity, DomainError, mulDivRound } from './money.ts';

/** One line as it was sold. */
export interface SoldLine {
  readonly qtyThousandths: number;
  readonly grossPaisa: number;
  readonly vatPaisa: number;
  readonly sdPaisa: number;
}

export interface ReturnedAmounts {
  readonly grossPaisa: number;
  readonly vatPaisa: number;
  readonly sdPaisa: number;
  /** gross − VAT − SD. A paisa below zero is possible in one step of a series; the series ends exactly. */
  readonly netPaisa: number;
}

/** Which units come back: `more` after `done` of `sold`, all in thousandths. */
export interface ReturnStep {
  readonly soldThousandths: number;
  readonly doneThousandths: number;
  readonly moreThousandths: number;
}

/**
 * The part of a total T that k more units take after `done` of q: R(T × (done + k), q) − R(T × done, q)
 * (domain.md, Returns). Gross, VAT, SD and cost each follow it, so that a series ends at exactly T.
 * @throws DomainError `return_exceeds_sold` (with `leftThousandths`), `quantity_not_positive`, `negative_quantity`,
 * `amount_out_of_range`.
 */
export const returnedPart = (totalPaisa: number, step: ReturnStep): number => {
  const sold = assertPositiveQuantity(step.soldThousandths, 'sold');
  const done = assertQuantity(step.doneThousandths, 'done');
  const more = assertPositiveQuantity(step.moreThousandths, 'more');
  // Subtraction, because done + more may leave the safe range.
  if (more > sold - done) {
    throw new DomainError('return_exceeds_sold', { wantedThousandths: more, leftThousandths: sold - done });
  }
  return mulDivRound(totalPaisa, done + more, sold) - mulDivRound(totalPaisa, done, sold);
};

/**
 * What a partial return of a sold line refunds, in paisa (domain.md, Returns). `returnedThousandths` is what earlier
 * returns took back, `qtyThousandths` what comes back now.
 * @throws DomainError as `returnedPart`.
 */
export const returnLine = (request: {
  readonly sold: SoldLine;
  readonly returnedThousandths: number;
  readonly qtyThousandths: number;
}): ReturnedAmounts => {
  const step: ReturnStep = {
    soldThousandths: request.sold.qtyThousandths,
    doneThousandths: request.returnedThousandths,
    moreThousandths: request.qtyThousandths,
  };
  const grossPaisa = returnedPart(request.sold.grossPaisa, step);
  const vatPaisa = returnedPart(request.sold.vatPaisa, step);
  const sdPaisa = returnedPart(request.sold.sdPaisa, step);
  return { grossPaisa, vatPaisa, sdPaisa, netPaisa: grossPaisa - vatPaisa - sdPaisa };
};
