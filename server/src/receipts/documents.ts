import type { Locale, TenderKind } from '@zakpos/contracts';
import type { DigitSet } from '@zakpos/domain';

/**
 * What a shop's documents say, ready to be drawn: no look-ups, no arithmetic on money beyond what is written here.
 * Amounts in paisa, quantities in thousandths, rates in basis points; dates and times already in the shop's zone.
 */
export type ReceiptKind = 'sale' | 'return' | 'void';

export interface ReceiptLine {
  readonly name: string;
  readonly qtyThousandths: number;
  readonly unit: string;
  /** Null where a price per unit would mislead: a return credits its share of what was paid. */
  readonly unitPricePaisa: number | null;
  /** The line's own discount; the cart's is in the totals. */
  readonly discountPaisa: number;
  /** What the line comes to after its own discount. */
  readonly totalPaisa: number;
  readonly vatRateBasisPoints: number;
}

/** subtotal − cartDiscount + taxAdded = total; total + rounding = payable; net + sd + vat = total. */
export interface ReceiptTotals {
  /** Sum of the lines. */
  readonly subtotalPaisa: number;
  readonly cartDiscountPaisa: number;
  /** Taxes on top of the prices; those inside the prices are in `vatSummary`. */
  readonly taxAddedPaisa: number;
  readonly netPaisa: number;
  readonly sdPaisa: number;
  readonly vatPaisa: number;
  readonly totalPaisa: number;
  readonly roundingPaisa: number;
  readonly payablePaisa: number;
}

export interface VatSummaryRow {
  readonly vatRateBasisPoints: number;
  readonly netPaisa: number;
  readonly vatPaisa: number;
}

export interface ReceiptPayment {
  readonly kind: TenderKind;
  /** What was handed over, or given back by a return. */
  readonly amountPaisa: number;
  readonly reference: string | null;
}

export interface ReceiptDocument {
  readonly kind: ReceiptKind;
  /** Every print after the first. */
  readonly duplicate: boolean;
  readonly locale: Locale;
  readonly digits: DigitSet;
  readonly shopName: string;
  readonly shopAddress: string;
  readonly shopPhone: string;
  readonly bin: string;
  /** Invoice number, or the credit note's of a return. */
  readonly documentNumber: string;
  /** The invoice that a return belongs to. */
  readonly originalNumber: string | null;
  readonly issuedAt: string;
  readonly registerName: string;
  readonly cashierName: string;
  readonly lines: readonly ReceiptLine[];
  readonly totals: ReceiptTotals;
  readonly vatSummary: readonly VatSummaryRow[];
  readonly payments: readonly ReceiptPayment[];
  readonly changePaisa: number;
}

/**
 * One row of the VAT invoice. Amounts are without tax up to `netPaisa`:
 * total − discount = net; net + SD + VAT = total with taxes.
 */
export interface MushakLine {
  readonly serial: number;
  readonly description: string;
  readonly unit: string;
  readonly qtyThousandths: number;
  readonly unitPricePaisa: number;
  readonly totalPaisa: number;
  readonly discountPaisa: number;
  readonly netPaisa: number;
  readonly sdRateBasisPoints: number;
  readonly sdPaisa: number;
  readonly vatRateBasisPoints: number;
  readonly vatPaisa: number;
  readonly totalWithTaxesPaisa: number;
}

export interface MushakTotals {
  readonly totalPaisa: number;
  readonly discountPaisa: number;
  readonly netPaisa: number;
  readonly sdPaisa: number;
  readonly vatPaisa: number;
  readonly totalWithTaxesPaisa: number;
}

/** The tax invoice of form Mushak-6.3 (VAT and Supplementary Duty Rules 2016, rule 40). */
export interface MushakInvoice {
  readonly digits: DigitSet;
  readonly sellerName: string;
  readonly sellerBin: string;
  readonly issuingAddress: string;
  readonly buyerName: string;
  readonly buyerBin: string;
  readonly buyerAddress: string;
  readonly invoiceNumber: string;
  readonly issueDate: string;
  readonly issueTime: string;
  readonly lines: readonly MushakLine[];
  readonly totals: MushakTotals;
  /** The sale was voided: the form says so across its title. */
  readonly voided: boolean;
  readonly officerName: string;
  readonly officerDesignation: string;
}
