import { type CashRoundingUnitPaisa, cashRounding, type TenderKind } from '@zakpos/domain';

export interface Refund {
  readonly kind: TenderKind;
  readonly reference: string | null;
  readonly amountPaisa: number;
}

/** All that decides which tender gives back how much; magnitudes in paisa. */
export interface RefundSituation {
  readonly returnTotalPaisa: number;
  /** How the sale was paid, in the order of its tenders. */
  readonly payments: readonly { readonly kind: TenderKind; readonly reference: string | null; readonly appliedPaisa: number }[];
  /** Signed, of the sale. */
  readonly saleRoundingPaisa: number;
  readonly earlierTotalPaisa: number;
  readonly earlierRefunds: readonly { readonly kind: TenderKind; readonly amountPaisa: number }[];
  readonly cashRoundingUnitPaisa: CashRoundingUnitPaisa;
}

export interface RefundPlan {
  readonly refunds: readonly Refund[];
  /** Signed: what is refunded beyond the return's total. */
  readonly roundingPaisa: number;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const ofKind = (items: readonly { readonly kind: TenderKind; readonly amountPaisa: number }[], kind: TenderKind): number =>
  sum(items.filter((item) => item.kind === kind).map(({ amountPaisa }) => amountPaisa));

/** What each kind of tender paid less what it gave back before (domain.md, Returns), in the order of the sale's tenders. */
export function refundable({ payments, earlierRefunds }: RefundSituation): { kind: TenderKind; amountPaisa: number }[] {
  const kinds = [...new Set(payments.map(({ kind }) => kind))];
  return kinds.map((kind) => ({
    kind,
    amountPaisa:
      sum(payments.filter((payment) => payment.kind === kind).map(({ appliedPaisa }) => appliedPaisa)) -
      ofKind(earlierRefunds, kind),
  }));
}

/**
 * What remains after the other tenders is refunded in cash. The cash parts of all returns of the sale are rounded as one sum: so each
 * stays within the unit of what is due, and a series of partial returns gives back exactly what was paid.
 */
function cashPart(situation: RefundSituation, duePaisa: number): number {
  if (duePaisa === 0) return 0;
  const { earlierRefunds, earlierTotalPaisa, cashRoundingUnitPaisa } = situation;
  const earlierCashPaisa = ofKind(earlierRefunds, 'cash');
  const earlierOtherPaisa = sum(earlierRefunds.map(({ amountPaisa }) => amountPaisa)) - earlierCashPaisa;
  const allDuePaisa = earlierTotalPaisa - earlierOtherPaisa + duePaisa;
  const allCashPaisa = allDuePaisa + cashRounding(allDuePaisa, cashRoundingUnitPaisa);
  const mostPaisa = refundable(situation).find(({ kind }) => kind === 'cash')?.amountPaisa ?? 0;
  return Math.min(Math.max(allCashPaisa - earlierCashPaisa, 0), mostPaisa);
}

/** Each tender of the sale in turn, other tenders before cash. */
export function proposeRefunds(situation: RefundSituation): RefundPlan {
  const { payments, earlierRefunds, returnTotalPaisa } = situation;
  const spent = new Map<TenderKind, number>();
  for (const { kind, amountPaisa } of earlierRefunds) spent.set(kind, (spent.get(kind) ?? 0) + amountPaisa);
  let leftPaisa = returnTotalPaisa;
  const refunds: Refund[] = [];
  for (const { kind, reference, appliedPaisa } of payments) {
    if (kind === 'cash') continue;
    // Earlier refunds of this kind went to its first payments.
    const usedPaisa = Math.min(spent.get(kind) ?? 0, appliedPaisa);
    spent.set(kind, (spent.get(kind) ?? 0) - usedPaisa);
    const amountPaisa = Math.min(appliedPaisa - usedPaisa, leftPaisa);
    if (amountPaisa === 0) continue;
    refunds.push({ kind, reference, amountPaisa });
    leftPaisa -= amountPaisa;
  }
  const cashPaisa = cashPart(situation, leftPaisa);
  if (cashPaisa > 0) refunds.push({ kind: 'cash', reference: null, amountPaisa: cashPaisa });
  return { refunds, roundingPaisa: cashPaisa - leftPaisa };
}

/**
 * Whether the refunds that were asked for are what the return is worth, and none more than its tender may give back.
 * @returns undefined when they are not.
 */
export function acceptRefunds(situation: RefundSituation, asked: readonly Refund[]): RefundPlan | undefined {
  const most = refundable(situation);
  for (const kind of new Set(asked.map((refund) => refund.kind))) {
    if (ofKind(asked, kind) > (most.find((tender) => tender.kind === kind)?.amountPaisa ?? 0)) return undefined;
  }
  const cashPaisa = ofKind(asked, 'cash');
  const duePaisa = situation.returnTotalPaisa - (sum(asked.map(({ amountPaisa }) => amountPaisa)) - cashPaisa);
  if (duePaisa < 0) return undefined;
  // Without cash in the sale there was nothing to round, so nothing may be left over.
  const tookCash = most.some(({ kind }) => kind === 'cash') || situation.saleRoundingPaisa !== 0;
  if (duePaisa > 0 && !tookCash) return undefined;
  // A rest may round away, but not while another tender could have given it back.
  const otherPaisa = sum(most.filter(({ kind }) => kind !== 'cash').map(({ amountPaisa }) => amountPaisa));
  if (duePaisa > 0 && cashPaisa === 0 && situation.returnTotalPaisa - duePaisa < otherPaisa) return undefined;
  if (cashPaisa !== cashPart(situation, duePaisa)) return undefined;
  return { refunds: asked, roundingPaisa: cashPaisa - duePaisa };
}
