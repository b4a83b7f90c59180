import type { ReceiptDocument } from './documents.ts';
import { type Metrics, placeRow, type Row, type TextStyle } from './layout.ts';
import { type PdfPage, startPdf, type TextOptions } from './pdf-file.ts';
import { receiptLabels } from './labels.ts';
import { receiptRows } from './receipt-rows.ts';

const pointsPerMm = 72 / 25.4;
/** The roll's width, and what a thermal printer leaves free at its sides. */
const rollWidthPt = 80 * pointsPerMm;
const marginPt = 4 * pointsPerMm;
const contentWidthPt = rollWidthPt - 2 * marginPt;
/** Readers take pages up to 14,400 points (ISO 32000-1, annex C). */
const maxPageHeightPt = 14_000;
const qrSizePt = 25 * pointsPerMm;

const sizes = {
  normal: { sizePt: 8.5, lineHeightPt: 13, baselinePt: 9.5 },
  tall: { sizePt: 13, lineHeightPt: 20, baselinePt: 14.5 },
};
const sizeOf = (style: TextStyle) => (style.tall ? sizes.tall : sizes.normal);
const optionsOf = (style: TextStyle): TextOptions => ({
  sizePt: sizeOf(style).sizePt,
  weight: style.bold ? 'bold' : 'regular',
});

/** Something of a known height that can be drawn at any place. */
interface Block {
  readonly heightPt: number;
  readonly draw: (page: PdfPage, topPt: number) => void;
}

const qrBlock = async (data: string): Promise<Block> => {
  const { create } = await import('qrcode');
  const { modules } = create(data, { errorCorrectionLevel: 'M' });
  const modulePt = qrSizePt / modules.size;
  const left = (rollWidthPt - qrSizePt) / 2;
  return {
    heightPt: qrSizePt + 12,
    draw: (page, top) => {
      const dark: [number, number, number, number][] = [];
      for (let y = 0; y < modules.size; y++) {
        for (let x = 0; x < modules.size; x++) {
          if (modules.get(y, x) === 1) dark.push([left + x * modulePt, top + 6 + y * modulePt, modulePt, modulePt]);
        }
      }
      page.boxes(dark);
    },
  };
};

const ruleBlock: Block = {
  heightPt: 8,
  draw: (page, top) => page.line(marginPt, top + 4, rollWidthPt - marginPt, top + 4, 0.6, 2),
};

const blocksOf = async (row: Row, metrics: Metrics): Promise<Block[]> => {
  if (row.type === 'rule') return [ruleBlock];
  if (row.type === 'qr') return [await qrBlock(row.data)];
  return placeRow(row, metrics).map((line): Block => {
    const { lineHeightPt, baselinePt } = sizeOf(line);
    return {
      heightPt: lineHeightPt,
      draw: (page, top) => {
        for (const { text, x } of line.spans) page.text(text, marginPt + x, top + baselinePt, optionsOf(line));
      },
    };
  });
};

const pagesOf = (blocks: readonly Block[]): Block[][] => {
  const pages: Block[][] = [[]];
  let height = 0;
  for (const block of blocks) {
    if (height + block.heightPt > maxPageHeightPt) {
      pages.push([]);
      height = 0;
    }
    pages.at(-1)?.push(block);
    height += block.heightPt;
  }
  return pages;
};

/** The receipt for an 80 mm roll or the screen: one page as long as its content. */
export const renderReceiptPdf = async (document: ReceiptDocument): Promise<Buffer> => {
  const pdf = await startPdf({
    title: `${receiptLabels[document.locale].titles[document.kind]} ${document.documentNumber}`,
    language: document.locale === 'bn' ? 'bn-BD' : 'en-BD',
  });
  const metrics: Metrics = {
    width: contentWidthPt,
    gap: 6,
    indent: 10,
    measure: (text, style) => pdf.measure(text, optionsOf(style)),
  };
  const blocks: Block[] = [];
  for (const row of receiptRows(document, '৳ ')) blocks.push(...(await blocksOf(row, metrics)));
  for (const content of pagesOf(blocks)) {
    const height = content.reduce((sum, { heightPt }) => sum + heightPt, 2 * marginPt);
    const page = pdf.addPage(rollWidthPt, height);
    let top = marginPt;
    for (const block of content) {
      block.draw(page, top);
      top += block.heightPt;
    }
  }
  return pdf.finish();
};
