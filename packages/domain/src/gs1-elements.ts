import { mulDivRound } from './money.ts';

/** One GS1 element string read into application identifiers (GS1 General Specifications 3 and 7.8). */
export interface Gs1Elements {
  /** Every application identifier with its data, in order. */
  readonly all: readonly { readonly ai: string; readonly value: string }[];
  /** AI 01. Its check digit is for the caller to verify. */
  readonly gtin14?: string;
  /** AI 10. */
  readonly lot?: string;
  /** AI 17 as `YYYY-MM-DD`; a day of 00 means the month's last. */
  readonly expiryDate?: string;
  /** AI 21. */
  readonly serial?: string;
  /** AI 310n. */
  readonly netWeightGrams?: number;
}

const separator = '\u001d';

/** Data length where the first two digits fix it; all others run to FNC1. Lengths without the identifier. */
const fixedLength: Readonly<Record<string, number>> = {
  '00': 18,
  '01': 14,
  '02': 14,
  '03': 14,
  '11': 6,
  '12': 6,
  '13': 6,
  '15': 6,
  '16': 6,
  '17': 6,
  '20': 2,
  '31': 6,
  '32': 6,
  '33': 6,
  '34': 6,
  '35': 6,
  '36': 6,
  '41': 13,
};
const digitsInIdentifier: Readonly<Record<string, number>> = {
  '00': 2,
  '01': 2,
  '02': 2,
  '03': 2,
  '10': 2,
  '11': 2,
  '12': 2,
  '13': 2,
  '15': 2,
  '16': 2,
  '17': 2,
  '20': 2,
  '21': 2,
  '22': 2,
  '23': 3,
  '24': 3,
  '25': 3,
  '30': 2,
  '31': 4,
  '32': 4,
  '33': 4,
  '34': 4,
  '35': 4,
  '36': 4,
  '37': 2,
  '39': 4,
  '40': 3,
  '41': 3,
  '42': 3,
  '43': 4,
  '70': 4,
  '71': 3,
  '72': 4,
  '80': 4,
  '81': 4,
  '82': 4,
  '90': 2,
  '91': 2,
  '92': 2,
  '93': 2,
  '94': 2,
  '95': 2,
  '96': 2,
  '97': 2,
  '98': 2,
  '99': 2,
};
const maxVariableLength = 90;

interface Element {
  readonly ai: string;
  readonly value: string;
}

const isValue = ({ ai, value }: Element): boolean => {
  const length = fixedLength[ai.slice(0, 2)];
  if (length !== undefined) return value.length === length && /^\d+$/.test(value);
  return value.length > 0 && value.length <= (ai === '10' || ai === '21' ? 20 : maxVariableLength);
};

/** `(01)0950…(10)ABC`, as it is printed below the bars. */
const bracketed = (text: string): Element[] | undefined => {
  const elements: Element[] = [];
  const rest = text.replace(/\((\d{2,4})\)([^(]*)/gy, (_, ai: string, value: string) => {
    elements.push({ ai, value: value.trim() });
    return '';
  });
  const isWhole = rest === '' && elements.every(({ ai }) => digitsInIdentifier[ai.slice(0, 2)] === ai.length);
  return isWhole ? elements : undefined;
};

const scanned = (text: string): Element[] | undefined => {
  const elements: Element[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === separator) {
      at += 1;
      continue;
    }
    const prefix = text.slice(at, at + 2);
    const identifierLength = digitsInIdentifier[prefix];
    if (identifierLength === undefined) return undefined;
    const ai = text.slice(at, at + identifierLength);
    if (ai.length !== identifierLength || !/^\d+$/.test(ai)) return undefined;
    const start = at + identifierLength;
    const length = fixedLength[prefix];
    const found = text.indexOf(separator, start);
    const end = length === undefined ? (found === -1 ? text.length : found) : start + length;
    elements.push({ ai, value: text.slice(start, end) });
    at = end;
  }
  return elements;
};

/** GS1 dates are YYMMDD. Goods on a shelf expire in this century; the standard's sliding window says the same until 2050. */
const readDate = (value: string): string | undefined => {
  const year = 2000 + Number(value.slice(0, 2));
  const month = Number(value.slice(2, 4));
  if (month < 1 || month > 12) return undefined;
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = Number(value.slice(4, 6)) || lastDay;
  return day > lastDay ? undefined : `${year}-${value.slice(2, 4)}-${String(day).padStart(2, '0')}`;
};

/** Kilograms with n decimals as grams. */
const readGrams = (decimals: number, value: string): number => mulDivRound(Number(value), 1000, 10 ** decimals);

/**
 * Reads an element string, scanned (FNC1 as U+001D) or in brackets. Undefined where it is no well-formed element string, or
 * where an identifier that matters here is repeated with other data.
 */
export const readGs1Elements = (text: string): Gs1Elements | undefined => {
  const all = text.startsWith('(') ? bracketed(text) : scanned(text);
  if (!all || all.length === 0 || !all.every(isValue)) return undefined;
  const values = new Map<string, string>();
  for (const { ai, value } of all) {
    if (values.has(ai) && values.get(ai) !== value) return undefined;
    values.set(ai, value);
  }
  const gtin14 = values.get('01');
  const lot = values.get('10');
  const serial = values.get('21');
  const expiry = values.get('17');
  const expiryDate = expiry === undefined ? undefined : readDate(expiry);
  if (expiry !== undefined && expiryDate === undefined) return undefined;
  const weight = all.find(({ ai }) => /^310[0-5]$/.test(ai));
  return {
    all,
    ...(gtin14 !== undefined && { gtin14 }),
    ...(lot !== undefined && { lot }),
    ...(expiryDate !== undefined && { expiryDate }),
    ...(serial !== undefined && { serial }),
    ...(weight && { netWeightGrams: readGrams(Number(weight.ai[3]), weight.value) }),
  };
};
