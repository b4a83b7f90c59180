import type { ProblemCode } from '@zakpos/contracts';
import { DomainError, type DomainErrorCode } from '@zakpos/domain';
import { AppError } from './app-error.ts';

/** What a rule's refusal means to a caller. A code that is missing here cannot come from a request that passed its schema: a bug. */
const codes: Partial<Record<DomainErrorCode, ProblemCode>> = {
  amount_out_of_range: 'amount_out_of_range',
  negative_amount: 'amount_out_of_range',
  negative_quantity: 'amount_out_of_range',
  quantity_not_positive: 'amount_out_of_range',
  unit_price_not_positive: 'amount_out_of_range',
  discount_exceeds_amount: 'discount_exceeds_amount',
  underpaid: 'payment_short',
  non_cash_exceeds_total: 'payment_excess',
  insufficient_stock: 'insufficient_stock',
  return_exceeds_sold: 'return_exceeds_sold',
};

/** A DomainError as the refusal that a caller gets; anything else as it is. */
export function domainRefusal(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  const code = codes[error.code];
  return code === undefined ? error : new AppError(code, { ...error.details }, undefined, { cause: error });
}
