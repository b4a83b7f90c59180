/**
 * Where the words of a document stand. One set of rules for a printer's columns, its dots and a PDF's points: `Metrics` says how
 * wide the paper and a text are, in the same unit.
 */
export interface TextStyle {
  readonly bold: boolean;
  /** Twice as high. */
  readonly tall: boolean;
}
export type Align = 'left' | 'center' | 'right';

export interface TextRow extends TextStyle {
  readonly type: 'text';
  readonly text: string;
  readonly align: Align;
}
/** A label and the amount that ends at the right edge. */
export interface PairRow extends TextStyle {
  readonly type: 'pair';
  readonly left: string;
  readonly right: string;
  readonly indented: boolean;
}
export interface RuleRow {
  readonly type: 'rule';
}
export interface QrRow {
  readonly type: 'qr';
  readonly data: string;
}
export type Row = TextRow | PairRow | RuleRow | QrRow;

export interface Metrics {
  readonly width: number;
  /** Least distance between a label and its amount. */
  readonly gap: number;
  readonly indent: number;
  readonly measure: (text: string, style: TextStyle) => number;
}

export interface Span {
  readonly text: string;
  readonly x: number;
}
export interface PlacedLine extends TextStyle {
  readonly spans: readonly Span[];
}

const segmenter = new Intl.Segmenter('bn', { granularity: 'grapheme' });

/** Longest beginning of the word that fits, in whole graphemes, so that no conjunct or emoji is torn; at least one. */
const splitWord = (word: string, width: number, measure: (text: string) => number): [head: string, rest: string] => {
  const ends = Array.from(segmenter.segment(word), ({ index, segment }) => index + segment.length);
  let fits = 1;
  let tooMany = ends.length;
  while (fits + 1 < tooMany) {
    const middle = (fits + tooMany) >> 1;
    if (measure(word.slice(0, ends[middle - 1])) <= width) fits = middle;
    else tooMany = middle;
  }
  const end = ends[fits - 1] ?? word.length;
  return [word.slice(0, end), word.slice(end)];
};

/**
 * Lines of at most `width`, broken at spaces, and inside a word only where the word alone is too wide. Words are measured one by one,
 * so that a measure with a memory works once for each, not once for each beginning of each line.
 */
export const wrap = (text: string, width: number, measure: (text: string) => number): string[] => {
  if (measure(text) <= width) return [text];
  const space = measure(' ');
  const lines: string[] = [];
  let line = '';
  let lineWidth = 0;
  for (const whole of text.split(' ')) {
    let word = whole;
    let wordWidth = measure(word);
    if (line !== '' && lineWidth + space + wordWidth <= width) {
      line = `${line} ${word}`;
      lineWidth += space + wordWidth;
      continue;
    }
    if (line !== '') lines.push(line);
    while (wordWidth > width) {
      const [head, rest] = splitWord(word, width, measure);
      if (rest === '') break;
      lines.push(head);
      word = rest;
      wordWidth = measure(word);
    }
    line = word;
    lineWidth = wordWidth;
  }
  if (line !== '') lines.push(line);
  return lines;
};

const startOf = (align: Align, textWidth: number, width: number): number => {
  if (align === 'left') return 0;
  const room = Math.max(0, width - textWidth);
  return align === 'right' ? room : room / 2;
};

const placeText = (row: TextRow, { width, measure }: Metrics): PlacedLine[] =>
  wrap(row.text, width, (text) => measure(text, row)).map((text) => ({
    bold: row.bold,
    tall: row.tall,
    spans: [{ text, x: startOf(row.align, measure(text, row), width) }],
  }));

/** Below this share of the width a label beside its amount would become a column of syllables. */
const leastLabelShare = 0.3;

/** The amount stands on the last line of its label, or below it where the two cannot share a line. */
const placePair = (row: PairRow, { width, gap, indent, measure }: Metrics): PlacedLine[] => {
  const style: TextStyle = { bold: row.bold, tall: row.tall };
  const widthOf = (text: string) => measure(text, style);
  const lineOf = (...spans: Span[]): PlacedLine => ({ ...style, spans });
  const left = row.indented ? indent : 0;
  const beside = width - left - gap - widthOf(row.right);
  const shared = beside >= width * leastLabelShare || widthOf(row.left) <= beside;
  const labels = wrap(row.left, shared ? beside : width - left, widthOf).map((text): Span => ({ text, x: left }));
  // Only a name can need several lines here; an amount is far narrower than any paper.
  const rights = wrap(row.right, width, widthOf).map((text): Span => ({ text, x: startOf('right', widthOf(text), width) }));
  if (!shared) return [...labels, ...rights].map((span) => lineOf(span));
  const last = labels.pop();
  return [...labels.map((span) => lineOf(span)), lineOf(...(last === undefined ? [] : [last]), ...rights)];
};

export const placeRow = (row: TextRow | PairRow, metrics: Metrics): PlacedLine[] =>
  row.type === 'text' ? placeText(row, metrics) : placePair(row, metrics);
