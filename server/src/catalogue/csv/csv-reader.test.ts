import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvFault } from './csv-fault.ts';
import { CsvReader, delimiterOf, maxRecordCharacters } from './csv-reader.ts';
import { bytesOf, readCsv } from './read-csv.ts';
import { fromCell, joinCodes, quoted, splitCodes, toCell } from './cells.ts';

const pieces = (text: string, size: number) =>
  Array.from({ length: Math.ceil(text.length / size) }, (_unused, index) => text.slice(index * size, (index + 1) * size));
const read = (text: string, size = text.length || 1, delimiter: ',' | ';' = ',') => {
  const reader = new CsvReader(delimiter);
  return [...pieces(text, size).flatMap((piece) => reader.push(piece)), ...reader.end()];
};
const faultOf = (work: () => unknown): CsvFault | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof CsvFault) return error;
    throw error;
  }
};
const readBytes = async (chunks: Uint8Array[], maxBytes = 1_000_000) => {
  const records: (readonly string[])[] = [];
  for await (const some of readCsv(bytesOf(Readable.from(chunks)), maxBytes)) records.push(...some.map(({ cells }) => cells));
  return records;
};

test('cells, quotes, empty lines and every kind of line end are read, however the text is cut', () => {
  const text = 'a,b\r\n\r\n"x,""y""",2\n\n3,"line\r\nbreak"\r,\n"",5';
  const expected = [
    { line: 1, cells: ['a', 'b'] },
    { line: 3, cells: ['x,"y"', '2'] },
    { line: 5, cells: ['3', 'line\r\nbreak'] },
    { line: 7, cells: ['', ''] },
    { line: 8, cells: ['', '5'] },
  ];
  for (let size = 1; size <= text.length; size += 1) expect(read(text, size)).toEqual(expected);
});

test('whatever is written as CSV is read back, and csv-parse reads the same', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'চা', "'"), maxLength: 8 });
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(table, fc.integer({ min: 1, max: 12 }), fc.constantFrom('\n', '\r\n', '\r'), (rows, size, lineEnd) => {
      const text = rows.map((row) => row.map(quoted).join(',')).join(lineEnd);
      expect(read(text, size).map(({ cells }) => cells)).toEqual(rows);
      const oracle: string[][] = parse(text, { relax_column_count: true, record_delimiter: lineEnd });
      expect(oracle).toEqual(rows);
    }),
  );
});

test('broken quotes are refused with their line', () => {
  expect(faultOf(() => read('a,b\n1,2"3\n'))).toMatchObject({ reason: 'quote_in_value', line: 2 });
  expect(faultOf(() => read('a,b\n1,"2"3\n'))).toMatchObject({ reason: 'text_after_quote', line: 2 });
  expect(faultOf(() => read('a,b\n1,"2\n3,4\n', 3))).toMatchObject({ reason: 'quote_not_closed', line: 2 });
  expect(faultOf(() => read('a,b\n"x\ny",1"\n'))).toMatchObject({ reason: 'quote_in_value', line: 3 });
});

test('a quote that is never closed does not gather the rest of a large file', () => {
  const reader = new CsvReader(',');
  reader.push('a,b\n"');
  expect(faultOf(() => Array.from({ length: 10 }, () => reader.push('x'.repeat(maxRecordCharacters / 4))))).toMatchObject({
    reason: 'record_too_long',
    line: 2,
  });
});

test('the header decides between comma and semicolon', () => {
  expect([delimiterOf('a,b;c,d'), delimiterOf('a;b'), delimiterOf('"a;b;c",d'), delimiterOf('sku')]).toEqual([
    ',',
    ';',
    ',',
    ',',
  ]);
});

describe('bytes', () => {
  const bangla = Buffer.from('sku,name\n1,চাল মিনিকেট\n');
  test('UTF-8 is read with or without byte order mark, cut at any byte', async () => {
    const expected = [
      ['sku', 'name'],
      ['1', 'চাল মিনিকেট'],
    ];
    for (let at = 0; at <= bangla.length; at += 1) {
      expect(await readBytes([bangla.subarray(0, at), bangla.subarray(at)])).toEqual(expected);
    }
    expect(await readBytes([Buffer.from([0xef, 0xbb]), Buffer.from([0xbf]), bangla])).toEqual(expected);
  });

  test('another encoding is refused with line and byte', async () => {
    const latin1 = Buffer.from('sku,name\n1,caf\xe9\n', 'latin1');
    await expect(readBytes([latin1])).rejects.toMatchObject({ reason: 'not_utf8', line: 2, byte: 14 });
    await expect(readBytes([latin1.subarray(0, 11), latin1.subarray(11)])).rejects.toMatchObject({ line: 2, byte: 14 });
    await expect(readBytes([Buffer.from('\ufeffsku,name\n', 'utf16le')])).rejects.toMatchObject({
      reason: 'utf16',
      line: 1,
      byte: 0,
    });
    await expect(readBytes([Buffer.from('sku,name\n', 'utf16le')])).rejects.toMatchObject({ reason: 'nul', line: 1, byte: 1 });
    await expect(readBytes([Buffer.from('sku,name\n1,a\0b\n')])).rejects.toMatchObject({ reason: 'nul', line: 2, byte: 12 });
    await expect(readBytes([bangla.subarray(0, 12)])).rejects.toMatchObject({ reason: 'not_utf8', line: 2, byte: 11 });
    // An overlong form of `/`, and half of a surrogate pair.
    await expect(readBytes([Buffer.from([0x61, 0xc0, 0xaf])])).rejects.toMatchObject({ reason: 'not_utf8', byte: 1 });
    await expect(readBytes([Buffer.from([0xed, 0xa0, 0x80])])).rejects.toMatchObject({ reason: 'not_utf8', byte: 0 });
  });

  test('a file beyond the bound is refused', async () => {
    await expect(readBytes([Buffer.alloc(60, 'a\n'), Buffer.alloc(60, 'a\n')], 100)).rejects.toMatchObject({
      code: 'body_too_large',
    });
  });
});

test('whatever a cell holds, no spreadsheet runs it, and it comes back as it was', () => {
  const text = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', 'a', '1') });
  fc.assert(
    fc.property(text, (value) => {
      expect(toCell(value)).not.toMatch(/^[=+\-@]/);
      expect(fromCell(toCell(value))).toBe(value);
    }),
  );
  expect(toCell('=cmd()')).toBe("'=cmd()");
  expect(fromCell("'quoted'")).toBe("'quoted'");
});

test('codes in one cell come apart as they were joined', () => {
  const code = fc.string({ unit: fc.constantFrom('|', '\\', 'a', '1'), minLength: 1 });
  fc.assert(
    fc.property(fc.array(code), (codes) => {
      expect(splitCodes(joinCodes(codes))).toEqual(codes);
    }),
  );
  expect(splitCodes(' 123 | 456||')).toEqual(['123', '456']);
});
