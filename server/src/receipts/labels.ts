import type { Locale, TenderKind } from '@zakpos/contracts';
import type { ReceiptKind } from './documents.ts';

interface ReceiptLabels {
  readonly titles: Readonly<Record<ReceiptKind, string>>;
  readonly tenders: Readonly<Record<TenderKind, string>>;
  readonly bin: string;
  readonly phone: string;
  readonly number: Readonly<Record<ReceiptKind, string>>;
  readonly originalNumber: string;
  readonly issuedAt: string;
  readonly register: string;
  readonly cashier: string;
  readonly discount: string;
  readonly subtotal: string;
  readonly taxAdded: string;
  readonly total: string;
  readonly rounding: string;
  readonly payable: string;
  readonly refunded: string;
  readonly change: string;
  readonly vat: string;
  readonly vatOn: string;
  readonly supplementaryDuty: string;
  readonly thanks: string;
}

/** In both languages at once, for whoever checks the paper need not read the shop's. */
export const duplicateMark = 'Duplicate / প্রতিলিপি';

export const receiptLabels: Readonly<Record<Locale, ReceiptLabels>> = {
  en: {
    titles: { sale: 'RECEIPT', return: 'CREDIT NOTE', void: 'VOID' },
    tenders: { cash: 'Cash', card: 'Card', bkash: 'bKash', nagad: 'Nagad', rocket: 'Rocket' },
    bin: 'BIN',
    phone: 'Phone',
    number: { sale: 'Invoice', return: 'Credit note', void: 'Invoice' },
    originalNumber: 'For invoice',
    issuedAt: 'Date',
    register: 'Register',
    cashier: 'Cashier',
    discount: 'Discount',
    subtotal: 'Subtotal',
    taxAdded: 'Tax',
    total: 'TOTAL',
    rounding: 'Rounding',
    payable: 'PAYABLE',
    refunded: 'REFUNDED',
    change: 'Change',
    vat: 'VAT',
    vatOn: 'on',
    supplementaryDuty: 'Supplementary duty',
    thanks: 'Thank you',
  },
  bn: {
    titles: { sale: 'রসিদ', return: 'ক্রেডিট নোট', void: 'বাতিল' },
    // “নগদ” is both cash and the name of a wallet.
    tenders: { cash: 'নগদ টাকা', card: 'কার্ড', bkash: 'বিকাশ', nagad: 'নগদ (Nagad)', rocket: 'রকেট' },
    bin: 'বিআইএন',
    phone: 'ফোন',
    number: { sale: 'চালান নং', return: 'ক্রেডিট নোট নং', void: 'চালান নং' },
    originalNumber: 'মূল চালান নং',
    issuedAt: 'তারিখ',
    register: 'রেজিস্টার',
    cashier: 'ক্যাশিয়ার',
    discount: 'ছাড়',
    subtotal: 'উপমোট',
    taxAdded: 'কর',
    total: 'সর্বমোট',
    rounding: 'সমন্বয়',
    payable: 'প্রদেয়',
    refunded: 'ফেরত দেওয়া হলো',
    change: 'ফেরত',
    vat: 'মূসক',
    vatOn: '–',
    supplementaryDuty: 'সম্পূরক শুল্ক',
    thanks: 'ধন্যবাদ',
  },
};
