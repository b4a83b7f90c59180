import {
  issueStock,
  type Payment,
  priceDocument,
  type PricedDocument,
  type DocumentLine,
  saleJournal,
  settle,
  type JournalLine,
  type StockState,
} from '@zakpos/domain';
import type { TenderKind } from '@zakpos/contracts';
import { AppError } from '../platform/errors/app-error.ts';
import type { SellableRow } from '../catalogue/sellable.ts';
import type { ReservedRow, StockRow } from './ground.statements.ts';

/** A line with all that is known before it is priced: what is sold, how much of it, at which price and rates. */
export interface SaleLine extends DocumentLine {
  readonly offer: SellableRow;
  readonly listPricePaisa: number;
}

export interface SaleTender {
  readonly kind: TenderKind;
  readonly amountPaisa: number;
  readonly reference?: string | undefined;
}

export interface PricedSale {
  readonly document: PricedDocument<SaleLine>;
  readonly roundingPaisa: number;
  readonly changePaisa: number;
  /** What was handed over and is stored; a cash tender of 0 only says that the rest rounds away. */
  readonly payments: readonly (Payment & { readonly reference: string | null })[];
}

const walletKinds: ReadonlySet<TenderKind> = new Set(['bkash', 'nagad', 'rocket']);

/**
 * Prices the lines, holds the total against what the caller expects, and settles it with the tenders.
 * @throws AppError `total_mismatch`, `payment_reference_required`; DomainError where a rule refuses.
 */
export function priceSale(sale: {
  readonly lines: readonly SaleLine[];
  readonly cartDiscountPaisa: number;
  readonly expectedTotalPaisa: number;
  readonly tenders: readonly SaleTender[];
  readonly cashRoundingUnitPaisa: 1 | 100 | 500;
}): PricedSale {
  const document = priceDocument(sale);
  const { totalPaisa } = document.totals;
  if (totalPaisa !== sale.expectedTotalPaisa) {
    throw new AppError('total_mismatch', { actualTotalPaisa: totalPaisa, expectedTotalPaisa: sale.expectedTotalPaisa });
  }
  const unreferenced = sale.tenders.findIndex(({ kind, reference }) => walletKinds.has(kind) && reference === undefined);
  if (unreferenced >= 0) {
    const pointer = `/tenders/${unreferenced}/reference`;
    throw new AppError('payment_reference_required', undefined, [{ pointer, message: 'required' }]);
  }
  const settled = settle({ totalPaisa, tenders: sale.tenders, cashRoundingUnitPaisa: sale.cashRoundingUnitPaisa });
  const payments = settled.payments
    .map((payment, index) => ({ ...payment, reference: sale.tenders[index]?.reference ?? null }))
    .filter(({ tenderedPaisa }) => tenderedPaisa > 0);
  return { document, roundingPaisa: settled.roundingPaisa, changePaisa: settled.changePaisa, payments };
}

/** What leaves the stock: the cost of each line, and the rows as they are afterwards. */
export interface IssuedStock {
  readonly costsPaisa: readonly number[];
  readonly after: ReadonlyMap<string, StockState>;
}

const nothing: StockState = { qtyThousandths: 0, valuePaisa: 0, lastCostPaisaPerUnit: 0 };

/**
 * Issues the lines from the locked rows, leaving what other carts reserve.
 * @throws AppError `insufficient_stock` naming every variant that is short: wanted and available in thousandths.
 */
export function issueLines(
  lines: readonly SaleLine[],
  stock: readonly StockRow[],
  reserved: readonly ReservedRow[],
  allowNegative: boolean,
): IssuedStock {
  const states = new Map<string, StockState>(
    stock.map((row) => [
      row.variant_id,
      { qtyThousandths: row.qty_thousandths, valuePaisa: row.value_paisa, lastCostPaisaPerUnit: row.last_cost_paisa },
    ]),
  );
  if (!allowNegative) refuseShortage(lines, states, reserved);
  const costsPaisa = lines.map(({ offer, qtyThousandths }) => {
    const issued = issueStock(states.get(offer.variant_id) ?? nothing, { qtyThousandths, allowNegative });
    states.set(offer.variant_id, issued.state);
    return issued.costPaisa;
  });
  return { costsPaisa, after: states };
}

function refuseShortage(
  lines: readonly SaleLine[],
  states: ReadonlyMap<string, StockState>,
  reserved: readonly ReservedRow[],
): void {
  const wanted = new Map<string, { name: string; qtyThousandths: number }>();
  for (const { offer, qtyThousandths } of lines) {
    const before = wanted.get(offer.variant_id)?.qtyThousandths ?? 0;
    wanted.set(offer.variant_id, { name: offer.name, qtyThousandths: before + qtyThousandths });
  }
  const held = new Map(reserved.map((row) => [row.variant_id, row.qty_thousandths]));
  const short = [...wanted].flatMap(([variantId, { name, qtyThousandths }]) => {
    const onHand = (states.get(variantId) ?? nothing).qtyThousandths;
    const heldByOtherCarts = held.get(variantId) ?? 0;
    const available = Math.max(onHand - heldByOtherCarts, 0);
    return qtyThousandths > available ? [{ variantId, name, wanted: qtyThousandths, available, heldByOtherCarts }] : [];
  });
  if (short.length > 0) throw new AppError('insufficient_stock', { ...short[0], lines: short });
}

/** The sale's posting: takings, revenue, taxes, rounding, and the cost of what left. */
export const journalOf = (priced: PricedSale, costPaisa: number): JournalLine[] =>
  saleJournal({
    netPaisa: priced.document.totals.netPaisa,
    vatPaisa: priced.document.totals.vatPaisa,
    sdPaisa: priced.document.totals.sdPaisa,
    roundingPaisa: priced.roundingPaisa,
    cogsPaisa: costPaisa,
    payments: priced.payments,
  });
