/**
 * A TrueType font cut down to some glyphs, which keep their numbers: the outlines of the others are emptied and the tables for
 * shaping dropped, since a PDF holds glyphs that are shaped already (OpenType 1.9, chapters `glyf`, `loca`, `head`).
 */
interface Table {
  readonly offset: number;
  readonly length: number;
}

const keptTables = ['cvt ', 'fpgm', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'prep'];
const checksumAdjustmentAt = 8;
const longLocaAt = 50;
const tableHeaderBytes = 16;

// Flags of one component of a composite glyph.
const wordArguments = 0x0001;
const hasScale = 0x0008;
const moreComponents = 0x0020;
const hasTwoScales = 0x0040;
const hasMatrix = 0x0080;

const tablesOf = (font: Buffer): Map<string, Table> => {
  const tables = new Map<string, Table>();
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const at = 12 + i * tableHeaderBytes;
    tables.set(font.toString('latin1', at, at + 4), { offset: font.readUInt32BE(at + 8), length: font.readUInt32BE(at + 12) });
  }
  return tables;
};

/** Glyphs that a composite glyph is put together from; none for a simple one. */
const componentsOf = (outline: Buffer): number[] => {
  const components: number[] = [];
  if (outline.length === 0 || outline.readInt16BE(0) >= 0) return components;
  let at = 10;
  let flags = moreComponents;
  while ((flags & moreComponents) !== 0) {
    flags = outline.readUInt16BE(at);
    components.push(outline.readUInt16BE(at + 2));
    at += 4 + ((flags & wordArguments) !== 0 ? 4 : 2);
    if ((flags & hasScale) !== 0) at += 2;
    else if ((flags & hasTwoScales) !== 0) at += 4;
    else if ((flags & hasMatrix) !== 0) at += 8;
  }
  return components;
};

const checksum = (table: Buffer): number => {
  let sum = 0;
  for (let i = 0; i < table.length; i += 4) sum = (sum + table.readUInt32BE(i)) >>> 0;
  return sum;
};

const padded = (table: Buffer): Buffer => Buffer.concat([table, Buffer.alloc((4 - (table.length % 4)) % 4)]);

const assemble = (font: Buffer, tables: readonly (readonly [tag: string, content: Buffer])[]): Buffer => {
  const entrySelector = Math.floor(Math.log2(tables.length));
  const header = Buffer.alloc(12 + tables.length * tableHeaderBytes);
  font.copy(header, 0, 0, 4);
  header.writeUInt16BE(tables.length, 4);
  header.writeUInt16BE(2 ** entrySelector * 16, 6);
  header.writeUInt16BE(entrySelector, 8);
  header.writeUInt16BE(tables.length * 16 - 2 ** entrySelector * 16, 10);
  const contents: Buffer[] = [];
  let offset = header.length;
  for (const [index, [tag, content]] of tables.entries()) {
    const body = padded(content);
    const at = 12 + index * tableHeaderBytes;
    header.write(tag, at, 'latin1');
    header.writeUInt32BE(checksum(body), at + 4);
    header.writeUInt32BE(offset, at + 8);
    header.writeUInt32BE(content.length, at + 12);
    contents.push(body);
    offset += body.length;
  }
  return Buffer.concat([header, ...contents]);
};

/** @throws Error when the font has no TrueType outlines. */
export const subsetTrueType = (font: Buffer, glyphIds: Iterable<number>): Buffer => {
  const tables = tablesOf(font);
  const table = (tag: string): Buffer => {
    const found = tables.get(tag);
    if (found === undefined) throw new Error(`the font has no table ${tag}`);
    return font.subarray(found.offset, found.offset + found.length);
  };
  const head = Buffer.from(table('head'));
  const loca = table('loca');
  const glyf = table('glyf');
  const long = head.readInt16BE(longLocaAt) === 1;
  const glyphCount = table('maxp').readUInt16BE(4);
  const startOf = (id: number) => (long ? loca.readUInt32BE(id * 4) : loca.readUInt16BE(id * 2) * 2);
  const outlineOf = (id: number) => glyf.subarray(startOf(id), startOf(id + 1));

  // Glyph 0 is what a reader draws for a missing one.
  const kept = new Set<number>();
  const open = [0, ...glyphIds];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (kept.has(id) || id >= glyphCount) continue;
    kept.add(id);
    open.push(...componentsOf(outlineOf(id)));
  }

  const newLoca = Buffer.alloc((glyphCount + 1) * 4);
  const outlines: Buffer[] = [];
  let offset = 0;
  for (let id = 0; id < glyphCount; id++) {
    newLoca.writeUInt32BE(offset, id * 4);
    if (!kept.has(id)) continue;
    const outline = padded(outlineOf(id));
    outlines.push(outline);
    offset += outline.length;
  }
  newLoca.writeUInt32BE(offset, glyphCount * 4);
  head.writeInt16BE(1, longLocaAt);
  head.writeUInt32BE(0, checksumAdjustmentAt);

  const changed: Readonly<Record<string, Buffer>> = { head, loca: newLoca, glyf: Buffer.concat(outlines) };
  return assemble(
    font,
    keptTables.filter((tag) => tables.has(tag)).map((tag) => [tag, changed[tag] ?? table(tag)] as const),
  );
};
