import { expect, test } from 'vitest';
import { cashDue, countedNotes, nothingReceived, receivedPaisa, withNote } from './received.ts';

const read = (text: string) => (text === '' ? null : Number(text) * 100);

test('received starts empty, which is not zero', () => {
  expect(receivedPaisa(nothingReceived, read)).toBeNull();
});
test('notes count up and are taken back one by one', () => {
  let received = withNote(nothingReceived, 50_000, 1);
  received = withNote(received, 20_000, 1);
  received = withNote(received, 50_000, 1);
  expect(countedNotes(received)).toEqual([
    { notePaisa: 50_000, count: 2 },
    { notePaisa: 20_000, count: 1 },
  ]);
  expect(receivedPaisa(received, read)).toBe(120_000);
  received = withNote(withNote(received, 50_000, -1), 20_000, -1);
  expect(countedNotes(received)).toEqual([{ notePaisa: 50_000, count: 1 }]);
  expect(withNote(received, 50_000, -1)).toEqual(nothingReceived);
});
test('a note after a typed amount replaces it', () => {
  expect(receivedPaisa(withNote({ kind: 'typed', text: '730' }, 100_000, 1), read)).toBe(100_000);
});
test('cash is due in the unit of the shop', () => {
  expect(cashDue(73_049, 100)).toEqual({ roundingPaisa: -49, duePaisa: 73_000 });
  expect(cashDue(73_250, 500)).toEqual({ roundingPaisa: 250, duePaisa: 73_500 });
  expect(cashDue(73_049, 1)).toEqual({ roundingPaisa: 0, duePaisa: 73_049 });
});
