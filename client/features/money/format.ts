import {
  bengaliDigits,
  DomainError,
  formatQuantity,
  formatTaka,
  latinDigits,
  parseQuantity,
  parseTaka,
  type DigitSet,
} from '@zakpos/domain';

/** How one shop writes numbers. */
export interface NumberWriter {
  /** ৳ 1,23,456.50 with a no-break space, so that the sign never stands alone at a line's end. */
  taka: (amountPaisa: number) => string;
  /** The same without decimals where there are none: ৳ 500. For notes and buttons. */
  shortTaka: (amountPaisa: number) => string;
  /** Without the sign, for columns. */
  amount: (amountPaisa: number) => string;
  quantity: (qtyThousandths: number) => string;
  count: (value: number) => string;
  /** 1500 basis points: 15 %. */
  rate: (rateBasisPoints: number) => string;
  /** Puts the shop's digits into any other text. */
  digits: (text: string) => string;
}

export const numberWriter = (digits: DigitSet): NumberWriter => {
  const own = (text: string) => (digits === 'bengali' ? bengaliDigits(text) : text);
  const taka = (amountPaisa: number) => formatTaka(amountPaisa, { digits }).replace('৳ ', '৳\u00a0');
  const quantity = (qtyThousandths: number) => formatQuantity(qtyThousandths, { digits });
  return {
    taka,
    shortTaka: (amountPaisa) => (amountPaisa % 100 === 0 ? taka(amountPaisa).slice(0, -3) : taka(amountPaisa)),
    amount: (amountPaisa) => formatTaka(amountPaisa, { digits, symbol: false }),
    quantity,
    count: (value) => quantity(value * 1000),
    rate: (rateBasisPoints) => `${quantity(rateBasisPoints * 10)}\u00a0%`,
    digits: own,
  };
};

const orUndefined = (parse: (text: string) => number, text: string): number | undefined => {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
};

/** Paisa of a typed amount in either digits, undefined where it is none. */
export const readTaka = (text: string): number | undefined => orUndefined(parseTaka, text);
/** Thousandths of a typed quantity in either digits, undefined where it is none. */
export const readQuantity = (text: string): number | undefined => orUndefined(parseQuantity, text);
/** A typed whole number of pieces in either digits, undefined where it is none. */
export const readCount = (text: string): number | undefined => {
  const plain = latinDigits(text).trim();
  return /^\d{1,7}$/.test(plain) ? Number(plain) : undefined;
};
