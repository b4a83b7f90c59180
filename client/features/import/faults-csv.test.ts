import { expect, test } from 'vitest';
import { faultsAsCsv } from './faults-csv.ts';

test('quotes are doubled, Bangla stays', () => {
  expect(faultsAsCsv([{ line: 3, column: 'name', value: 'চাল "মোটা"', reason: 'a, b' }])).toBe(
    '\uFEFFline,column,value,reason\r\n3,"name","চাল ""মোটা""","a, b"\r\n',
  );
});
test('a value that a spreadsheet would run is held back', () => {
  expect(faultsAsCsv([{ line: 2, column: 'price', value: '=1+1', reason: '-x' }])).toContain(`"'=1+1","'-x"`);
});
