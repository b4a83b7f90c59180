import type { ReceiptDocument } from './documents.ts';
import { type Metrics, type PlacedLine, placeRow, type Row, type TextStyle } from './layout.ts';
import { isPlainAscii } from './printable-text.ts';
import { type Band, loadRaster, type Raster } from './raster.ts';
import { receiptRows } from './receipt-rows.ts';

export type PaperMm = 58 | 80;
interface Paper {
  readonly columns: number;
  readonly dots: number;
}
/** Font A is 12 dots wide at 203 dots an inch. */
export const papers: Readonly<Record<PaperMm, Paper>> = { 58: { columns: 32, dots: 384 }, 80: { columns: 48, dots: 576 } };
const dotsPerColumn = 12;

const esc = 0x1b;
const gs = 0x1d;
const fs = 0x1c;
const lineFeed = 0x0a;

/** Initialise, code page 437, no two-byte characters (factory setting of many printers), font A, left, default line spacing. */
const start = [esc, 0x40, esc, 0x74, 0, fs, 0x2e, esc, 0x4d, 0, esc, 0x61, 0, esc, 0x32];
/** Drawer pin 2, pulse of 50 ms, pause of 500 ms. */
const drawerKick = [esc, 0x70, 0, 25, 250];
/** Feed to the knife and 3 dots more, then cut but for one point. */
const feedAndCut = [gs, 0x56, 66, 3];
const centred = [esc, 0x61, 1];
const leftAligned = [esc, 0x61, 0];

const styleBytes = (style: TextStyle) => [esc, 0x45, style.bold ? 1 : 0, gs, 0x21, style.tall ? 0x01 : 0x00];

const asciiBytes = (text: string): Uint8Array =>
  // The last guard before the printer, whatever was let through before: nothing but visible ASCII and spaces.
  Buffer.from(text.replace(/[^\x20-\x7e]/g, '?'), 'latin1');

const nativeLine = (line: PlacedLine): Uint8Array => {
  let text = '';
  for (const span of line.spans) text = text.padEnd(Math.floor(span.x)) + span.text;
  return asciiBytes(text);
};

const word = (n: number) => [n & 0xff, n >> 8];

const bandBytes = (band: Band): Uint8Array[] => [
  Uint8Array.of(gs, 0x76, 0x30, 0, ...word(band.widthBytes), ...word(band.heightDots)),
  band.bits,
];

const maxQrBytes = 200;
/** Model 2, modules of 5 dots, correction level M, store, print (`GS ( k`, functions 165, 167, 169, 180, 181). */
const qrBytes = (text: string): Uint8Array[] => {
  const data = Buffer.from(text, 'utf8').subarray(0, maxQrBytes);
  return [
    Uint8Array.of(...centred, gs, 0x28, 0x6b, 4, 0, 49, 65, 50, 0, gs, 0x28, 0x6b, 3, 0, 49, 67, 5),
    Uint8Array.of(gs, 0x28, 0x6b, 3, 0, 49, 69, 49, gs, 0x28, 0x6b, ...word(data.length + 3), 49, 80, 48),
    data,
    Uint8Array.of(gs, 0x28, 0x6b, 3, 0, 49, 81, 48, lineFeed, ...leftAligned),
  ];
};

const textsOf = (row: Row): string[] => {
  if (row.type === 'text') return [row.text];
  return row.type === 'pair' ? [row.left, row.right] : [];
};
const isDrawn = (row: Row) => !textsOf(row).every(isPlainAscii);

const nativeMetrics = ({ columns }: Paper): Metrics => ({
  width: columns,
  gap: 1,
  indent: 2,
  measure: (text) => text.length,
});
const drawnMetrics = ({ dots }: Paper, raster: Raster): Metrics => ({
  width: dots,
  gap: dotsPerColumn,
  indent: 2 * dotsPerColumn,
  measure: raster.measure,
});

export interface EscPosOptions {
  readonly paperMm: PaperMm;
  /** Open the cash drawer; without effect where no cash moves, and on duplicates, for a drawer opened is counted. */
  readonly openDrawer: boolean;
}

/**
 * A receipt for a thermal printer of 203 dots an inch: ASCII rows in the printer's own font, every other row drawn as a raster
 * band.
 * @returns the bytes to send, complete from initialisation to cut.
 */
export const renderEscPos = async (document: ReceiptDocument, { paperMm, openDrawer }: EscPosOptions): Promise<Buffer> => {
  const paper = papers[paperMm];
  const rows = receiptRows(document, document.locale === 'bn' ? '৳ ' : 'Tk ');
  const raster = rows.some(isDrawn) ? await loadRaster() : undefined;
  const chunks: Uint8Array[] = [Uint8Array.from(start)];
  if (openDrawer && !document.duplicate && document.payments.some(({ kind }) => kind === 'cash')) {
    chunks.push(Uint8Array.from(drawerKick));
  }

  let current: TextStyle = { bold: false, tall: false };
  const print = (line: PlacedLine) => {
    if (line.bold !== current.bold || line.tall !== current.tall) {
      chunks.push(Uint8Array.from(styleBytes(line)));
      current = line;
    }
    chunks.push(nativeLine(line), Uint8Array.of(lineFeed));
  };

  for (const row of rows) {
    if (row.type === 'rule') {
      print({ bold: false, tall: false, spans: [{ text: '-'.repeat(paper.columns), x: 0 }] });
    } else if (row.type === 'qr') {
      chunks.push(...qrBytes(row.data));
    } else if (raster !== undefined && isDrawn(row)) {
      for (const line of placeRow(row, drawnMetrics(paper, raster))) chunks.push(...bandBytes(raster.draw(line, paper.dots)));
    } else {
      for (const line of placeRow(row, nativeMetrics(paper))) print(line);
    }
  }
  chunks.push(Uint8Array.from(feedAndCut));
  return Buffer.concat(chunks);
};
