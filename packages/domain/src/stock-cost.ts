import { assertAmount, assertPositiveQuantity, assertSafe, DomainError, mulDivRound } from './money.ts';

/** One (shop, variant). The average cost is derived, never stored. */
export interface StockState {
  readonly qtyThousandths: number;
  readonly valuePaisa: number;
  /** Of the last receipt, for one whole unit (1000 thousandths). */
  readonly lastCostPaisaPerUnit: number;
}

export interface StockIssue {
  readonly state: StockState;
  /** What left: value before − value after. */
  readonly costPaisa: number;
}

export interface StockEntry {
  readonly state: StockState;
  readonly costPaisa: number;
  /**
   * Signed. What goods sold below zero really cost beyond the last cost they were issued at. The inventory
   * account moves by cost − adjustment.
   */
  readonly cogsAdjustmentPaisa: number;
}

/**
 * Every sum of the books stays exact: value after = value before + cost − adjustment. The units that remain
 * after an entry crossed zero are worth what this entry paid for them.
 */
const enter = (state: StockState, qtyThousandths: number, costPaisa: number, lastCostPaisaPerUnit: number): StockEntry => {
  const qty = assertSafe(state.qtyThousandths + qtyThousandths, 'stock quantity');
  const added = assertSafe(state.valuePaisa + costPaisa, 'stock value');
  const crosses = state.qtyThousandths < 0 && qty >= 0;
  const value = crosses ? mulDivRound(costPaisa, qty, qtyThousandths) : added;
  return {
    state: { qtyThousandths: qty, valuePaisa: value, lastCostPaisaPerUnit },
    costPaisa,
    cogsAdjustmentPaisa: added - value,
  };
};

/**
 * Receipt: qty += q, value += landed cost in paisa (domain.md, Stock and cost). A receipt that lifts negative
 * stock to zero or above settles what was sold below zero as a COGS adjustment.
 * @throws DomainError `quantity_not_positive`, `negative_amount`, `amount_out_of_range`.
 */
export const receiveStock = (
  state: StockState,
  receipt: { readonly qtyThousandths: number; readonly landedCostPaisa: number },
): StockEntry => {
  const qty = assertPositiveQuantity(receipt.qtyThousandths, 'receipt');
  const cost = assertAmount(receipt.landedCostPaisa, 'landedCostPaisa');
  return enter(state, qty, cost, mulDivRound(cost, 1000, qty));
};

/**
 * Issue: cost = (q == qty) ? value : R(value × q, qty), which conserves every paisa (domain.md, Stock and cost).
 * Below zero, where the tenant allows it, what is on hand leaves at its value and the rest at the last cost.
 * @throws DomainError `insufficient_stock` (with `wanted` and `available` in thousandths), `quantity_not_positive`,
 * `amount_out_of_range`.
 */
export const issueStock = (
  state: StockState,
  issue: { readonly qtyThousandths: number; readonly allowNegative?: boolean | undefined },
): StockIssue => {
  const wanted = assertPositiveQuantity(issue.qtyThousandths, 'issue');
  const available = Math.max(state.qtyThousandths, 0);
  if (wanted > available && issue.allowNegative !== true) {
    throw new DomainError('insufficient_stock', { wanted, available: state.qtyThousandths });
  }
  const costPaisa =
    wanted < available
      ? mulDivRound(state.valuePaisa, wanted, available)
      : (available > 0 ? state.valuePaisa : 0) + mulDivRound(state.lastCostPaisaPerUnit, wanted - available, 1000);
  return {
    state: {
      qtyThousandths: assertSafe(state.qtyThousandths - wanted, 'stock quantity'),
      valuePaisa: assertSafe(state.valuePaisa - costPaisa, 'stock value'),
      lastCostPaisaPerUnit: state.lastCostPaisaPerUnit,
    },
    costPaisa,
  };
};

/**
 * A customer return re-enters stock at the cost in paisa that it left with (domain.md, Stock and cost); the last
 * cost stays that of the last receipt.
 * @throws DomainError `quantity_not_positive`, `negative_amount`, `amount_out_of_range`.
 */
export const returnStock = (
  state: StockState,
  goods: { readonly qtyThousandths: number; readonly costPaisa: number },
): StockEntry =>
  enter(
    state,
    assertPositiveQuantity(goods.qtyThousandths, 'return'),
    assertAmount(goods.costPaisa, 'costPaisa'),
    state.lastCostPaisaPerUnit,
  );

/**
 * Units found by a count enter at the average cost, or at the last cost where nothing was on hand.
 * @throws DomainError `quantity_not_positive`, `amount_out_of_range`.
 */
export const gainStock = (state: StockState, gain: { readonly qtyThousandths: number }): StockEntry => {
  const qty = assertPositiveQuantity(gain.qtyThousandths, 'gain');
  const costPaisa =
    state.qtyThousandths > 0
      ? mulDivRound(state.valuePaisa, qty, state.qtyThousandths)
      : mulDivRound(state.lastCostPaisaPerUnit, qty, 1000);
  return enter(state, qty, costPaisa, state.lastCostPaisaPerUnit);
};

/** Average cost of one whole unit in paisa, for display only; the last cost where nothing is on hand. */
export const averageCost = (state: StockState): number =>
  state.qtyThousandths > 0 ? mulDivRound(state.valuePaisa, 1000, state.qtyThousandths) : state.lastCostPaisaPerUnit;
