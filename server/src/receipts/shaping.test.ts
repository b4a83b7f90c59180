import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { fontFile } from './fonts.ts';
import { duplicateMark, receiptLabels } from './labels.ts';
import { loadRaster } from './raster.ts';
import { loadFaces } from './shaping.ts';
import { subsetTrueType } from './truetype-subset.ts';

const plain = { bold: false, tall: false };

describe('Bangla is set as it is written', () => {
  test('conjuncts are one form, not letters with a visible hasanta', async () => {
    const { regular } = await loadFaces();
    const [hasanta] = regular.shape('\u09cd').glyphs.slice(-1);
    for (const word of ['ক্ষ', 'ক্ত', 'ক্ক', 'ন্দ', 'ত্র', 'ষ্ট', 'জ্ঞ', 'শক্ত', 'বিজ্ঞান', 'স্ত্রী', 'উজ্জ্বল']) {
      const { glyphs } = regular.shape(word);
      expect(glyphs.map(({ id }) => id)).not.toContain(hasanta?.id);
    }
  });

  test('a vowel sign that is written before its consonant stands before it', async () => {
    const { regular } = await loadFaces();
    const consonant = regular.shape('চ').glyphs[0]?.id;
    const shaped = regular.shape('চি').glyphs.map(({ id }) => id);
    expect(shaped.indexOf(consonant ?? -1)).toBe(shaped.length - 1);
    expect(shaped.length).toBe(2);
  });

  test('Bangla after Latin in one text is set like Bangla alone', async () => {
    const { regular } = await loadFaces();
    const alone = regular.shape('ক্ষুদ্র').glyphs.map(({ id }) => id);
    expect(
      regular
        .shape('Sugar ক্ষুদ্র')
        .glyphs.slice(-alone.length)
        .map(({ id }) => id),
    ).toEqual(alone);
  });

  test('the printer draws conjuncts too', async () => {
    const { measure } = await loadRaster();
    expect(measure('ক্ত', plain)).toBeLessThan(measure('কত', plain));
    expect(measure('ক্ষ', plain)).toBeLessThan(measure('কষ', plain));
  });

  test('the font has every character of the labels, ৳ and both kinds of digits', async () => {
    const { regular, bold } = await loadFaces();
    const labels = [duplicateMark, JSON.stringify(receiptLabels), '৳ ০১২৩৪৫৬৭৮৯ 0123456789,.-'].join(' ');
    for (const face of [regular, bold]) expect(face.shape(labels).glyphs.filter(({ id }) => id === 0)).toEqual([]);
  });
});

const tableOf = (font: Buffer, tag: string): Buffer => {
  const at = font.indexOf(tag, 12, 'latin1');
  return font.subarray(font.readUInt32BE(at + 8), font.readUInt32BE(at + 8) + font.readUInt32BE(at + 12));
};
const outline = (font: Buffer, id: number): Buffer => {
  const loca = tableOf(font, 'loca');
  const long = tableOf(font, 'head').readInt16BE(50) === 1;
  const start = (index: number) => (long ? loca.readUInt32BE(index * 4) : loca.readUInt16BE(index * 2) * 2);
  return tableOf(font, 'glyf').subarray(start(id), start(id + 1));
};

describe('cutting a font down', () => {
  test('keeps the outlines that are used under their numbers and empties the others', async () => {
    const font = await readFile(fontFile.regular());
    const { regular } = await loadFaces();
    const ids = regular.shape('প্রতিলিপি é').glyphs.map(({ id }) => id);
    const subset = subsetTrueType(font, ids);
    expect(subset.length).toBeLessThan(font.length / 5);
    for (const id of ids) {
      const original = outline(font, id);
      expect(outline(subset, id).subarray(0, original.length)).toEqual(original);
    }
    const unused = regular.shape('ঔ').glyphs[0]?.id ?? 0;
    expect(outline(font, unused).length).toBeGreaterThan(0);
    expect(outline(subset, unused).length).toBe(0);
  });

  test('keeps what a composite glyph is put together from', async () => {
    const font = await readFile(fontFile.regular());
    const glyphCount = tableOf(font, 'maxp').readUInt16BE(4);
    const isComposite = (id: number) => outline(font, id).length > 0 && outline(font, id).readInt16BE(0) < 0;
    const composite = Array.from({ length: glyphCount }, (_, id) => id).find(isComposite) ?? 0;
    const component = outline(font, composite).readUInt16BE(12);
    const subset = subsetTrueType(font, [composite]);
    expect(outline(subset, component).length).toBeGreaterThanOrEqual(outline(font, component).length);
  });
});
