import { type Disposition, type JournalLine, returnedPart, returnJournal, returnLine } from '@zakpos/domain';
import { AppError, type FieldError } from '../platform/errors/app-error.ts';
import type { RefundPlan } from './refund-plan.ts';
import type { SoldLineRow } from './returns.queries.ts';

export interface AskedLine {
  readonly saleLineId: string;
  readonly qtyThousandths: number;
  readonly disposition: Disposition;
}

export interface PricedReturnLine {
  readonly sold: SoldLineRow;
  readonly qtyThousandths: number;
  readonly disposition: Disposition;
  readonly netPaisa: number;
  readonly sdPaisa: number;
  readonly vatPaisa: number;
  readonly totalPaisa: number;
  /** The part of what the line cost when it left. */
  readonly costPaisa: number;
}

export interface PricedReturn {
  readonly lines: readonly PricedReturnLine[];
  /** Of each line that is touched, what came back with this return included. */
  readonly returned: readonly {
    readonly lineNumber: number;
    readonly soldThousandths: number;
    readonly returnedThousandths: number;
  }[];
}

/**
 * What each line gives back (domain.md, Returns). A line that is named twice comes back in two steps.
 * @throws AppError `reference_unknown`, `quantity_precision`, `return_exceeds_sold`, each naming its line.
 */
export function priceReturn(asked: readonly AskedLine[], soldLines: readonly SoldLineRow[]): PricedReturn {
  const soldById = new Map(soldLines.map((sold) => [sold.id, sold]));
  const returned = new Map<SoldLineRow, number>();
  const lines = asked.map(({ saleLineId, qtyThousandths, disposition }, index): PricedReturnLine => {
    const sold = soldById.get(saleLineId);
    if (!sold) throw refusal('reference_unknown', `/lines/${index}/saleLineId`, { saleLineId });
    const pointer = `/lines/${index}/qtyThousandths`;
    const done = returned.get(sold) ?? sold.returned_thousandths;
    const left = sold.qty_thousandths - done;
    if (qtyThousandths > left) {
      throw refusal('return_exceeds_sold', pointer, { saleLineId, wantedThousandths: qtyThousandths, leftThousandths: left });
    }
    // All that is left may always come back: a scale's label can have sold a quantity finer than its unit.
    const isWhole = qtyThousandths % 10 ** (3 - (sold.unit_decimals ?? 3)) === 0;
    if (!isWhole && qtyThousandths !== left) throw refusal('quantity_precision', pointer, { saleLineId });
    returned.set(sold, done + qtyThousandths);
    const amounts = returnLine({
      sold: {
        qtyThousandths: sold.qty_thousandths,
        grossPaisa: sold.total_paisa,
        vatPaisa: sold.vat_paisa,
        sdPaisa: sold.sd_paisa,
      },
      returnedThousandths: done,
      qtyThousandths,
    });
    const step = { soldThousandths: sold.qty_thousandths, doneThousandths: done, moreThousandths: qtyThousandths };
    const { netPaisa, sdPaisa, vatPaisa, grossPaisa: totalPaisa } = amounts;
    const costPaisa = returnedPart(sold.cost_paisa, step);
    return { sold, qtyThousandths, disposition, netPaisa, sdPaisa, vatPaisa, totalPaisa, costPaisa };
  });
  return {
    lines,
    returned: [...returned].map(([sold, returnedThousandths]) => ({
      lineNumber: sold.line_number,
      soldThousandths: sold.qty_thousandths,
      returnedThousandths,
    })),
  };
}

const refusal = (
  code: 'reference_unknown' | 'quantity_precision' | 'return_exceeds_sold',
  pointer: string,
  facts: Record<string, unknown>,
): AppError => {
  const fault: FieldError = { pointer, message: code };
  return new AppError(code, facts, [fault]);
};

type Amount = 'netPaisa' | 'sdPaisa' | 'vatPaisa' | 'totalPaisa' | 'costPaisa';
export const sumOf = (lines: readonly PricedReturnLine[], amount: Amount): number =>
  lines.reduce((sum, line) => sum + line[amount], 0);

/** The posting of a return; what was destroyed is a loss instead of inventory. */
export function journalOfReturn(
  lines: readonly PricedReturnLine[],
  plan: RefundPlan,
  cogsAdjustmentPaisa: number,
): JournalLine[] {
  const destroyed = lines.filter(({ disposition }) => disposition === 'destroy');
  const kept = lines.filter(({ disposition }) => disposition !== 'destroy');
  return [
    ...returnJournal({
      netPaisa: sumOf(lines, 'netPaisa'),
      vatPaisa: sumOf(lines, 'vatPaisa'),
      sdPaisa: sumOf(lines, 'sdPaisa'),
      roundingPaisa: plan.roundingPaisa,
      costPaisa: sumOf(kept, 'costPaisa'),
      disposition: 'restock',
      payments: plan.refunds.map(({ kind, amountPaisa }) => ({ kind, appliedPaisa: amountPaisa })),
      cogsAdjustmentPaisa,
    }),
    ...returnJournal({
      netPaisa: 0,
      vatPaisa: 0,
      sdPaisa: 0,
      roundingPaisa: 0,
      costPaisa: sumOf(destroyed, 'costPaisa'),
      disposition: 'destroy',
      payments: [],
    }),
  ];
}
