import { assertAmount, assertQuantity, assertRate, assertSafe, DomainError, mulDivRound } from './money.ts';

export interface LinePriceInput {
  readonly unitPricePaisa: number;
  readonly qtyThousandths: number;
  readonly lineDiscountPaisa: number;
  /**
   * The price a scale printed into the barcode. It replaces price × quantity, which its rounded quantity
   * could not reproduce (domain.md, Barcodes: the line total is the encoded price).
   */
  readonly encodedAmountPaisa?: number | undefined;
}

export interface TaxInput {
  readonly vatRateBasisPoints: number;
  readonly sdRateBasisPoints: number;
  readonly priceIncludesTax: boolean;
}

export interface LineTax {
  readonly netPaisa: number;
  readonly sdPaisa: number;
  readonly vatPaisa: number;
  /** net + SD + VAT. */
  readonly grossPaisa: number;
}

export type DocumentLine = LinePriceInput & TaxInput;

export interface LineAmounts {
  /** Price × quantity less the line's own discount. */
  readonly amountPaisa: number;
  readonly cartDiscountSharePaisa: number;
  /** What is taxed: amount less the share of the cart discount. */
  readonly basePaisa: number;
  readonly netPaisa: number;
  readonly sdPaisa: number;
  readonly vatPaisa: number;
  readonly totalPaisa: number;
}

export type PricedLine<Line extends DocumentLine = DocumentLine> = Line & LineAmounts;

export interface DocumentTotals {
  /** Σ price × quantity, before any discount. */
  readonly subtotalPaisa: number;
  /** Line discounts and cart discount. */
  readonly discountPaisa: number;
  readonly netPaisa: number;
  readonly sdPaisa: number;
  readonly vatPaisa: number;
  readonly totalPaisa: number;
}

export interface PricedDocument<Line extends DocumentLine = DocumentLine> {
  readonly lines: PricedLine<Line>[];
  readonly totals: DocumentTotals;
}

const undiscounted = (line: LinePriceInput): number =>
  line.encodedAmountPaisa === undefined
    ? mulDivRound(
        assertAmount(line.unitPricePaisa, 'unitPricePaisa'),
        assertQuantity(line.qtyThousandths, 'qtyThousandths'),
        1000,
      )
    : assertAmount(line.encodedAmountPaisa, 'encodedAmountPaisa');

const discounted = (subtotalPaisa: number, lineDiscountPaisa: number): number => {
  if (assertAmount(lineDiscountPaisa, 'lineDiscountPaisa') > subtotalPaisa) {
    throw new DomainError('discount_exceeds_amount', { discountPaisa: lineDiscountPaisa, amountPaisa: subtotalPaisa });
  }
  return subtotalPaisa - lineDiscountPaisa;
};

/**
 * The amount of a line in paisa: R(price × qty, 1000) less its own discount (domain.md, Line arithmetic 1).
 * @throws DomainError `discount_exceeds_amount`, `negative_amount`, `negative_quantity`, `amount_out_of_range`.
 */
export const priceLine = (line: LinePriceInput): number => discounted(undiscounted(line), line.lineDiscountPaisa);

const sum = (amounts: readonly number[], what: string): number => {
  let total = 0;
  for (const amount of amounts) total += assertAmount(amount, what);
  return assertSafe(total, `sum of ${what}`);
};

interface Split {
  readonly share: number;
  readonly remainder: number;
}

const split = (discountPaisa: number, amount: number, total: number): Split => {
  const product = discountPaisa * amount;
  if (Number.isSafeInteger(product)) {
    const share = Math.floor(product / total);
    return { share, remainder: product - share * total };
  }
  const exact = BigInt(discountPaisa) * BigInt(amount);
  return { share: Number(exact / BigInt(total)), remainder: Number(exact % BigInt(total)) };
};

/**
 * Spreads a cart discount over line amounts by largest remainder, ties to the lowest index (domain.md, Line
 * arithmetic 2): the shares sum to the discount and each lies between 0 and its amount. All in paisa.
 * @throws DomainError `discount_exceeds_amount`, `negative_amount`, `amount_out_of_range`.
 */
export const spreadDiscount = (amounts: readonly number[], discountPaisa: number): number[] => {
  const total = sum(amounts, 'amountPaisa');
  if (assertAmount(discountPaisa, 'discountPaisa') > total) {
    throw new DomainError('discount_exceeds_amount', { discountPaisa, amountPaisa: total });
  }
  if (discountPaisa === 0) return amounts.map(() => 0);
  const splits = amounts.map((amount) => split(discountPaisa, amount, total));
  const shares = splits.map(({ share }) => share);
  let left = discountPaisa;
  for (const share of shares) left -= share;
  if (left === 0) return shares;
  const byRemainder = splits
    .map(({ remainder }, index) => ({ remainder, index }))
    .toSorted((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
};

/**
 * The taxes of one line, each rounded once (domain.md, Line arithmetic 3). Supplementary duty comes first and
 * VAT is on net + SD. Of a tax-inclusive base VAT is taken first, then SD of the rest, so that
 * net + SD + VAT is exactly the base. Amounts in paisa, rates in basis points.
 * @throws DomainError `negative_amount`, `rate_out_of_range`, `amount_out_of_range`.
 */
export const taxLine = (line: TaxInput & { readonly basePaisa: number }): LineTax => {
  const base = assertAmount(line.basePaisa, 'basePaisa');
  const vatRate = assertRate(line.vatRateBasisPoints, 'vatRateBasisPoints');
  const sdRate = assertRate(line.sdRateBasisPoints, 'sdRateBasisPoints');
  if (line.priceIncludesTax) {
    const vatPaisa = mulDivRound(base, vatRate, 10_000 + vatRate);
    const sdPaisa = mulDivRound(base - vatPaisa, sdRate, 10_000 + sdRate);
    return { netPaisa: base - vatPaisa - sdPaisa, sdPaisa, vatPaisa, grossPaisa: base };
  }
  const sdPaisa = mulDivRound(base, sdRate, 10_000);
  const vatPaisa = mulDivRound(assertSafe(base + sdPaisa, 'base with SD'), vatRate, 10_000);
  return { netPaisa: base, sdPaisa, vatPaisa, grossPaisa: assertSafe(base + sdPaisa + vatPaisa, 'grossPaisa') };
};

/**
 * Prices a whole document: line amounts, cart discount, taxes, and totals that are sums of the lines and are
 * never computed another way (domain.md, Money). What else a line carries is kept.
 * @throws DomainError `discount_exceeds_amount`, `negative_amount`, `negative_quantity`, `rate_out_of_range`,
 * `amount_out_of_range`.
 */
export const priceDocument = <Line extends DocumentLine>(document: {
  readonly lines: readonly Line[];
  readonly cartDiscountPaisa: number;
}): PricedDocument<Line> => {
  let subtotalPaisa = 0;
  let discountPaisa = document.cartDiscountPaisa;
  const amounts = document.lines.map((line) => {
    const subtotal = undiscounted(line);
    subtotalPaisa += subtotal;
    discountPaisa += line.lineDiscountPaisa;
    return discounted(subtotal, line.lineDiscountPaisa);
  });
  const shares = spreadDiscount(amounts, document.cartDiscountPaisa);
  let netPaisa = 0;
  let sdPaisa = 0;
  let vatPaisa = 0;
  let totalPaisa = 0;
  const lines = document.lines.map((line, index): PricedLine<Line> => {
    const amountPaisa = amounts[index] ?? 0;
    const cartDiscountSharePaisa = shares[index] ?? 0;
    const basePaisa = amountPaisa - cartDiscountSharePaisa;
    const tax = taxLine({
      basePaisa,
      vatRateBasisPoints: line.vatRateBasisPoints,
      sdRateBasisPoints: line.sdRateBasisPoints,
      priceIncludesTax: line.priceIncludesTax,
    });
    netPaisa += tax.netPaisa;
    sdPaisa += tax.sdPaisa;
    vatPaisa += tax.vatPaisa;
    totalPaisa += tax.grossPaisa;
    return {
      ...line,
      amountPaisa,
      cartDiscountSharePaisa,
      basePaisa,
      netPaisa: tax.netPaisa,
      sdPaisa: tax.sdPaisa,
      vatPaisa: tax.vatPaisa,
      totalPaisa: tax.grossPaisa,
    };
  });
  assertSafe(subtotalPaisa, 'subtotalPaisa');
  assertSafe(totalPaisa, 'totalPaisa');
  return { lines, totals: { subtotalPaisa, discountPaisa, netPaisa, sdPaisa, vatPaisa, totalPaisa } };
};
