import type { TenderKind } from '@zakpos/contracts';
import { DomainError, formatTaka, settle, type CashRoundingUnitPaisa, type Settlement } from '@zakpos/domain';
import { readTaka } from '../../money/format.ts';
import type { TenderInput } from '../till-server.ts';

/** Notes that a cashier counts by a press, in paisa. */
export const notesPaisa = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000] as const;
export const otherTenders = ['bkash', 'nagad', 'rocket', 'card'] as const satisfies readonly TenderKind[];
export type OtherTender = (typeof otherTenders)[number];

/** From this much change on the cashier is asked once whether so much was really received. */
export const largeChangePaisa = 100_000;

export interface OtherRow {
  id: number;
  kind: OtherTender;
  amount: string;
  reference: string;
}

/** What was received so far. Cash is either counted by notes or typed; it starts empty, for a preset amount plus a note is the classic error. */
export interface TenderState {
  notes: Partial<Record<number, number>>;
  typed: string;
  others: OtherRow[];
}

export const nothingReceived: TenderState = { notes: {}, typed: '', others: [] };

export const addNote = (state: TenderState, notePaisa: number): TenderState => ({
  ...state,
  typed: '',
  notes: { ...state.notes, [notePaisa]: (state.notes[notePaisa] ?? 0) + 1 },
});
export const takeNoteBack = (state: TenderState, notePaisa: number): TenderState => ({
  ...state,
  notes: { ...state.notes, [notePaisa]: Math.max(0, (state.notes[notePaisa] ?? 0) - 1) },
});
export const typeCash = (state: TenderState, typed: string): TenderState => ({ ...state, typed, notes: {} });

const othersPaisa = (state: TenderState): number => state.others.reduce((sum, { amount }) => sum + (readTaka(amount) ?? 0), 0);

/** Adds a row for another tender, preset to what is not covered yet. */
export const addOther = (state: TenderState, kind: OtherTender, totalPaisa: number): TenderState => {
  const rest = Math.max(0, totalPaisa - othersPaisa(state) - (cashPaisa(state) ?? 0));
  const id = 1 + Math.max(0, ...state.others.map((row) => row.id));
  return { ...state, others: [...state.others, { id, kind, amount: formatTaka(rest, { symbol: false }), reference: '' }] };
};

/** Cash received in paisa; undefined while what was typed is no amount. */
export const cashPaisa = (state: TenderState): number | undefined => {
  if (state.typed.trim() !== '') return readTaka(state.typed);
  return Object.entries(state.notes).reduce((sum, [note, count]) => sum + Number(note) * (count ?? 0), 0);
};

const needsReference = (kind: OtherTender): boolean => kind !== 'card';

export type TenderFault = 'amount' | 'reference' | 'too_much' | 'short';
export interface TenderSum {
  /** What cash has to cover, after the other tenders and rounded. */
  cashDuePaisa: number;
  roundingPaisa: number;
  receivedPaisa: number;
  /** Of cash; zero while it does not cover. */
  changePaisa: number;
  missingPaisa: number;
  fault: TenderFault | null;
  tenders: TenderInput[];
}

const settled = (
  totalPaisa: number,
  tenders: TenderInput[],
  cashRoundingUnitPaisa: CashRoundingUnitPaisa,
): Settlement | DomainError => {
  try {
    return settle({ totalPaisa, tenders, cashRoundingUnitPaisa });
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
};

/** Reckons what was received against the total, by the same rule as the server. */
export const sumTenders = (state: TenderState, totalPaisa: number, unit: CashRoundingUnitPaisa): TenderSum => {
  const cash = cashPaisa(state);
  const others = state.others.map(({ kind, amount, reference }): TenderInput => {
    const code = reference.trim().toUpperCase();
    return { kind, amountPaisa: readTaka(amount) ?? 0, ...(code === '' ? {} : { reference: code }) };
  });
  const rest = totalPaisa - othersPaisa(state);
  const tenders: TenderInput[] = cash === undefined || cash === 0 ? others : [...others, { kind: 'cash', amountPaisa: cash }];
  const result = settled(totalPaisa, tenders, unit);
  // Whether or not cash came yet, the cashier sees what it would have to be.
  const exact = rest > 0 ? settled(rest, [{ kind: 'cash', amountPaisa: rest + unit }], unit) : undefined;
  const rounding = exact && !(exact instanceof DomainError) ? exact.roundingPaisa : 0;
  const cashDuePaisa = Math.max(0, rest + rounding);
  const missingPaisa = Math.max(0, cashDuePaisa - (cash ?? 0));
  const fault = ((): TenderFault | null => {
    if (cash === undefined || others.some(({ amountPaisa }) => amountPaisa === 0)) return 'amount';
    if (rest < 0) return 'too_much';
    if (state.others.some(({ kind, reference }) => needsReference(kind) && reference.trim() === '')) return 'reference';
    return result instanceof DomainError ? 'short' : null;
  })();
  return {
    cashDuePaisa,
    roundingPaisa: rounding,
    receivedPaisa: cash ?? 0,
    changePaisa: Math.max(0, (cash ?? 0) - cashDuePaisa),
    missingPaisa,
    fault,
    tenders,
  };
};

/** The tenders for "exact": what the other tenders leave, rounded, in cash. */
export const exactTenders = ({ tenders, cashDuePaisa }: TenderSum): TenderInput[] => {
  const others = tenders.filter(({ kind }) => kind !== 'cash');
  return cashDuePaisa === 0 ? others : [...others, { kind: 'cash', amountPaisa: cashDuePaisa }];
};
