import { readFile } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import { fontFile } from './fonts.ts';

/** A glyph as it is set: distances in thousandths of the font size. */
export interface Glyph {
  readonly id: number;
  /** What the font says about the glyph, and what the text around it makes of it. */
  readonly widthThousandths: number;
  readonly advanceThousandths: number;
  readonly xOffsetThousandths: number;
  readonly yOffsetThousandths: number;
  /** The text that it stands for, where that is one glyph's alone. */
  readonly text: string | null;
}

export interface ShapedText {
  readonly glyphs: readonly Glyph[];
  readonly widthThousandths: number;
}

export interface Face {
  readonly postscriptName: string;
  readonly file: Buffer;
  readonly ascentThousandths: number;
  readonly descentThousandths: number;
  readonly shape: (text: string) => ShapedText;
}
export interface Faces {
  readonly regular: Face;
  readonly bold: Face;
}

const shapedCacheEntries = 4_000;
/** Bangla letters with what belongs to a word of them; everything else is set as Latin. */
const scriptRuns =
  /(?:[\u0964\u0965\u0980-\u09ff\u25cc]|\u200c|\u200d)+|(?:(?!\u200c|\u200d)[^\u0964\u0965\u0980-\u09ff\u25cc])+/g;
const bangla = /[\u0980-\u09ff]/;

type Harfbuzz = typeof import('harfbuzzjs');

const openFace = (harfbuzz: Harfbuzz, file: Buffer, postscriptName: string): Face => {
  const face = new harfbuzz.Face(new harfbuzz.Blob(file), 0);
  const font = new harfbuzz.Font(face);
  const buffer = new harfbuzz.Buffer();
  const thousandths = (units: number) => (units * 1000) / face.upem;
  const cache = new LRUCache<string, ShapedText>({ max: shapedCacheEntries });

  const shapeRun = (run: string): Glyph[] => {
    buffer.reset();
    buffer.addText(run);
    buffer.setDirection(harfbuzz.Direction.LTR);
    const isBangla = bangla.test(run);
    buffer.setScript(isBangla ? 'Beng' : 'Latn');
    buffer.setLanguage(isBangla ? 'bn' : 'en');
    harfbuzz.shape(font, buffer);
    const shaped = buffer.getGlyphInfosAndPositions();
    return shaped.map((glyph, index): Glyph => {
      const alone = shaped[index - 1]?.cluster !== glyph.cluster && shaped[index + 1]?.cluster !== glyph.cluster;
      return {
        id: glyph.codepoint,
        widthThousandths: thousandths(font.glyphHAdvance(glyph.codepoint)),
        advanceThousandths: thousandths(glyph.xAdvance ?? 0),
        xOffsetThousandths: thousandths(glyph.xOffset ?? 0),
        yOffsetThousandths: thousandths(glyph.yOffset ?? 0),
        text: alone ? run.slice(glyph.cluster, shaped[index + 1]?.cluster ?? run.length) : null,
      };
    });
  };

  const extents = font.hExtents();
  return {
    postscriptName,
    file,
    ascentThousandths: thousandths(extents.ascender),
    descentThousandths: thousandths(extents.descender),
    shape: (text) => {
      const known = cache.get(text);
      if (known !== undefined) return known;
      const glyphs = (text.match(scriptRuns) ?? []).flatMap(shapeRun);
      const shaped = { glyphs, widthThousandths: glyphs.reduce((sum, { advanceThousandths }) => sum + advanceThousandths, 0) };
      cache.set(text, shaped);
      return shaped;
    },
  };
};

const openFaces = async (): Promise<Faces> => {
  const [harfbuzz, regular, bold] = await Promise.all([
    import('harfbuzzjs'),
    readFile(fontFile.regular()),
    readFile(fontFile.bold()),
  ]);
  return {
    regular: openFace(harfbuzz, regular, 'NotoSansBengali-Regular'),
    bold: openFace(harfbuzz, bold, 'NotoSansBengali-Bold'),
  };
};

let opened: Promise<Faces> | undefined;

/** The faces of PDF files with HarfBuzz, which sets Bangla right; opened at the first file. */
export const loadFaces = (): Promise<Faces> => {
  opened ??= openFaces().catch((cause: unknown) => {
    opened = undefined;
    throw new Error('the fonts of documents cannot be loaded', { cause });
  });
  return opened;
};
