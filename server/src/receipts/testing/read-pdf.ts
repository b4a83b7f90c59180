import { inflateSync } from 'node:zlib';

export interface ReadPage {
  readonly widthPt: number;
  readonly heightPt: number;
  /** Every text in drawing order, by `ActualText` or by the glyphs' own characters. */
  readonly texts: readonly string[];
  readonly operators: string;
}

const objectAt = (file: Buffer, offset: number): string => {
  const start = file.toString('latin1', offset, offset + 40);
  if (!/^\d+ 0 obj\n/.test(start)) throw new Error(`no object at ${offset}`);
  return file.toString('latin1', offset, file.indexOf('\nendobj\n', offset, 'latin1'));
};

const streamOf = (object: string): string => {
  const length = Number(/\/Length (\d+)/.exec(object)?.[1]);
  const start = object.indexOf('stream\n') + 'stream\n'.length;
  if (object.slice(start + length) !== '\nendstream') throw new Error('the stream is not as long as it says');
  return inflateSync(Buffer.from(object.slice(start, start + length), 'latin1')).toString('latin1');
};

const utf16 = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le');

const unicodeOf = (cmap: string): Map<string, string> =>
  new Map(Array.from(cmap.matchAll(/^<([0-9a-f]{4})> <([0-9a-f]+)>$/gm), ([, glyph, text]) => [glyph ?? '', utf16(text ?? '')]));

const number = String.raw`-?\d+(?:\.\d+)?`;
const shown = new RegExp(
  String.raw`^BT /(regular|bold) ${number} Tf ${number} ${number} Td((?: ${number} Ts| \[(?:<[0-9a-f]{4}>| ${number} )*\] TJ)*) ET$`,
);

/** Reads the operators of a page strictly: whatever is not one that our files use, throws. */
const textsOf = (operators: string, unicode: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] => {
  const texts: string[] = [];
  for (const line of operators.split('\n')) {
    const span = /^\/Span << \/ActualText <feff([0-9a-f]*)> >> BDC (.*) EMC$/.exec(line);
    const glyphs = shown.exec(span?.[2] ?? line);
    if (span !== null && glyphs !== null) texts.push(utf16(span[1] ?? ''));
    else if (glyphs !== null) {
      const ids = Array.from((glyphs[2] ?? '').matchAll(/<([0-9a-f]{4})>/g), ([, id]) => id ?? '');
      texts.push(ids.map((id) => unicode.get(glyphs[1] ?? '')?.get(id) ?? '\ufffd').join(''));
    } else if (!/^[\d. -]+ w \[[\d.]*\] 0 d [\d. -]+ m [\d. -]+ l S$/.test(line) && !/^(?:[\d. -]+ re )+f$/.test(line)) {
      throw new Error(`not an operator of ours: ${line.slice(0, 120)}`);
    }
  }
  return texts;
};

/** Reads a file written by `pdf-file.ts` by its cross-reference table, and fails on any offset, length or operator that is wrong. */
export const readPdf = (file: Buffer): ReadPage[] => {
  const tail = /startxref\n(\d+)\n%%EOF\n$/.exec(file.toString('latin1'));
  const table = file.toString('latin1', Number(tail?.[1]));
  if (!table.startsWith('xref\n0 ')) throw new Error('startxref does not point to the table');
  const offsets = Array.from(table.matchAll(/^(\d{10}) 00000 n $/gm), ([, offset]) => Number(offset));
  const objects = offsets.map((offset) => objectAt(file, offset));
  const resolve = (reference: string | undefined): string => {
    const object = objects[Number.parseInt(reference ?? '', 10) - 1];
    if (object === undefined) throw new Error(`no object ${reference}`);
    return object;
  };
  const tree = resolve(/\/Pages (\d+)/.exec(resolve(/\/Root (\d+)/.exec(table)?.[1]))?.[1]);
  const kids = /\/Kids \[([^\]]*)\]/.exec(tree)?.[1] ?? '';
  return Array.from(kids.matchAll(/(\d+) 0 R/g), ([, kid]) => {
    const page = resolve(kid);
    const fonts = resolve(/\/Resources (\d+)/.exec(page)?.[1]).matchAll(/\/(regular|bold) (\d+) 0 R/g);
    const unicode = new Map(
      Array.from(fonts, ([, weight, font]) => {
        const cmap = resolve(/\/ToUnicode (\d+)/.exec(resolve(font))?.[1]);
        return [weight ?? '', unicodeOf(streamOf(cmap))] as const;
      }),
    );
    const [width, height] = (/\/MediaBox \[0 0 ([\d.]+ [\d.]+)\]/.exec(page)?.[1] ?? '').split(' ').map(Number);
    const operators = streamOf(resolve(/\/Contents (\d+)/.exec(page)?.[1]));
    return { widthPt: width ?? 0, heightPt: height ?? 0, texts: textsOf(operators, unicode), operators };
  });
};
