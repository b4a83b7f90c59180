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

const byPrefix = (groups: readonly (readonly [digits: number, prefixes: string])[]): ReadonlyMap<string, number> =>
  new Map(groups.flatMap(([digits, prefixes]) => prefixes.split(' ').map((prefix) => [prefix, digits] as const)));

/** Digits of data where the first two digits of the identifier fix them; all other data runs to FNC1. */
const fixedLength = byPrefix([
  [18, '00'],
  [14, '01 02 03'],
  [6, '11 12 13 15 16 17 31 32 33 34 35 36'],
  [2, '20'],
  [13, '41'],
]);
const identifierLengths = byPrefix([
  [2, '00 01 02 03 10 11 12 13 15 16 17 20 21 22 30 37 90 91 92 93 94 95 96 97 98 99'],
  [3, '23 24 25 40 41 42 71'],
  [4, '31 32 33 34 35 36 39 43 70 72 80 81 82'],
]);
const maxVariableLength = 90;

interface Element {
  readonly ai: string;
  readonly value: string;
}

const isValue = ({ ai, value }: Element): boolean => {
  const length = fixedLength.get(ai.slice(0, 2));
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
  const isWhole = rest === '' && elements.every(({ ai }) => identifierLengths.get(ai.slice(0, 2)) === ai.length);
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
    const identifierLength = identifierLengths.get(prefix);
    if (identifierLength === undefined) return undefined;
    const ai = text.slice(at, at + identifierLength);
    if (ai.length !== identifierLength || !/^\d+$/.test(ai)) return undefined;
    const start = at + identifierLength;
    const length = fixedLength.get(prefix);
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
