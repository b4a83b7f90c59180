import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Metrics, type PairRow, placeRow, type TextRow, wrap } from './layout.ts';

const columns: Metrics = { width: 32, gap: 1, indent: 2, measure: (text) => text.length };
const text = (content: string, align: TextRow['align'] = 'left'): TextRow => ({
  type: 'text',
  text: content,
  align,
  bold: false,
  tall: false,
});
const pair = (left: string, right: string, indented = false): PairRow => ({
  type: 'pair',
  left,
  right,
  indented,
  bold: false,
  tall: false,
});
const graphemes = (content: string) => Array.from(new Intl.Segmenter('bn').segment(content), ({ segment }) => segment);
const clusterWidth = (content: string) => graphemes(content).length;

describe('wrapping', () => {
  test('breaks at spaces and keeps every word', () => {
    expect(wrap('Miniket rice premium long grain special', 16, (part) => part.length)).toEqual([
      'Miniket rice',
      'premium long',
      'grain special',
    ]);
  });

  test('no line is wider than the paper and nothing is lost, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 120, unit: 'grapheme' }), fc.integer({ min: 1, max: 48 }), (content, width) => {
        const words = content.split(' ').filter((word) => word !== '');
        const lines = wrap(words.join(' '), width, clusterWidth);
        for (const line of lines) expect(clusterWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
      }),
    );
  });

  test('a word wider than the paper breaks between graphemes, never inside a conjunct or an emoji', () => {
    const word = 'ক্ষুদ্রক্ষুদ্র👩‍👩‍👧‍👦প্রতিলিপি';
    const lines = wrap(word, 3, clusterWidth);
    expect(lines.flatMap(graphemes)).toEqual(graphemes(word));
    expect(lines.length).toBeGreaterThan(2);
  });

  test('one grapheme wider than the paper still gets its line', () => {
    expect(wrap('ab', 3, (part) => part.length * 5)).toEqual(['a', 'b']);
  });
});

describe('placing', () => {
  test('text stands left, in the middle or right', () => {
    expect(placeRow(text('abcd'), columns)[0]?.spans).toEqual([{ text: 'abcd', x: 0 }]);
    expect(placeRow(text('abcd', 'center'), columns)[0]?.spans).toEqual([{ text: 'abcd', x: 14 }]);
    expect(placeRow(text('abcd', 'right'), columns)[0]?.spans).toEqual([{ text: 'abcd', x: 28 }]);
  });

  test('an amount ends at the right edge, on the last line of its label, with a gap', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{1,10}( [a-z]{1,10}){0,8}$/),
        fc.stringMatching(/^[0-9]{1,32}$/),
        fc.boolean(),
        (label, amount, indented) => {
          const lines = placeRow(pair(label, amount, indented), columns);
          const last = lines.at(-1)?.spans ?? [];
          expect(last.at(-1)).toEqual({ text: amount, x: 32 - amount.length });
          for (const { spans } of lines) {
            for (const [index, span] of spans.entries()) {
              const end = span.x + span.text.length;
              expect(end).toBeLessThanOrEqual(spans[index + 1] === undefined ? 32 : (spans[index + 1]?.x ?? 0) - 1);
            }
          }
        },
      ),
    );
  });

  test('a name as value that is wider than the paper takes several lines', () => {
    const lines = placeRow(pair('Cashier:', 'Muhammad Abdur Rahman Khan Chowdhury Bahadur'), columns);
    expect(lines.map(({ spans }) => spans.map((span) => span.text))).toEqual([
      ['Cashier:'],
      ['Muhammad Abdur Rahman Khan'],
      ['Chowdhury Bahadur'],
    ]);
    expect(lines[2]?.spans[0]?.x).toBe(32 - 'Chowdhury Bahadur'.length);
  });

  test('an amount that leaves no room for its label stands below it', () => {
    const lines = placeRow(pair('a long label', '1,23,45,67,89,01,234.50'), columns);
    expect(lines.map(({ spans }) => spans.map((span) => span.text))).toEqual([['a long label'], ['1,23,45,67,89,01,234.50']]);
  });
});
