import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

export const productsCsv = readFileSync(join(import.meta.dirname, '../data/grocery/products.csv'));

/** What the README of the data says that the baskets come to. */
export const fileTotals = { products: 2_109, baskets: 258, lines: 2_908, units: 3_663, takingsPaisa: 963_975 } as const;

export interface Goods {
  readonly sku: string;
  readonly barcode: string;
  readonly pricePaisa: number;
}

export interface BasketLine extends Goods {
  readonly quantity: number;
  readonly amountPaisa: number;
  /** The list price; above it where the customer paid more than the list says. */
  readonly unitPricePaisa: number;
  /** What brings price × quantity down to the amount that was paid. */
  readonly lineDiscountPaisa: number;
}

export interface Basket {
  readonly id: string;
  readonly lines: readonly BasketLine[];
  readonly totalPaisa: number;
}

/** Taka with at most two decimals, read digit by digit: no float touches money. */
function paisaOf(taka: string): number {
  const [, whole, decimals = ''] = /^(\d+)(?:\.(\d{1,2}))?$/.exec(taka) ?? [];
  if (whole === undefined) throw new Error(`${taka} is no amount`);
  return Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
}

const records = (csv: Buffer) => parse<Record<string, string>>(csv, { columns: true, bom: true });

/** Sold in the file, but missing among its products: what a till meets as an unknown code. Its barcode is made as the README says. */
export const missingProduct: Goods = { sku: '1093587', barcode: '0400010935871', pricePaisa: 72 };

function goods(): Map<string, Goods> {
  const listed = records(productsCsv).map(({ sku = '', barcode = '', unit_price = '' }): [string, Goods] => [
    sku,
    { sku, barcode, pricePaisa: paisaOf(unit_price) },
  ]);
  return new Map([...listed, [missingProduct.sku, missingProduct]]);
}

/** More than the list price was an overridden price, rounded up where it does not divide; the rest is the line's discount. */
function priced(product: Goods, quantity: number, amountPaisa: number): BasketLine {
  const unitPricePaisa = Math.max(product.pricePaisa, Math.ceil(amountPaisa / quantity));
  return { ...product, quantity, amountPaisa, unitPricePaisa, lineDiscountPaisa: unitPricePaisa * quantity - amountPaisa };
}

/** The baskets in the order in which they were sold. */
export function baskets(): Basket[] {
  const products = goods();
  const rows = records(readFileSync(join(import.meta.dirname, '../data/grocery/baskets.csv')));
  const byTime = rows.toSorted((a, b) => (a['sold_at'] ?? '').localeCompare(b['sold_at'] ?? ''));
  const lines = Map.groupBy(byTime, ({ basket = '' }) => basket);
  return [...lines].map(([id, rows]) => {
    const sold = rows.map(({ sku = '', quantity = '', amount_paid = '' }) => {
      const product = products.get(sku);
      if (!product) throw new Error(`No product has the SKU ${sku}`);
      return priced(product, Number(quantity), paisaOf(amount_paid));
    });
    return { id, lines: sold, totalPaisa: sold.reduce((sum, { amountPaisa }) => sum + amountPaisa, 0) };
  });
}
