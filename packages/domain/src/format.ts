import { assertSafe, DomainError, type DomainErrorCode } from './money.ts';
import { bengaliDigits, latinDigits } from './text.ts';

export type DigitSet = 'latin' | 'bengali';

export interface NumberFormat {
  readonly digits?: DigitSet | undefined;
}

export interface TakaFormat extends NumberFormat {
  /** Default true. */
  readonly symbol?: boolean | undefined;
}

const withDigits = (text: string, digits: DigitSet = 'latin'): string => (digits === 'bengali' ? bengaliDigits(text) : text);

/** Lakh grouping: the last three digits, then pairs. */
const grouped = (digits: string): string => digits.replace(/\B(?=(\d{2})*\d{3}$)/g, ',');

const decimal = (magnitude: number, places: number): { whole: string; fraction: string } => {
  const text = String(magnitude).padStart(places + 1, '0');
  return { whole: grouped(text.slice(0, -places)), fraction: text.slice(-places) };
};

/**
 * `৳ 1,23,456.50` or `৳ ১,২৩,৪৫৬.৫০`, a minus before the sign of the taka (till.md, Bangla). Own formatter, because `en-BD`
 * groups by three and `bn` puts ৳ last.
 * @throws DomainError `amount_out_of_range`.
 */
export const formatTaka = (paisa: number, { digits, symbol = true }: TakaFormat = {}): string => {
  const { whole, fraction } = decimal(Math.abs(assertSafe(paisa, 'paisa')), 2);
  return `${paisa < 0 ? '-' : ''}${symbol ? '৳ ' : ''}${withDigits(`${whole}.${fraction}`, digits)}`;
};

/**
 * A quantity in thousandths without superfluous zeros: 1500 is `1.5`, 2000 is `2`.
 * @throws DomainError `amount_out_of_range`.
 */
export const formatQuantity = (thousandths: number, { digits }: NumberFormat = {}): string => {
  const { whole, fraction } = decimal(Math.abs(assertSafe(thousandths, 'thousandths')), 3);
  const significant = fraction.replace(/0+$/, '');
  return `${thousandths < 0 ? '-' : ''}${withDigits(significant === '' ? whole : `${whole}.${significant}`, digits)}`;
};

// Lakh or thousand grouping, each complete: `1,2` is a slip, not a number.
const numberText = /^(\d+|\d{1,2}(?:,\d{2})*,\d{3}|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/;

const parseDecimal = (text: string, places: number): number => {
  const refuse = (code: DomainErrorCode): never => {
    throw new DomainError(code, { text: text.slice(0, 40), decimals: places });
  };
  const match = numberText.exec(latinDigits(text).trim());
  const whole = match?.[1]?.replaceAll(',', '').replace(/^0+(?=\d)/, '');
  if (whole === undefined) return refuse('invalid_number_text');
  const fraction = match?.[2] ?? '';
  if (fraction.length > places) return refuse('too_many_decimals');
  const units = Number(whole + fraction.padEnd(places, '0'));
  return Number.isSafeInteger(units) ? units : refuse('amount_out_of_range');
};

/**
 * Paisa of a typed amount: Latin or Bengali digits, optional ৳ in front, grouping commas, at most two decimals.
 * @throws DomainError `invalid_number_text`, `too_many_decimals`, `amount_out_of_range`.
 */
export const parseTaka = (text: string): number => parseDecimal(text.trim().replace(/^৳/, ''), 2);

/**
 * Thousandths of a typed quantity: Latin or Bengali digits, grouping commas, at most three decimals.
 * @throws DomainError `invalid_number_text`, `too_many_decimals`, `amount_out_of_range`.
 */
export const parseQuantity = (text: string): number => parseDecimal(text, 3);
