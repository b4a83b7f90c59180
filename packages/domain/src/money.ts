/** Every refusal of a domain rule. Closed: clients and the server map each code to a message. */
export const domainErrorCodes = [
  'amount_out_of_range',
  'negative_amount',
  'negative_quantity',
  'quantity_not_positive',
  'unit_price_not_positive',
  'rate_out_of_range',
  'discount_exceeds_amount',
  'unknown_rounding_unit',
  'non_cash_exceeds_total',
  'underpaid',
  'unknown_denomination',
  'insufficient_stock',
  'return_exceeds_sold',
  'unbalanced_journal',
  'invalid_number_text',
  'too_many_decimals',
  'invalid_digits',
  'invalid_instant',
  'unknown_time_zone',
] as const;
export type DomainErrorCode = (typeof domainErrorCodes)[number];

/** A rule said no. A plain `Error` from this package is a caller's bug instead. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: DomainErrorCode;
  readonly details: Readonly<Record<string, number | string>>;

  constructor(code: DomainErrorCode, details: Readonly<Record<string, number | string>> = {}) {
    super(`${code} ${JSON.stringify(details)}`);
    this.code = code;
    this.details = details;
  }
}

/**
 * Returns `n` if it is a safe integer (money in paisa, quantity in thousandths, rate in basis points).
 * @throws DomainError `amount_out_of_range` for fractions, NaN and anything beyond ±(2^53 − 1).
 */
export const assertSafe = (n: number, what: string): number => {
  if (!Number.isSafeInteger(n)) throw new DomainError('amount_out_of_range', { what, value: String(n) });
  return n;
};

/** @throws DomainError `negative_amount`, or `amount_out_of_range` if it is no safe integer. */
export const assertAmount = (paisa: number, what: string): number => {
  if (assertSafe(paisa, what) < 0) throw new DomainError('negative_amount', { what, value: paisa });
  return paisa;
};

/** @throws DomainError `negative_quantity`, or `amount_out_of_range` if it is no safe integer. */
export const assertQuantity = (thousandths: number, what: string): number => {
  if (assertSafe(thousandths, what) < 0) throw new DomainError('negative_quantity', { what, value: thousandths });
  return thousandths;
};

/** @throws DomainError `quantity_not_positive`, or `amount_out_of_range` if it is no safe integer. */
export const assertPositiveQuantity = (thousandths: number, what: string): number => {
  if (assertSafe(thousandths, what) <= 0) throw new DomainError('quantity_not_positive', { what, value: thousandths });
  return thousandths;
};

/** Zero and up; supplementary duty exceeds 100 %, so there is no upper bound but safety. */
export const assertRate = (basisPoints: number, what: string): number => {
  if (assertSafe(basisPoints, what) < 0) throw new DomainError('rate_out_of_range', { what, value: basisPoints });
  return basisPoints;
};

/**
 * Half-up rounding R(n, d) = (2n + d) div (2d); a negative numerator rounds its magnitude (domain.md, Money).
 * @throws Error when the denominator is not positive: that is a caller's bug.
 */
export const roundHalfUp = (numerator: bigint, denominator: bigint): bigint => {
  if (denominator <= 0n) throw new Error(`denominator must be positive, got ${denominator}`);
  return numerator < 0n
    ? -((-2n * numerator + denominator) / (2n * denominator))
    : (2n * numerator + denominator) / (2n * denominator);
};

/**
 * R(a × b, divisor), exact for all safe integers.
 * @throws DomainError `amount_out_of_range` when an argument or the result is no safe integer.
 */
export const mulDivRound = (a: number, b: number, divisor: number): number => {
  const product = a * b;
  // An unsafe product need not mean unsafe factors, and a safe one may hide a fraction (0.5 × 2).
  if (!Number.isSafeInteger(product) || !Number.isSafeInteger(a) || !Number.isSafeInteger(b) || !Number.isSafeInteger(divisor)) {
    const exact = roundHalfUp(
      BigInt(assertSafe(a, 'factor')) * BigInt(assertSafe(b, 'factor')),
      BigInt(assertSafe(divisor, 'divisor')),
    );
    return assertSafe(Number(exact), 'product');
  }
  if (divisor <= 0) throw new Error(`divisor must be positive, got ${divisor}`);
  const magnitude = Math.abs(product);
  // Exact: the true quotient of two safe integers is never so close below an integer that the division rounds up to it.
  const quotient = Math.floor(magnitude / divisor);
  const remainder = magnitude - quotient * divisor;
  const rounded = remainder >= divisor - remainder ? quotient + 1 : quotient;
  // `0 - x`, so that no −0 leaks out and breaks equality.
  return product < 0 ? 0 - rounded : rounded;
};
