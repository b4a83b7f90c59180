import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { type Face, type Faces, type Glyph, loadFaces } from './shaping.ts';
import { subsetTrueType } from './truetype-subset.ts';

/**
 * A small PDF 1.7 file (ISO 32000-1): pages of text, lines and filled boxes. Glyphs come from HarfBuzz, so Bangla stands right; each
 * run that is not ASCII carries its characters as `ActualText` (14.9.4), so that it can also be searched and copied.
 */
export type Weight = 'regular' | 'bold';

export interface TextOptions {
  readonly sizePt: number;
  readonly weight: Weight;
}
export interface PdfPage {
  /** `x` and `y` in points from the upper left corner; `y` is the base line. */
  readonly text: (text: string, x: number, y: number, options: TextOptions) => void;
  readonly line: (x1: number, y1: number, x2: number, y2: number, widthPt: number, dashPt?: number) => void;
  readonly boxes: (boxes: readonly (readonly [x: number, y: number, width: number, height: number])[]) => void;
}
export interface PdfFile {
  readonly measure: (text: string, options: TextOptions) => number;
  readonly addPage: (widthPt: number, heightPt: number) => PdfPage;
  readonly finish: () => Buffer;
}
export interface PdfInfo {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
}

const number = (n: number) => String(Math.round(n * 1000) / 1000);
const hex = (n: number) => n.toString(16).padStart(4, '0');
const utf16 = (text: string) => `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
const dictionary = (entries: Readonly<Record<string, string>>) =>
  `<< ${Object.entries(entries)
    .map(([key, value]) => `/${key} ${value}`)
    .join(' ')} >>`;

/** Glyphs of a face that a file uses. */
interface UsedFace {
  readonly face: Face;
  readonly glyphs: Map<number, Glyph>;
}

const showGlyphs = (glyphs: readonly Glyph[], sizePt: number): string => {
  const parts: string[] = [];
  let shown = '';
  let rise = 0;
  const flush = () => {
    if (shown !== '') parts.push(`[${shown}] TJ`);
    shown = '';
  };
  const move = (thousandths: number) => {
    if (Math.abs(thousandths) >= 0.5) shown += ` ${number(-thousandths)} `;
  };
  for (const glyph of glyphs) {
    if (glyph.yOffsetThousandths !== rise) {
      flush();
      rise = glyph.yOffsetThousandths;
      parts.push(`${number((rise * sizePt) / 1000)} Ts`);
    }
    move(glyph.xOffsetThousandths);
    shown += `<${hex(glyph.id)}>`;
    move(glyph.advanceThousandths - glyph.widthThousandths - glyph.xOffsetThousandths);
  }
  flush();
  if (rise !== 0) parts.push('0 Ts');
  return parts.join(' ');
};

const toUnicode = (glyphs: ReadonlyMap<number, Glyph>): string => {
  const known = [...glyphs.values()].filter(({ text }) => text !== null && text !== '');
  const lines = known.map(
    ({ id, text }) =>
      `<${hex(id)}> <${Buffer.from(text ?? '', 'utf16le')
        .swap16()
        .toString('hex')}>`,
  );
  const blocks: string[] = [];
  // At most 100 entries a block (Adobe technical note 5411).
  for (let i = 0; i < lines.length; i += 100) {
    const block = lines.slice(i, i + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    ...blocks,
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n');
};

class ObjectList {
  readonly #objects: Buffer[] = [];

  /** @returns the reference to the object. */
  add(content: string | Buffer): string {
    this.#objects.push(typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
    return `${this.#objects.length} 0 R`;
  }

  /** A number taken now for an object that is filled in later. */
  reserve(): { reference: string; fill: (content: string) => void } {
    const reference = this.add('');
    const index = this.#objects.length - 1;
    return { reference, fill: (content) => void (this.#objects[index] = Buffer.from(content, 'latin1')) };
  }

  stream(content: Buffer, entries: Readonly<Record<string, string>> = {}): string {
    const packed = deflateSync(content);
    const head = dictionary({ ...entries, Length: String(packed.length), Filter: '/FlateDecode' });
    return this.add(Buffer.concat([Buffer.from(`${head}\nstream\n`), packed, Buffer.from('\nendstream')]));
  }

  serialise(trailer: Readonly<Record<string, string>>): Buffer {
    const chunks: Buffer[] = [];
    const offsets: number[] = [];
    let length = 0;
    const write = (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
    };
    // The bytes above 127 tell transports that the file is binary (7.5.2).
    write(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'));
    for (const [index, content] of this.#objects.entries()) {
      offsets.push(length);
      write(Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), content, Buffer.from('\nendobj\n')]));
    }
    const start = length;
    const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
    const size = String(offsets.length + 1);
    write(Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${rows}`));
    write(Buffer.from(`trailer\n${dictionary({ Size: size, ...trailer })}\nstartxref\n${start}\n%%EOF\n`));
    return Buffer.concat(chunks);
  }
}

const addFont = (objects: ObjectList, { face, glyphs }: UsedFace): string => {
  const ids = [...glyphs.keys()].toSorted((a, b) => a - b);
  const tag = createHash('sha256').update(ids.join()).digest('hex').slice(0, 6);
  const letters = tag.replace(/./g, (digit) => String.fromCharCode(65 + Number.parseInt(digit, 16)));
  const name = `/${letters}+${face.postscriptName}`;
  const file = subsetTrueType(face.file, ids);
  const descriptor = objects.add(
    dictionary({
      Type: '/FontDescriptor',
      FontName: name,
      Flags: '4',
      FontBBox: `[-1000 ${number(face.descentThousandths)} 2000 ${number(face.ascentThousandths)}]`,
      ItalicAngle: '0',
      Ascent: number(face.ascentThousandths),
      Descent: number(face.descentThousandths),
      CapHeight: '714',
      StemV: '80',
      FontFile2: objects.stream(file, { Length1: String(file.length) }),
    }),
  );
  const widths = ids.map((id) => `${id} [${number(glyphs.get(id)?.widthThousandths ?? 0)}]`).join(' ');
  const descendant = objects.add(
    dictionary({
      Type: '/Font',
      Subtype: '/CIDFontType2',
      BaseFont: name,
      CIDSystemInfo: '<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>',
      FontDescriptor: descriptor,
      CIDToGIDMap: '/Identity',
      DW: '0',
      W: `[${widths}]`,
    }),
  );
  return objects.add(
    dictionary({
      Type: '/Font',
      Subtype: '/Type0',
      BaseFont: name,
      Encoding: '/Identity-H',
      DescendantFonts: `[${descendant}]`,
      ToUnicode: objects.stream(Buffer.from(toUnicode(glyphs))),
    }),
  );
};

const openPage = (heightPt: number, use: (weight: Weight) => UsedFace, operators: string[]): PdfPage => ({
  text: (text, x, y, { sizePt, weight }) => {
    if (text === '') return;
    const { face, glyphs } = use(weight);
    const shaped = face.shape(text);
    for (const glyph of shaped.glyphs) {
      if ((glyphs.get(glyph.id)?.text ?? null) === null) glyphs.set(glyph.id, glyph);
    }
    const shown = `BT /${weight} ${number(sizePt)} Tf ${number(x)} ${number(heightPt - y)} Td ${showGlyphs(shaped.glyphs, sizePt)} ET`;
    const ascii = /^[\x20-\x7e]*$/.test(text);
    operators.push(ascii ? shown : `/Span << /ActualText ${utf16(text)} >> BDC ${shown} EMC`);
  },
  line: (x1, y1, x2, y2, widthPt, dashPt) => {
    const dash = dashPt === undefined ? '[] 0 d' : `[${number(dashPt)}] 0 d`;
    const from = `${number(x1)} ${number(heightPt - y1)} m`;
    operators.push(`${number(widthPt)} w ${dash} ${from} ${number(x2)} ${number(heightPt - y2)} l S`);
  },
  boxes: (boxes) => {
    const paths = boxes.map(([x, y, w, h]) => `${number(x)} ${number(heightPt - y - h)} ${number(w)} ${number(h)} re`);
    if (paths.length > 0) operators.push(`${paths.join(' ')} f`);
  },
});

export const startPdf = async ({ title, language }: PdfInfo): Promise<PdfFile> => {
  const faces: Faces = await loadFaces();
  const used = new Map<Weight, UsedFace>();
  const use = (weight: Weight): UsedFace => {
    const known = used.get(weight) ?? { face: faces[weight], glyphs: new Map<number, Glyph>() };
    used.set(weight, known);
    return known;
  };
  const pages: { widthPt: number; heightPt: number; operators: string[] }[] = [];
  return {
    measure: (text, { sizePt, weight }) => (faces[weight].shape(text).widthThousandths * sizePt) / 1000,
    addPage: (widthPt, heightPt) => {
      const operators: string[] = [];
      pages.push({ widthPt, heightPt, operators });
      return openPage(heightPt, use, operators);
    },
    finish: () => {
      const objects = new ObjectList();
      const tree = objects.reserve();
      const fonts = Object.fromEntries([...used].map(([weight, face]) => [weight, addFont(objects, face)]));
      const resources = objects.add(dictionary({ Font: dictionary(fonts) }));
      const kids = pages.map(({ widthPt, heightPt, operators }) =>
        objects.add(
          dictionary({
            Type: '/Page',
            Parent: tree.reference,
            MediaBox: `[0 0 ${number(widthPt)} ${number(heightPt)}]`,
            Resources: resources,
            Contents: objects.stream(Buffer.from(operators.join('\n'))),
          }),
        ),
      );
      tree.fill(dictionary({ Type: '/Pages', Kids: `[${kids.join(' ')}]`, Count: String(kids.length) }));
      const catalog = objects.add(
        dictionary({
          Type: '/Catalog',
          Pages: tree.reference,
          Lang: utf16(language),
          ViewerPreferences: '<< /DisplayDocTitle true >>',
        }),
      );
      const info = objects.add(dictionary({ Title: utf16(title), Producer: '(ZakPOS)' }));
      return objects.serialise({ Root: catalog, Info: info });
    },
  };
};
