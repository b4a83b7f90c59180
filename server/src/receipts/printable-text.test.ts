import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlainAscii, printableText } from './printable-text.ts';

test('controls, line separators, direction marks and fillers become one space', () => {
  expect(printableText('a\u001b@b\r\n\tc\u2028d\u202ee\u2066f\u200fg\ufeffh\u0000')).toBe('a @b c d e f g h');
});

test('lone surrogates and unassigned characters do not pass', () => {
  expect(printableText('a\ud800b\u{e0041}c\uffff')).toBe('a b c');
});

test('typographic marks become ASCII, so that a printer needs no drawing', () => {
  expect(printableText('“Rahim’s” 2×5 – …')).toBe('"Rahim\'s" 2x5 - ...');
});

test('Bangla keeps its joiners and is in normal form C', () => {
  expect(printableText('র\u200d্যাব')).toBe('র\u200d্যাব');
  expect(printableText('ক\u09c7\u09be')).toBe('ক\u09cb');
});

test('no control character survives, and a second pass changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const once = printableText(text);
      expect(once).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(printableText(once)).toBe(once);
    }),
  );
});

test('only ASCII without controls is native text', () => {
  expect(isPlainAscii('Tk 1,234.50')).toBe(true);
  expect(isPlainAscii('৳ 1')).toBe(false);
  expect(isPlainAscii('a\u001b')).toBe(false);
});
