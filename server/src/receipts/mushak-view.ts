import { buyer as buyerSchema, type Role } from '@zakpos/contracts';
import { taxLine } from '@zakpos/domain';
import type { MushakInvoice, MushakLine, MushakTotals } from './documents.ts';
import { localTime } from './local-time.ts';
import { type Issuer, type SaleLineRow, type SaleRow, undiscountedPaisa } from './receipt-view.ts';

const designations: Readonly<Record<Role, string>> = {
  owner: 'মালিক / Owner',
  manager: 'ব্যবস্থাপক / Manager',
  cashier: 'ক্যাশিয়ার / Cashier',
};

/** An amount at the line's price as the form wants it: without tax. */
const withoutTax = (line: SaleLineRow, paisa: number): number =>
  taxLine({
    basePaisa: paisa,
    vatRateBasisPoints: line.vat_rate_basis_points,
    sdRateBasisPoints: line.sd_rate_basis_points,
    priceIncludesTax: line.price_includes_tax,
  }).netPaisa;

const mushakLine = (line: SaleLineRow, index: number): MushakLine => {
  const totalPaisa = withoutTax(line, undiscountedPaisa(line));
  return {
    serial: index + 1,
    description: line.name_bn === '' ? line.name : line.name_bn,
    unit: line.unit_code,
    qtyThousandths: line.qty_thousandths,
    unitPricePaisa: withoutTax(line, line.unit_price_paisa),
    totalPaisa,
    // What is left between two stored or rounded amounts, so that the row adds up to the paisa.
    discountPaisa: totalPaisa - line.net_paisa,
    netPaisa: line.net_paisa,
    sdRateBasisPoints: line.sd_rate_basis_points,
    sdPaisa: line.sd_paisa,
    vatRateBasisPoints: line.vat_rate_basis_points,
    vatPaisa: line.vat_paisa,
    totalWithTaxesPaisa: line.total_paisa,
  };
};

const totalsOf = (lines: readonly MushakLine[]): MushakTotals => {
  const sum = (key: keyof MushakTotals) => lines.reduce((total, line) => total + line[key], 0);
  return {
    totalPaisa: sum('totalPaisa'),
    discountPaisa: sum('discountPaisa'),
    netPaisa: sum('netPaisa'),
    sdPaisa: sum('sdPaisa'),
    vatPaisa: sum('vatPaisa'),
    totalWithTaxesPaisa: sum('totalWithTaxesPaisa'),
  };
};

/** @param sellerName the registered person: the tenant, not its shop. */
export const mushakOfSale = (of: {
  sellerName: string;
  sale: SaleRow;
  issuer: Issuer;
  lines: readonly SaleLineRow[];
}): MushakInvoice => {
  const { sale, issuer } = of;
  const { date, time } = localTime(sale.sold_at, issuer.time_zone);
  const buyer = buyerSchema.nullable().parse(sale.buyer);
  const lines = of.lines.map(mushakLine);
  return {
    digits: issuer.digits,
    sellerName: of.sellerName,
    sellerBin: issuer.bin,
    issuingAddress: [issuer.shop_name, issuer.address].filter((part) => part !== '').join(', '),
    buyerName: buyer?.name ?? '',
    buyerBin: buyer?.bin ?? '',
    buyerAddress: buyer?.address ?? '',
    invoiceNumber: sale.invoice_number,
    issueDate: date,
    issueTime: time,
    lines,
    totals: totalsOf(lines),
    voided: sale.voided_at !== null,
    officerName: issuer.member_name,
    officerDesignation: designations[issuer.role],
  };
};
