import { TypeOverrides } from 'pg';

// Type identifiers of PostgreSQL's catalogue (pg_type.dat), fixed for ever.
const int8 = 20;
const int8Array = 1016;
const date = 1082;
const dateArray = 1182;
const numeric = 1700;

/** A bigint as a number, refused where a number could not hold it exactly. */
export function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The database holds ${text}, beyond the safe integers`);
  return value;
}

const elements = (text: string) => (text === '{}' ? [] : text.slice(1, -1).split(','));
const orNull =
  <T>(parse: (text: string) => T) =>
  (text: string) =>
    text === 'NULL' ? null : parse(text);

/**
 * int8 as a safe integer (sums of money are int8); `date` as its text, since a calendar day has no time zone; numeric (what `sum` of
 * int8 gives) as an integer where it is one, else as its text.
 */
export const valueParsers = new TypeOverrides();
valueParsers.setTypeParser(int8, safeInteger);
valueParsers.setTypeParser(int8Array, (text) => elements(text).map(orNull(safeInteger)));
valueParsers.setTypeParser(date, (text) => text);
valueParsers.setTypeParser(dateArray, (text) => elements(text).map(orNull((day) => day)));
valueParsers.setTypeParser(numeric, (text) => (/^-?\d+$/.test(text) ? safeInteger(text) : text));
