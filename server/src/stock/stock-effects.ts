import { maxQtyThousandths } from '@zakpos/contracts';
import {
  adjustmentJournal,
  DomainError,
  gainStock,
  issueStock,
  type JournalLine,
  receiptJournal,
  receiveStock,
  type StockState,
} from '@zakpos/domain';

/** What one line does to a stock row and to the books, in paisa. */
export interface StockEffect {
  readonly state: StockState;
  readonly receivedPaisa: number;
  readonly gainedPaisa: number;
  readonly shrunkPaisa: number;
  readonly cogsAdjustmentPaisa: number;
}

const none = { receivedPaisa: 0, gainedPaisa: 0, shrunkPaisa: 0, cogsAdjustmentPaisa: 0 };

/** A row may hold no more than one line may say. @throws DomainError `amount_out_of_range`. */
const withinBounds = (state: StockState): StockState => {
  if (Math.abs(state.qtyThousandths) > maxQtyThousandths) {
    throw new DomainError('amount_out_of_range', { what: 'stock quantity', value: state.qtyThousandths });
  }
  return state;
};

export const received = (state: StockState, receipt: { qtyThousandths: number; landedCostPaisa: number }): StockEffect => {
  const entry = receiveStock(state, receipt);
  return {
    ...none,
    state: withinBounds(entry.state),
    receivedPaisa: entry.costPaisa,
    cogsAdjustmentPaisa: entry.cogsAdjustmentPaisa,
  };
};

/** @throws DomainError `insufficient_stock` where more is taken off than is on hand. */
export const adjusted = (state: StockState, differenceThousandths: number, allowNegative: boolean): StockEffect => {
  if (differenceThousandths === 0) return { ...none, state };
  if (differenceThousandths < 0) {
    const issue = issueStock(state, { qtyThousandths: -differenceThousandths, allowNegative });
    return { ...none, state: withinBounds(issue.state), shrunkPaisa: issue.costPaisa };
  }
  const entry = gainStock(state, { qtyThousandths: differenceThousandths });
  return {
    ...none,
    state: withinBounds(entry.state),
    gainedPaisa: entry.costPaisa,
    cogsAdjustmentPaisa: entry.cogsAdjustmentPaisa,
  };
};

export const counted = (state: StockState, countedThousandths: number): StockEffect =>
  adjusted(state, countedThousandths - state.qtyThousandths, false);

/** The posting of a whole document. @throws DomainError `amount_out_of_range`. */
export function stockJournal(kind: 'receipt' | 'count' | 'adjustment', effects: readonly StockEffect[]): JournalLine[] {
  const sums = { ...none };
  for (const effect of effects) {
    sums.receivedPaisa += effect.receivedPaisa;
    sums.gainedPaisa += effect.gainedPaisa;
    sums.shrunkPaisa += effect.shrunkPaisa;
    sums.cogsAdjustmentPaisa += effect.cogsAdjustmentPaisa;
  }
  const { cogsAdjustmentPaisa } = sums;
  if (kind === 'receipt') return receiptJournal({ costPaisa: sums.receivedPaisa, cogsAdjustmentPaisa });
  return [
    ...adjustmentJournal({ kind: 'shrinkage', costPaisa: sums.shrunkPaisa }),
    ...adjustmentJournal({ kind: 'gain', costPaisa: sums.gainedPaisa, cogsAdjustmentPaisa }),
  ];
}
