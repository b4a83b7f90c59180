import { describe, expect, test } from 'vitest';
import { addNote, addOther, exactTenders, nothingReceived, sumTenders, takeNoteBack, typeCash } from './tender-state.ts';

const total = 73_000;

describe('cash', () => {
  test('starts empty and does not cover', () => {
    expect(sumTenders(nothingReceived, total, 1)).toMatchObject({
      receivedPaisa: 0,
      missingPaisa: total,
      fault: 'short',
      tenders: [],
    });
  });
  test('is counted by notes, and a note can be taken back', () => {
    const three = [50_000, 20_000, 20_000].reduce(addNote, nothingReceived);
    expect(sumTenders(three, total, 1)).toMatchObject({ receivedPaisa: 90_000, changePaisa: 17_000, fault: null });
    const two = takeNoteBack(three, 20_000);
    expect(sumTenders(two, total, 1)).toMatchObject({ receivedPaisa: 70_000, missingPaisa: 3_000, fault: 'short' });
    expect(takeNoteBack(nothingReceived, 20_000).notes[20_000]).toBe(0);
  });
  test('that is typed replaces the notes, and the other way round', () => {
    const typed = typeCash(addNote(nothingReceived, 50_000), '৭৫০');
    expect(sumTenders(typed, total, 1).receivedPaisa).toBe(75_000);
    expect(sumTenders(addNote(typed, 100_000), total, 1).receivedPaisa).toBe(100_000);
  });
  test('that is no amount is a fault', () => expect(sumTenders(typeCash(nothingReceived, '7x'), total, 1).fault).toBe('amount'));
});

describe('rounding to the taka', () => {
  test('lowers what is due and shows the rounding', () => {
    const sum = sumTenders(nothingReceived, 10_049, 100);
    expect(sum).toMatchObject({ cashDuePaisa: 10_000, roundingPaisa: -49 });
    expect(exactTenders(sum)).toEqual([{ kind: 'cash', amountPaisa: 10_000 }]);
  });
  test('touches only what the other tenders leave', () => {
    const wallet = { ...nothingReceived, others: [{ id: 1, kind: 'bkash' as const, amount: '50.25', reference: 'x1' }] };
    expect(sumTenders(wallet, 10_049, 100)).toMatchObject({ cashDuePaisa: 5_000, roundingPaisa: -24 });
  });
});

describe('other tenders', () => {
  test('are preset to the rest', () => {
    const mixed = addOther(addNote(nothingReceived, 50_000), 'bkash', total);
    expect(mixed.others[0]).toMatchObject({ kind: 'bkash', amount: '230.00' });
    expect(sumTenders(mixed, total, 1).fault).toBe('reference');
  });
  test('send their reference trimmed and in capitals', () => {
    const wallet = { ...nothingReceived, others: [{ id: 1, kind: 'nagad' as const, amount: '730', reference: ' ab12 ' }] };
    const sum = sumTenders(wallet, total, 1);
    expect(sum.fault).toBeNull();
    expect(sum.tenders).toEqual([{ kind: 'nagad', amountPaisa: 73_000, reference: 'AB12' }]);
    expect(exactTenders(sum)).toEqual(sum.tenders);
  });
  test('of a card need none', () => {
    const card = { ...nothingReceived, others: [{ id: 1, kind: 'card' as const, amount: '730', reference: '' }] };
    expect(sumTenders(card, total, 1).fault).toBeNull();
  });
  test('never exceed the total', () => {
    const card = { ...nothingReceived, others: [{ id: 1, kind: 'card' as const, amount: '731', reference: '' }] };
    expect(sumTenders(card, total, 1).fault).toBe('too_much');
  });
});
