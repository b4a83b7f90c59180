import { bengaliDigits, formatQuantity, formatTaka } from '@zakpos/domain';
import type { ReceiptDocument, ReceiptLine } from './documents.ts';
import { duplicateMark, receiptLabels } from './labels.ts';
import type { Align, PairRow, Row, TextRow, TextStyle } from './layout.ts';
import { printableText } from './printable-text.ts';

const normal: TextStyle = { bold: false, tall: false };
const strong: TextStyle = { bold: true, tall: false };
const loud: TextStyle = { bold: true, tall: true };

const text = (content: string, align: Align, style: TextStyle = normal): TextRow => ({
  type: 'text',
  text: content,
  align,
  ...style,
});
const pair = (left: string, right: string, style: TextStyle = normal, indented = false): PairRow => ({
  type: 'pair',
  left,
  right,
  indented,
  ...style,
});
const rule: Row = { type: 'rule' };
const unless = (absent: boolean, ...rows: Row[]): Row[] => (absent ? [] : rows);

/** 15 % is 1500: up to two decimals, none superfluous. */
export const formatRate = (basisPoints: number, digits: ReceiptDocument['digits']): string =>
  `${formatQuantity(basisPoints * 10, { digits })}%`;

/**
 * The receipt as rows, in the order in which they are printed. Every text of people is made printable here.
 * @param takaSign stands before the amount to pay: ৳ needs drawing on a printer, `Tk` does not.
 */
export const receiptRows = (document: ReceiptDocument, takaSign: string): Row[] => {
  const { digits, kind, totals } = document;
  const labels = receiptLabels[document.locale];
  const amount = (paisa: number) => formatTaka(paisa, { digits, symbol: false });
  const localDigits = (content: string) => (digits === 'bengali' ? bengaliDigits(content) : content);
  const field = (label: string, value: string): Row[] => {
    const shown = printableText(value);
    return unless(shown === '', pair(`${label}:`, shown));
  };
  const heading = (value: string, style: TextStyle): Row[] => {
    const shown = printableText(value);
    return unless(shown === '', text(shown, 'center', style));
  };

  const lineRows = (line: ReceiptLine): Row[] => {
    const quantity = printableText(`${formatQuantity(line.qtyThousandths, { digits })} ${line.unit}`);
    const priced = line.unitPricePaisa === null ? quantity : `${quantity} x ${amount(line.unitPricePaisa)}`;
    const rate = line.vatRateBasisPoints === 0 ? '' : ` (${formatRate(line.vatRateBasisPoints, digits)})`;
    return [
      text(printableText(line.name) || '-', 'left'),
      pair(`${priced}${rate}`, amount(line.totalPaisa + line.discountPaisa), normal, true),
      ...unless(line.discountPaisa === 0, pair(labels.discount, amount(-line.discountPaisa), normal, true)),
    ];
  };

  const documentNumber = printableText(document.documentNumber);
  const payable = totals.payablePaisa !== totals.totalPaisa;
  return [
    ...heading(document.shopName, loud),
    ...heading(document.shopAddress, normal),
    ...unless(document.shopPhone === '', ...heading(`${labels.phone}: ${document.shopPhone}`, normal)),
    ...unless(document.bin === '', ...heading(`${labels.bin}: ${document.bin}`, normal)),
    text(labels.titles[kind], 'center', kind === 'sale' ? strong : loud),
    ...unless(!document.duplicate, text(duplicateMark, 'center', strong)),
    ...field(labels.number[kind], document.documentNumber),
    ...field(labels.originalNumber, document.originalNumber ?? ''),
    ...field(labels.issuedAt, localDigits(document.issuedAt)),
    ...field(labels.register, document.registerName),
    ...field(labels.cashier, document.cashierName),
    rule,
    ...document.lines.flatMap(lineRows),
    rule,
    ...unless(
      totals.subtotalPaisa === totals.totalPaisa && totals.cartDiscountPaisa === 0,
      pair(labels.subtotal, amount(totals.subtotalPaisa)),
    ),
    ...unless(totals.cartDiscountPaisa === 0, pair(labels.discount, amount(-totals.cartDiscountPaisa))),
    ...unless(totals.taxAddedPaisa === 0, pair(labels.taxAdded, amount(totals.taxAddedPaisa))),
    pair(labels.total, `${takaSign}${amount(totals.totalPaisa)}`, loud),
    ...unless(
      !payable,
      pair(labels.rounding, amount(totals.roundingPaisa)),
      pair(kind === 'return' ? labels.refunded : labels.payable, `${takaSign}${amount(totals.payablePaisa)}`, strong),
    ),
    ...document.payments.map((payment) =>
      pair(printableText(`${labels.tenders[payment.kind]} ${payment.reference ?? ''}`), amount(payment.amountPaisa)),
    ),
    ...unless(document.changePaisa === 0, pair(labels.change, amount(document.changePaisa), strong)),
    rule,
    ...document.vatSummary.map((row) =>
      pair(
        `${labels.vat} ${formatRate(row.vatRateBasisPoints, digits)} ${labels.vatOn} ${amount(row.netPaisa)}`,
        amount(row.vatPaisa),
      ),
    ),
    ...unless(totals.sdPaisa === 0, pair(labels.supplementaryDuty, amount(totals.sdPaisa))),
    ...unless(documentNumber === '', { type: 'qr', data: documentNumber }),
    text(labels.thanks, 'center'),
  ];
};
