import { bengaliDigits, formatQuantity, formatTaka } from '@zakpos/domain';
import type { MushakInvoice, MushakLine, MushakTotals } from './documents.ts';
import { printableText } from './printable-text.ts';
import { formatRate } from './receipt-rows.ts';

/**
 * The words of form Mushak-6.3 and what stands in each of its fields (VAT and Supplementary Duty Rules 2016, rule 40 (1) c and f). Bangla
 * is the form's language; English helps who reads none.
 */
export interface Label {
  readonly bn: string;
  readonly en: string;
}

export const mushakHeading = {
  government: 'গণপ্রজাতন্ত্রী বাংলাদেশ সরকার',
  authority: 'জাতীয় রাজস্ব বোর্ড',
  title: { bn: 'কর চালানপত্র', en: 'Tax invoice' },
  rule: '[বিধি ৪০ এর উপ-বিধি (১) এর দফা (গ) ও দফা (চ) দ্রষ্টব্য]',
  form: 'মূসক-৬.৩',
  formEnglish: 'Mushak-6.3',
  void: { bn: 'বাতিল', en: 'VOID' },
  page: { bn: 'পৃষ্ঠা', en: 'Page' },
  total: { bn: 'সর্বমোট', en: 'Total' },
  signature: { bn: 'স্বাক্ষর', en: 'Signature' },
  seal: { bn: 'সিল', en: 'Seal' },
} as const;

export interface Field {
  readonly label: Label;
  readonly value: string;
}

interface FormFields {
  readonly seller: readonly Field[];
  readonly buyer: readonly Field[];
  readonly issue: readonly Field[];
  readonly officer: readonly Field[];
}

const field = (bn: string, en: string, value: string): Field => ({ label: { bn, en }, value: printableText(value) });

export const mushakFields = (invoice: MushakInvoice): FormFields => {
  const localDigits = (text: string) => (invoice.digits === 'bengali' ? bengaliDigits(text) : text);
  return {
    seller: [
      field('নিবন্ধিত ব্যক্তির নাম', 'Registered person', invoice.sellerName),
      field('নিবন্ধিত ব্যক্তির বিআইএন', 'BIN', invoice.sellerBin),
      field('চালানপত্র ইস্যুর ঠিকানা', 'Issuing address', invoice.issuingAddress),
    ],
    buyer: [
      field('ক্রেতার নাম', 'Buyer', invoice.buyerName),
      field('ক্রেতার বিআইএন', 'Buyer’s BIN', invoice.buyerBin),
      field('ক্রেতার ঠিকানা', 'Buyer’s address', invoice.buyerAddress),
    ],
    issue: [
      field('চালানপত্র নম্বর', 'Invoice number', invoice.invoiceNumber),
      field('ইস্যুর তারিখ', 'Date of issue', localDigits(invoice.issueDate)),
      field('ইস্যুর সময়', 'Time of issue', localDigits(invoice.issueTime)),
    ],
    officer: [
      field('দায়িত্বপ্রাপ্ত ব্যক্তির নাম', 'Responsible officer', invoice.officerName),
      field('পদবি', 'Designation', invoice.officerDesignation),
    ],
  };
};

type CellFormat = (line: MushakLine, digits: MushakInvoice['digits']) => string;

export interface Column {
  readonly label: Label;
  readonly widthPt: number;
  readonly align: 'left' | 'center' | 'right';
  readonly cell: CellFormat;
  /** What the row of totals has in this column. */
  readonly total: keyof MushakTotals | null;
}

type Amount = keyof MushakTotals | 'unitPricePaisa';
const amount =
  (key: Amount): CellFormat =>
  (line, digits) =>
    formatTaka(line[key], { digits, symbol: false });
const rate =
  (key: 'sdRateBasisPoints' | 'vatRateBasisPoints'): CellFormat =>
  (line, digits) =>
    formatRate(line[key], digits);

const amountColumn = (bn: string, en: string, widthPt: number, key: Amount): Column => ({
  label: { bn, en },
  widthPt,
  align: 'right',
  cell: amount(key),
  total: key === 'unitPricePaisa' ? null : key,
});
const rateColumn = (bn: string, en: string, key: 'sdRateBasisPoints' | 'vatRateBasisPoints'): Column => ({
  label: { bn, en },
  widthPt: 40,
  align: 'center',
  cell: rate(key),
  total: null,
});

/** The widths fill an A4 page in landscape between margins of 28 points. */
export const mushakColumns: readonly Column[] = [
  {
    label: { bn: 'ক্রমিক', en: 'No.' },
    widthPt: 28,
    align: 'center',
    cell: (line, digits) => formatQuantity(line.serial * 1000, { digits }),
    total: null,
  },
  {
    label: { bn: 'পণ্য বা সেবার বর্ণনা', en: 'Description of goods or services' },
    widthPt: 170,
    align: 'left',
    cell: (line) => printableText(line.description) || '-',
    total: null,
  },
  {
    label: { bn: 'সরবরাহের একক', en: 'Unit' },
    widthPt: 42,
    align: 'center',
    cell: (line) => printableText(line.unit),
    total: null,
  },
  {
    label: { bn: 'পরিমাণ', en: 'Quantity' },
    widthPt: 42,
    align: 'right',
    cell: (line, digits) => formatQuantity(line.qtyThousandths, { digits }),
    total: null,
  },
  amountColumn('একক মূল্য (টাকায়)', 'Unit price (BDT)', 60, 'unitPricePaisa'),
  amountColumn('মোট মূল্য (টাকায়)', 'Total (BDT)', 66, 'totalPaisa'),
  amountColumn('মূল্যছাড়', 'Discount', 54, 'discountPaisa'),
  amountColumn('মূল্যছাড় বাদে মূল্য', 'Net of discount', 66, 'netPaisa'),
  rateColumn('সম্পূরক শুল্কের হার', 'SD rate', 'sdRateBasisPoints'),
  amountColumn('সম্পূরক শুল্কের পরিমাণ', 'SD amount', 54, 'sdPaisa'),
  rateColumn('মূসকের হার', 'VAT rate', 'vatRateBasisPoints'),
  amountColumn('মূসকের পরিমাণ', 'VAT amount', 58, 'vatPaisa'),
  amountColumn('সকল প্রকার শুল্ক ও করসহ মূল্য', 'Total with taxes', 66, 'totalWithTaxesPaisa'),
];
