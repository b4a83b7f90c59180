import { isGtin } from './check-digit.ts';
import { type Gs1Elements, readGs1Elements } from './gs1-elements.ts';
import { latinDigits } from './text.ts';

export const barcodeRefusals = [
  'empty',
  'too_long',
  'bad_characters',
  'bad_check_digit',
  'gs1_malformed',
  'gs1_without_gtin',
] as const;
export type BarcodeRefusal = (typeof barcodeRefusals)[number];

interface Read {
  /** As it came in. */
  readonly raw: string;
  /** What is compared: Latin digits, no symbology prefix, no outer space. */
  readonly text: string;
}

export type Barcode =
  | (Read & { readonly kind: 'ean13' | 'ean8' | 'upca' | 'upce' | 'gtin14'; readonly gtin14: string })
  /** EAN-13 with prefix 20–29: a tenant's layout may read it, else it is found by its GTIN like any other. */
  | (Read & { readonly kind: 'in_store'; readonly gtin14: string })
  | (Read & { readonly kind: 'gs1'; readonly gtin14: string; readonly elements: Gs1Elements })
  /** Any text that is no GTIN. */
  | (Read & { readonly kind: 'code128'; readonly gtin14?: never })
  | { readonly kind: 'refused'; readonly reason: BarcodeRefusal; readonly raw: string };

export const maxBarcodeLength = 256;

/** How scanners send FNC1 within data. */
const fnc1 = '\u001d';

const canonical = (digits: string): string => digits.padStart(14, '0');

/**
 * The UPC-A number that eight digits of UPC-E stand for (GS1 General Specifications 5.2.2.4, zero suppression), or undefined
 * where they stand for none. The check digit is not verified here.
 */
export const expandUpcE = (code: string): string | undefined => {
  const match = /^([01])(\d)(\d)(\d)(\d)(\d)(\d)(\d)$/.exec(code);
  if (!match) return undefined;
  const [, system = '', a = '', b = '', c = '', d = '', e = '', last = '', check = ''] = match;
  if (last <= '2') return `${system}${a}${b}${last}0000${c}${d}${e}${check}`;
  if (last === '3') return `${system}${a}${b}${c}00000${d}${e}${check}`;
  if (last === '4') return `${system}${a}${b}${c}${d}00000${e}${check}`;
  return `${system}${a}${b}${c}${d}${e}0000${last}${check}`;
};

const refused = (raw: string, reason: BarcodeRefusal): Barcode => ({ kind: 'refused', reason, raw });

const eightDigits = (read: Read, symbology: string): Barcode => {
  const upcA = symbology === ']E4' ? undefined : expandUpcE(read.text);
  const isUpcE = upcA !== undefined && isGtin(upcA);
  const isEan8 = isGtin(read.text);
  // Both fit now and then: GTIN-8 begins with 0 only inside a company, UPC-E with 1 is out of the standard.
  if (isUpcE && (read.text.startsWith('0') || !isEan8)) return { ...read, kind: 'upce', gtin14: canonical(upcA) };
  return isEan8 ? { ...read, kind: 'ean8', gtin14: canonical(read.text) } : refused(read.raw, 'bad_check_digit');
};

const digitsOnly = (read: Read, symbology: string): Barcode => {
  const { text } = read;
  if (text.length === 8) return eightDigits(read, symbology);
  if (text.length < 12 || text.length > 14) return { ...read, kind: 'code128' };
  if (!isGtin(text)) return refused(read.raw, 'bad_check_digit');
  const gtin14 = canonical(text);
  if (text.length === 12) return { ...read, kind: 'upca', gtin14 };
  if (text.length === 14) return { ...read, kind: 'gtin14', gtin14 };
  return { ...read, kind: text.startsWith('2') ? 'in_store' : 'ean13', gtin14 };
};

const gs1 = (read: Read): Barcode => {
  const elements = readGs1Elements(read.text);
  if (!elements) return refused(read.raw, 'gs1_malformed');
  if (elements.gtin14 === undefined) return refused(read.raw, 'gs1_without_gtin');
  if (!isGtin(elements.gtin14)) return refused(read.raw, 'bad_check_digit');
  return { ...read, kind: 'gs1', gtin14: elements.gtin14, elements };
};

const gs1Symbologies: ReadonlySet<string> = new Set([']C1', ']d2', ']Q3', ']e0']);

/** What scanners without symbology prefix send, and what is printed below the bars: 01 with a GTIN whose check digit fits. */
const mayBeGs1 = (text: string): boolean => /\(01\)\d{14}/.test(text) || (/^01\d{14}/.test(text) && isGtin(text.slice(2, 16)));

/**
 * Reads what a scanner, a camera or a keyboard gave (domain.md, Barcodes). Check digits are verified first. ISO/IEC 15424
 * symbology prefixes are understood and dropped; ০–৯ count as 0–9. Never throws: a refusal is the kind `refused`.
 */
export const parseBarcode = (raw: string): Barcode => {
  const trimmed = latinDigits(raw).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  const symbology = /^\][A-Za-z]\d/.exec(trimmed)?.[0] ?? '';
  const read: Read = { raw, text: trimmed.slice(symbology.length) };
  if (read.text === '') return refused(raw, 'empty');
  if (read.text.length > maxBarcodeLength) return refused(raw, 'too_long');
  if (/\p{Cc}/u.test(read.text.replaceAll(fnc1, ''))) return refused(raw, 'bad_characters');
  if (gs1Symbologies.has(symbology) || read.text.includes(fnc1)) return gs1(read);
  if (symbology === ']C0') return { ...read, kind: 'code128' };
  if (mayBeGs1(read.text) && readGs1Elements(read.text)) return gs1(read);
  return /^\d+$/.test(read.text) ? digitsOnly(read, symbology) : { ...read, kind: 'code128' };
};
