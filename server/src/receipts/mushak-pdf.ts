import { bengaliDigits, formatTaka } from '@zakpos/domain';
import type { MushakInvoice, MushakLine } from './documents.ts';
import { wrap } from './layout.ts';
import { type Column, type Field, type Label, mushakColumns, mushakFields, mushakHeading } from './mushak-form.ts';
import { type PdfFile, type PdfPage, startPdf, type TextOptions } from './pdf-file.ts';
import { printableText } from './printable-text.ts';

const page = { widthPt: 841.89, heightPt: 595.28, marginPt: 28 };
const leftEdge = page.marginPt;
const rightEdge = page.widthPt - page.marginPt;
/** Room below the table for the page number. */
const tableBottom = page.heightPt - page.marginPt - 14;
const officerHeight = 74;
const cellPadding = 3;
const cellLineHeight = 11.5;

const body: TextOptions = { sizePt: 8, weight: 'regular' };
const strong: TextOptions = { sizePt: 8, weight: 'bold' };
const banglaHead: TextOptions = { sizePt: 6.8, weight: 'bold' };
const englishHead: TextOptions = { sizePt: 6, weight: 'regular' };
const title: TextOptions = { sizePt: 14, weight: 'bold' };

interface Cell {
  readonly lines: readonly string[];
  readonly options: TextOptions;
}
interface TableRow {
  readonly cells: readonly Cell[];
  readonly heightPt: number;
}

const fitted = (pdf: PdfFile, text: string, width: number, options: TextOptions): TextOptions => {
  const wide = pdf.measure(text, options);
  // An amount is never broken over lines, since a reader may take its end for another number.
  return wide <= width ? options : { ...options, sizePt: (options.sizePt * width) / wide };
};

const cellOf = (pdf: PdfFile, column: Column, text: string, options: TextOptions): Cell => {
  const width = column.widthPt - 2 * cellPadding;
  if (column.align !== 'right') return { lines: wrap(text, width, (part) => pdf.measure(part, options)), options };
  return { lines: [text], options: fitted(pdf, text, width, options) };
};

const rowOf = (cells: readonly Cell[]): TableRow => ({
  cells,
  heightPt: Math.max(...cells.map(({ lines }) => lines.length)) * cellLineHeight + 2 * cellPadding,
});

const drawAligned = (
  pdf: PdfFile,
  target: PdfPage,
  text: string,
  box: { x: number; width: number; align: Column['align'] },
  y: number,
  options: TextOptions,
) => {
  const room = box.width - pdf.measure(text, options);
  const shift = { left: 0, center: room / 2, right: room }[box.align];
  target.text(text, box.x + shift, y, options);
};

/** Calls back with the left edge of each column. */
const eachColumn = (visit: (column: Column, x: number, index: number) => void) => {
  let x = leftEdge;
  for (const [index, column] of mushakColumns.entries()) {
    visit(column, x, index);
    x += column.widthPt;
  }
};

const drawRule = (target: PdfPage, y: number) => target.line(leftEdge, y, rightEdge, y, 0.5);

/** One long stroke for each column of a page, not one for each cell. */
const drawColumns = (target: PdfPage, top: number, bottom: number) => {
  eachColumn((_column, x) => target.line(x, top, x, bottom, 0.5));
  target.line(rightEdge, top, rightEdge, bottom, 0.5);
};

const drawRow = (pdf: PdfFile, target: PdfPage, row: TableRow, top: number): number => {
  eachColumn((column, x, index) => {
    const cell = row.cells[index];
    const box = { x: x + cellPadding, width: column.widthPt - 2 * cellPadding, align: column.align };
    for (const [line, text] of (cell?.lines ?? []).entries()) {
      drawAligned(pdf, target, text, box, top + cellPadding + 8 + line * cellLineHeight, cell?.options ?? body);
    }
  });
  drawRule(target, top + row.heightPt);
  return top + row.heightPt;
};

const headLineHeight = 9.5;
const headCells = (pdf: PdfFile) =>
  mushakColumns.map(({ label, widthPt }) => {
    const lines = (text: string, options: TextOptions) =>
      wrap(text, widthPt - 4, (part) => pdf.measure(part, options)).map((line) => ({ text: line, options }));
    return [...lines(label.bn, banglaHead), ...lines(label.en, englishHead)];
  });

const drawTableHead = (pdf: PdfFile, target: PdfPage, top: number, digits: MushakInvoice['digits']): number => {
  const cells = headCells(pdf);
  const bottom = top + Math.max(...cells.map((lines) => lines.length)) * headLineHeight + 5;
  eachColumn((column, x, index) => {
    const box = { x, width: column.widthPt, align: 'center' as const };
    for (const [line, { text, options }] of (cells[index] ?? []).entries()) {
      drawAligned(pdf, target, text, box, top + 9 + line * headLineHeight, options);
    }
    const serial = `(${digits === 'bengali' ? bengaliDigits(String(index + 1)) : index + 1})`;
    drawAligned(pdf, target, serial, box, bottom + 8, englishHead);
  });
  for (const y of [top, bottom, bottom + 11]) drawRule(target, y);
  return bottom + 11;
};

const both = (label: Label) => `${label.bn} / ${label.en}`;

const drawFields = (
  pdf: PdfFile,
  target: PdfPage,
  fields: readonly Field[],
  box: { x: number; width: number; labelWidth: number },
  top: number,
): number => {
  let y = top;
  for (const { label, value } of fields) {
    target.text(`${both(label)}:`, box.x, y + 9, { ...body, sizePt: 7.5 });
    for (const line of wrap(value, box.width - box.labelWidth, (text) => pdf.measure(text, strong))) {
      target.text(line, box.x + box.labelWidth, y + 9, strong);
      y += 12;
    }
  }
  return y;
};

const drawFormHead = (pdf: PdfFile, target: PdfPage, invoice: MushakInvoice): number => {
  const fields = mushakFields(invoice);
  const whole = { x: leftEdge, width: rightEdge - leftEdge, align: 'center' as const };
  const form = { ...whole, align: 'right' as const };
  const top = page.marginPt;
  drawAligned(pdf, target, mushakHeading.government, whole, top + 8, body);
  drawAligned(pdf, target, mushakHeading.authority, whole, top + 20, strong);
  const voided = invoice.voided ? ` – ${both(mushakHeading.void)}` : '';
  drawAligned(pdf, target, `${both(mushakHeading.title)}${voided}`, whole, top + 38, title);
  drawAligned(pdf, target, mushakHeading.rule, whole, top + 50, { ...body, sizePt: 7 });
  drawAligned(pdf, target, mushakHeading.form, form, top + 12, { ...title, sizePt: 12 });
  drawAligned(pdf, target, mushakHeading.formEnglish, form, top + 24, body);
  const seller = drawFields(pdf, target, fields.seller, { ...whole, labelWidth: 175 }, top + 58);
  const issueX = leftEdge + 500;
  const buyer = drawFields(pdf, target, fields.buyer, { x: leftEdge, width: 490, labelWidth: 175 }, seller + 5);
  const issue = drawFields(pdf, target, fields.issue, { x: issueX, width: rightEdge - issueX, labelWidth: 140 }, seller + 5);
  return Math.max(buyer, issue) + 6;
};

const drawContinuedHead = (pdf: PdfFile, target: PdfPage, invoice: MushakInvoice): number => {
  const number = printableText(invoice.invoiceNumber);
  target.text(`${mushakHeading.form} – ${both(mushakHeading.title)} – ${number}`, leftEdge, page.marginPt + 8, strong);
  const seller = { x: leftEdge, width: rightEdge - leftEdge, align: 'right' as const };
  const name = wrap(printableText(invoice.sellerName), 300, (text) => pdf.measure(text, body))[0] ?? '';
  drawAligned(pdf, target, name, seller, page.marginPt + 8, body);
  return page.marginPt + 16;
};

const drawOfficer = (pdf: PdfFile, target: PdfPage, invoice: MushakInvoice, top: number) => {
  const { officer } = mushakFields(invoice);
  const blank = [mushakHeading.signature, mushakHeading.seal].map((label) => ({
    label,
    value: '................................',
  }));
  const bottom = drawFields(pdf, target, officer, { x: leftEdge, width: 400, labelWidth: 175 }, top + 10);
  drawFields(pdf, target, blank, { x: leftEdge, width: 400, labelWidth: 175 }, bottom + 6);
};

const lineRow = (pdf: PdfFile, line: MushakLine, digits: MushakInvoice['digits']): TableRow =>
  rowOf(mushakColumns.map((column) => cellOf(pdf, column, column.cell(line, digits), body)));

const totalRow = (pdf: PdfFile, { totals, digits }: MushakInvoice): TableRow =>
  rowOf(
    mushakColumns.map((column, index) => {
      const amount = column.total === null ? '' : formatTaka(totals[column.total], { digits, symbol: false });
      return cellOf(pdf, column, index === 1 ? both(mushakHeading.total) : amount, strong);
    }),
  );

/** Form Mushak-6.3 on A4 in landscape; a long invoice repeats the head of its table on every page. */
export const renderMushakPdf = async (invoice: MushakInvoice): Promise<Buffer> => {
  const pdf = await startPdf({ title: `${mushakHeading.formEnglish} ${invoice.invoiceNumber}`, language: 'bn-BD' });
  const pages: PdfPage[] = [];
  const openPage = () => {
    const target = pdf.addPage(page.widthPt, page.heightPt);
    const top = pages.length === 0 ? drawFormHead(pdf, target, invoice) : drawContinuedHead(pdf, target, invoice);
    pages.push(target);
    return { target, top, y: drawTableHead(pdf, target, top, invoice.digits) };
  };
  let sheet = openPage();
  /** @param below room that must stay free under the row. */
  const addRow = (row: TableRow, below: number) => {
    if (sheet.y + row.heightPt + below > tableBottom) {
      drawColumns(sheet.target, sheet.top, sheet.y);
      sheet = openPage();
    }
    sheet.y = drawRow(pdf, sheet.target, row, sheet.y);
  };
  for (const line of invoice.lines) addRow(lineRow(pdf, line, invoice.digits), 0);
  // The totals and whoever answers for them stay together.
  addRow(totalRow(pdf, invoice), officerHeight);
  drawColumns(sheet.target, sheet.top, sheet.y);
  drawOfficer(pdf, sheet.target, invoice, sheet.y);

  const digits = (n: number) => (invoice.digits === 'bengali' ? bengaliDigits(String(n)) : String(n));
  for (const [index, target] of pages.entries()) {
    const label = `${both(mushakHeading.page)} ${digits(index + 1)} / ${digits(pages.length)}`;
    const box = { x: leftEdge, width: rightEdge - leftEdge, align: 'right' as const };
    drawAligned(pdf, target, label, box, page.heightPt - page.marginPt, { ...body, sizePt: 7 });
  }
  return pdf.finish();
};
