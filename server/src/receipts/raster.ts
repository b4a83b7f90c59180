import { LRUCache } from 'lru-cache';
import { fontFile } from './fonts.ts';
import type { PlacedLine, TextStyle } from './layout.ts';

/** A strip of one-bit dots, rows of whole bytes, most significant bit leftmost, 1 is black: what `GS v 0` takes. */
export interface Band {
  readonly widthBytes: number;
  readonly heightDots: number;
  readonly bits: Uint8Array;
}

export interface Raster {
  /** Width of a text in dots. */
  readonly measure: (text: string, style: TextStyle) => number;
  /** The line as dots, as wide as its ink. */
  readonly draw: (line: PlacedLine, widthDots: number) => Band;
}

const family = 'ZakPOS receipt';
/** Widest paper that is drawn on, and what a tall letter with everything below it needs. */
const canvasWidth = 576;
const canvasHeight = 72;
const dimensions = {
  normal: { fontPx: 24, baseline: 24, leastHeight: 34 },
  tall: { fontPx: 38, baseline: 38, leastHeight: 52 },
};
const sizeOf = (style: TextStyle) => (style.tall ? dimensions.tall : dimensions.normal);
const keyOf = (text: string, style: TextStyle) => `${style.bold ? 'b' : 'n'}${style.tall ? 't' : 'n'}${text}`;

/** Ink at least this opaque becomes a dot; thermal paper blooms, so thin strokes need no help. */
const leastAlpha = 110;
/** Labels, tenders and the shop's best sellers come on every receipt. */
const bandCacheBytes = 4 * 1024 * 1024;
const measureCacheEntries = 5_000;

const toBits = (rgba: Uint8ClampedArray, widthDots: number, style: TextStyle): Band => {
  const widthBytes = Math.ceil(widthDots / 8);
  const bits = new Uint8Array(widthBytes * canvasHeight);
  let lowest = 0;
  for (let y = 0; y < canvasHeight; y++) {
    for (let x = 0; x < widthDots; x++) {
      if ((rgba[(y * widthDots + x) * 4 + 3] ?? 0) < leastAlpha) continue;
      const at = y * widthBytes + (x >> 3);
      bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
      lowest = y;
    }
  }
  const heightDots = Math.min(canvasHeight, Math.max(sizeOf(style).leastHeight, lowest + 3));
  return { widthBytes, heightDots, bits: bits.slice(0, widthBytes * heightDots) };
};

/** Adds the run's dots to the band at any dot, not only at whole bytes; what would stand outside is left out. */
const blit = (run: Band, bits: Uint8Array, widthBytes: number, xDots: number): void => {
  const shift = xDots & 7;
  const firstByte = xDots >> 3;
  for (let y = 0; y < run.heightDots; y++) {
    for (let byte = 0; byte < run.widthBytes; byte++) {
      const dots = run.bits[y * run.widthBytes + byte] ?? 0;
      if (dots === 0) continue;
      const column = firstByte + byte;
      const at = y * widthBytes + column;
      if (column < widthBytes) bits[at] = (bits[at] ?? 0) | (dots >> shift);
      if (shift > 0 && column + 1 < widthBytes) bits[at + 1] = (bits[at + 1] ?? 0) | ((dots << (8 - shift)) & 0xff);
    }
  }
};

const openRaster = async (): Promise<Raster> => {
  const { createCanvas, GlobalFonts } = await import('@napi-rs/canvas');
  for (const path of [fontFile.medium(), fontFile.bold()]) {
    if (GlobalFonts.registerFromPath(path, family) === null) throw new Error(`cannot read the font ${path}`);
  }
  const context = createCanvas(canvasWidth, canvasHeight).getContext('2d');
  const runs = new LRUCache<string, Band>({ maxSize: bandCacheBytes, sizeCalculation: ({ bits }) => bits.length + 100 });
  const widths = new LRUCache<string, number>({ max: measureCacheEntries });
  const use = (style: TextStyle) => {
    context.font = `${style.bold ? 700 : 500} ${sizeOf(style).fontPx}px "${family}"`;
  };

  const measure = (text: string, style: TextStyle): number => {
    const key = keyOf(text, style);
    const known = widths.get(key);
    if (known !== undefined) return known;
    use(style);
    const width = Math.ceil(context.measureText(text).width);
    widths.set(key, width);
    return width;
  };

  const runOf = (text: string, style: TextStyle): Band => {
    const key = keyOf(text, style);
    const known = runs.get(key);
    if (known !== undefined) return known;
    const width = Math.min(canvasWidth, Math.max(1, measure(text, style)));
    use(style);
    context.clearRect(0, 0, canvasWidth, canvasHeight);
    context.fillText(text, 0, sizeOf(style).baseline);
    const run = toBits(context.getImageData(0, 0, width, canvasHeight).data, width, style);
    runs.set(key, run);
    return run;
  };

  return {
    measure,
    draw: (line, widthDots) => {
      const placed = line.spans.map(({ text, x }) => ({ run: runOf(text, line), x: Math.floor(x) }));
      const rightEdge = Math.max(...placed.map(({ run, x }) => ((x + 7) >> 3) + run.widthBytes));
      const widthBytes = Math.min(widthDots >> 3, rightEdge);
      const heightDots = Math.max(...placed.map(({ run }) => run.heightDots));
      const bits = new Uint8Array(widthBytes * heightDots);
      for (const { run, x } of placed) blit(run, bits, widthBytes, x);
      return { widthBytes, heightDots, bits };
    },
  };
};

let opened: Promise<Raster> | undefined;

/** Opened at the first band that is needed, so that the start and the memory of the API do not pay for a drawing library. */
export const loadRaster = (): Promise<Raster> => {
  opened ??= openRaster().catch((cause: unknown) => {
    opened = undefined;
    throw new Error('the receipt drawing library cannot be loaded', { cause });
  });
  return opened;
};
