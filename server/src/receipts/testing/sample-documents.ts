import type { MushakInvoice, MushakLine, ReceiptDocument, ReceiptLine } from '../documents.ts';

export const receiptLine = (changes: Partial<ReceiptLine> = {}): ReceiptLine => ({
  name: 'Miniket rice',
  qtyThousandths: 1_250,
  unit: 'kg',
  unitPricePaisa: 9_875,
  discountPaisa: 0,
  totalPaisa: 12_344,
  vatRateBasisPoints: 0,
  ...changes,
});

/** A sale in English with Latin digits, all of it ASCII. */
export const englishReceipt = (changes: Partial<ReceiptDocument> = {}): ReceiptDocument => ({
  kind: 'sale',
  duplicate: false,
  locale: 'en',
  digits: 'latin',
  shopName: 'Mirpur Store',
  shopAddress: '12/B Mirpur Road, Dhanmondi, Dhaka 1205',
  shopPhone: '01711-000000',
  bin: '001234567-0101',
  documentNumber: 'INV-2627-000042',
  originalNumber: null,
  issuedAt: '12/10/2026 14:05',
  registerName: 'Till 2',
  cashierName: 'Rina Akter',
  lines: [
    receiptLine(),
    receiptLine({
      name: 'Sugar 1 kg',
      qtyThousandths: 2_000,
      unit: 'pcs',
      unitPricePaisa: 6_000,
      discountPaisa: 500,
      totalPaisa: 11_500,
      vatRateBasisPoints: 1_500,
    }),
  ],
  totals: {
    subtotalPaisa: 23_844,
    cartDiscountPaisa: 344,
    taxAddedPaisa: 0,
    netPaisa: 22_000,
    sdPaisa: 0,
    vatPaisa: 1_500,
    totalPaisa: 23_500,
    roundingPaisa: 0,
    payablePaisa: 23_500,
  },
  vatSummary: [
    { vatRateBasisPoints: 1_500, netPaisa: 10_000, vatPaisa: 1_500 },
    { vatRateBasisPoints: 0, netPaisa: 12_000, vatPaisa: 0 },
  ],
  payments: [
    { kind: 'bkash', amountPaisa: 10_000, reference: '9AB12CD34' },
    { kind: 'cash', amountPaisa: 20_000, reference: null },
  ],
  changePaisa: 6_500,
  ...changes,
});

export const banglaReceipt = (changes: Partial<ReceiptDocument> = {}): ReceiptDocument =>
  englishReceipt({
    locale: 'bn',
    digits: 'bengali',
    shopName: 'মায়ের দোয়া স্টোর',
    shopAddress: '১২/বি, মিরপুর রোড, ধানমন্ডি, ঢাকা ১২০৫',
    cashierName: 'রিনা আক্তার',
    lines: [
      receiptLine({ name: 'ক্ষুদ্র চিনি প্যাকেট (ফ্রেশ) পরিশোধিত সাদা চিনি, শক্ত ও উন্নত মানের' }),
      receiptLine({ name: 'Milk 500 ml', discountPaisa: 500, totalPaisa: 11_500, vatRateBasisPoints: 750 }),
    ],
    ...changes,
  });

const mushakLine = (serial: number, description: string): MushakLine => ({
  serial,
  description,
  unit: 'pcs',
  qtyThousandths: 2_000,
  unitPricePaisa: 5_217,
  totalPaisa: 10_435,
  discountPaisa: 435,
  netPaisa: 10_000,
  sdRateBasisPoints: 2_000,
  sdPaisa: 2_000,
  vatRateBasisPoints: 1_500,
  vatPaisa: 1_800,
  totalWithTaxesPaisa: 13_800,
});

export const mushakInvoice = (lineCount: number, changes: Partial<MushakInvoice> = {}): MushakInvoice => ({
  digits: 'latin',
  sellerName: 'মায়ের দোয়া স্টোর',
  sellerBin: '001234567-0101',
  issuingAddress: '১২/বি, মিরপুর রোড, ঢাকা',
  buyerName: 'Rahim Traders',
  buyerBin: '000987654-0202',
  buyerAddress: 'Motijheel, Dhaka',
  invoiceNumber: 'INV-2627-000042',
  issueDate: '12/10/2026',
  issueTime: '14:05',
  lines: Array.from({ length: lineCount }, (_, index) => mushakLine(index + 1, `ঝাড়ু শক্ত ${index + 1}`)),
  totals: {
    totalPaisa: 10_435 * lineCount,
    discountPaisa: 435 * lineCount,
    netPaisa: 10_000 * lineCount,
    sdPaisa: 2_000 * lineCount,
    vatPaisa: 1_800 * lineCount,
    totalWithTaxesPaisa: 13_800 * lineCount,
  },
  voided: false,
  officerName: 'রিনা আক্তার',
  officerDesignation: 'Manager',
  ...changes,
});
