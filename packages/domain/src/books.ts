import { assertAmount, assertSafe, DomainError } from './money.ts';
import type { TenderKind } from './tender.ts';

export const accountCodes = [
  'cash_till',
  'card_clearing',
  'bkash_clearing',
  'nagad_clearing',
  'rocket_clearing',
  'receivable',
  'revenue',
  'sales_returns',
  'vat_output',
  'sd_output',
  'rounding',
  'cogs',
  'inventory',
  'grni',
  'shrinkage',
  'stock_gain',
  'short_over',
  'safe',
  'cogs_adjustment',
  'loss',
  'paid_in_out',
] as const;
export type AccountCode = (typeof accountCodes)[number];

export const tenderAccounts: Readonly<Record<TenderKind, AccountCode>> = {
  cash: 'cash_till',
  card: 'card_clearing',
  bkash: 'bkash_clearing',
  nagad: 'nagad_clearing',
  rocket: 'rocket_clearing',
};

/** Exactly one of the two is above zero. */
export interface JournalLine {
  readonly account: AccountCode;
  readonly debitPaisa: number;
  readonly creditPaisa: number;
}

export interface AppliedPayment {
  readonly kind: TenderKind;
  readonly appliedPaisa: number;
}

type Entry = readonly [account: AccountCode, signedDebitPaisa: number];

/**
 * One line per account in order of first mention, none of zero. Empty when nothing is worth anything (a gift without cost):
 * then there is no journal to post.
 * @throws DomainError `unbalanced_journal`, `amount_out_of_range`.
 */
const journal = (entries: readonly Entry[]): JournalLine[] => {
  const balances = new Map<AccountCode, number>();
  let difference = 0;
  for (const [account, paisa] of entries) {
    difference += assertSafe(paisa, account);
    balances.set(account, assertSafe((balances.get(account) ?? 0) + paisa, account));
  }
  if (difference !== 0) throw new DomainError('unbalanced_journal', { differencePaisa: difference });
  const lines: JournalLine[] = [];
  for (const [account, paisa] of balances) {
    if (paisa !== 0) lines.push({ account, debitPaisa: Math.max(paisa, 0), creditPaisa: Math.max(-paisa, 0) });
  }
  return lines;
};

const paid = (payments: readonly AppliedPayment[], sign: 1 | -1): Entry[] =>
  payments.map(({ kind, appliedPaisa }) => [tenderAccounts[kind], sign * assertAmount(appliedPaisa, kind)]);

/** The lines with debit and credit exchanged: what a void posts. */
export const reverseJournal = (lines: readonly JournalLine[]): JournalLine[] =>
  lines.map(({ account, debitPaisa, creditPaisa }) => ({ account, debitPaisa: creditPaisa, creditPaisa: debitPaisa }));

/**
 * Sale: Dr tenders / Cr revenue, VAT, SD; the cash rounding to its own account; Dr COGS / Cr inventory (domain.md, Books).
 * Amounts in paisa; `roundingPaisa` signed as `settle` gives it.
 * @throws DomainError `unbalanced_journal` where the payments are not total + rounding, `negative_amount`, `amount_out_of_range`.
 */
export const saleJournal = (sale: {
  readonly netPaisa: number;
  readonly vatPaisa: number;
  readonly sdPaisa: number;
  readonly roundingPaisa: number;
  readonly cogsPaisa: number;
  readonly payments: readonly AppliedPayment[];
}): JournalLine[] =>
  journal([
    ...paid(sale.payments, 1),
    ['revenue', -sale.netPaisa],
    ['vat_output', -sale.vatPaisa],
    ['sd_output', -sale.sdPaisa],
    ['rounding', -sale.roundingPaisa],
    ['cogs', sale.cogsPaisa],
    ['inventory', -sale.cogsPaisa],
  ]);

/** Restocked and quarantined goods are inventory; destroyed ones a loss. */
export type Disposition = 'restock' | 'quarantine' | 'destroy';

/**
 * Return: Dr sales returns, VAT, SD / Cr tenders; Dr inventory (or loss) / Cr COGS (domain.md, Books). Magnitudes in paisa, as
 * `returnLine` gives them; `roundingPaisa` is what is refunded beyond the total (the adjustment of the magnitude).
 * `cogsAdjustmentPaisa` as `returnStock` gives it, where the goods re-enter stock below zero.
 * @throws DomainError `unbalanced_journal`, `negative_amount`, `amount_out_of_range`.
 */
export const returnJournal = (goods: {
  readonly netPaisa: number;
  readonly vatPaisa: number;
  readonly sdPaisa: number;
  readonly roundingPaisa: number;
  readonly costPaisa: number;
  readonly disposition: Disposition;
  readonly payments: readonly AppliedPayment[];
  readonly cogsAdjustmentPaisa?: number | undefined;
}): JournalLine[] => {
  const adjustment = goods.disposition === 'destroy' ? 0 : (goods.cogsAdjustmentPaisa ?? 0);
  return journal([
    ['sales_returns', goods.netPaisa],
    ['vat_output', goods.vatPaisa],
    ['sd_output', goods.sdPaisa],
    ['rounding', goods.roundingPaisa],
    ...paid(goods.payments, -1),
    [goods.disposition === 'destroy' ? 'loss' : 'inventory', goods.costPaisa - adjustment],
    ['cogs_adjustment', adjustment],
    ['cogs', -goods.costPaisa],
  ]);
};

/**
 * Receive: Dr inventory / Cr GRNI in paisa; what an entry into negative stock settles goes to the COGS adjustment
 * (domain.md, Books and Stock). `cogsAdjustmentPaisa` as `receiveStock` gives it.
 * @throws DomainError `negative_amount`, `amount_out_of_range`.
 */
export const receiptJournal = (receipt: {
  readonly costPaisa: number;
  readonly cogsAdjustmentPaisa?: number | undefined;
}): JournalLine[] => {
  const cost = assertAmount(receipt.costPaisa, 'costPaisa');
  const adjustment = receipt.cogsAdjustmentPaisa ?? 0;
  return journal([
    ['inventory', cost - adjustment],
    ['cogs_adjustment', adjustment],
    ['grni', -cost],
  ]);
};

/**
 * Adjustment: Dr shrinkage / Cr inventory, or Dr inventory / Cr stock gain, in paisa (domain.md, Books).
 * @throws DomainError `negative_amount`, `amount_out_of_range`.
 */
export const adjustmentJournal = (adjustment: {
  readonly kind: 'shrinkage' | 'gain';
  readonly costPaisa: number;
  readonly cogsAdjustmentPaisa?: number | undefined;
}): JournalLine[] => {
  const cost = assertAmount(adjustment.costPaisa, 'costPaisa');
  if (adjustment.kind === 'shrinkage') {
    return journal([
      ['shrinkage', cost],
      ['inventory', -cost],
    ]);
  }
  const settled = adjustment.cogsAdjustmentPaisa ?? 0;
  return journal([
    ['inventory', cost - settled],
    ['cogs_adjustment', settled],
    ['stock_gain', -cost],
  ]);
};

const moveCash = (to: AccountCode, from: AccountCode, paisa: number): JournalLine[] =>
  journal([
    [to, assertAmount(paisa, 'amountPaisa')],
    [from, -paisa],
  ]);

/** Short (variance below zero): Dr short-over / Cr till; over: the reverse (domain.md, Books). Paisa. */
export const cashVarianceJournal = ({ variancePaisa }: { readonly variancePaisa: number }): JournalLine[] =>
  variancePaisa < 0 ? moveCash('short_over', 'cash_till', -variancePaisa) : moveCash('cash_till', 'short_over', variancePaisa);

/** Drop: Dr safe / Cr till (domain.md, Books). Paisa. */
export const cashDropJournal = ({ amountPaisa }: { readonly amountPaisa: number }): JournalLine[] =>
  moveCash('safe', 'cash_till', amountPaisa);

/** The opening float comes from the safe. Paisa. */
export const cashFloatJournal = ({ amountPaisa }: { readonly amountPaisa: number }): JournalLine[] =>
  moveCash('cash_till', 'safe', amountPaisa);

/** Cash that enters the till for another reason than a sale. Paisa. */
export const paidInJournal = ({ amountPaisa }: { readonly amountPaisa: number }): JournalLine[] =>
  moveCash('cash_till', 'paid_in_out', amountPaisa);

/** Cash that leaves the till for another reason than a refund or a drop. Paisa. */
export const paidOutJournal = ({ amountPaisa }: { readonly amountPaisa: number }): JournalLine[] =>
  moveCash('paid_in_out', 'cash_till', amountPaisa);
