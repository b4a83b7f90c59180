import { cashRounding, type CashRoundingUnitPaisa } from '@zakpos/domain';

/** Notes in circulation, in paisa, as the buttons show them. */
export const notesPaisa = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000] as const;

/** Change from this on is asked about once: a note too many is the usual slip. */
export const askFromChangePaisa = 100_000;

/** What the customer handed over: counted notes or a typed amount, never both. It starts empty. */
export type Received = { kind: 'typed'; text: string } | { kind: 'notes'; counts: Readonly<Record<number, number>> };

export const nothingReceived: Received = { kind: 'typed', text: '' };

/** One note more (1) or back (-1). What was typed before goes: a typed amount plus a note is the classic error. */
export const withNote = (received: Received, notePaisa: number, step: 1 | -1): Received => {
  const counts = received.kind === 'notes' ? received.counts : {};
  const count = (counts[notePaisa] ?? 0) + step;
  const { [notePaisa]: _, ...others } = counts;
  if (count > 0) return { kind: 'notes', counts: { ...others, [notePaisa]: count } };
  return Object.keys(others).length === 0 ? nothingReceived : { kind: 'notes', counts: others };
};

/** The notes that were counted, largest first. */
export const countedNotes = (received: Received): { notePaisa: number; count: number }[] =>
  notesPaisa.reduceRight<{ notePaisa: number; count: number }[]>((counted, notePaisa) => {
    const count = received.kind === 'notes' ? (received.counts[notePaisa] ?? 0) : 0;
    return count === 0 ? counted : [...counted, { notePaisa, count }];
  }, []);

/** Their sum in paisa; null while nothing readable was given. */
export const receivedPaisa = (received: Received, read: (text: string) => number | null): number | null =>
  received.kind === 'typed'
    ? read(received.text)
    : countedNotes(received).reduce((sum, { notePaisa, count }) => sum + notePaisa * count, 0);

export interface CashDue {
  roundingPaisa: number;
  duePaisa: number;
}

/** What cash alone must cover: the total rounded to the shop's unit. */
export const cashDue = (totalPaisa: number, unitPaisa: CashRoundingUnitPaisa): CashDue => {
  const roundingPaisa = cashRounding(totalPaisa, unitPaisa);
  return { roundingPaisa, duePaisa: totalPaisa + roundingPaisa };
};
