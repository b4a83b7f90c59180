// A spreadsheet runs a cell that begins so as a formula; an apostrophe in front makes it text.
const formula = /^'*[=+\-@]/;
const held = /^'+[=+\-@]/;

/** Text for a cell that no spreadsheet runs. Undone by `fromCell`, whatever the text. */
export const toCell = (text: string): string => (formula.test(text) ? `'${text}` : text);
export const fromCell = (cell: string): string => (held.test(cell) ? cell.slice(1) : cell);

const special = /[",;\r\n]/;

/** A cell in quotes where CSV needs them. */
export const quoted = (cell: string): string => (special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Several codes in one cell, apart by `|`; a `|` or `\` within a code is marked by `\`. */
export const joinCodes = (codes: readonly string[]): string =>
  codes.map((code) => code.replaceAll(/[\\|]/g, String.raw`\$&`)).join('|');
export const splitCodes = (cell: string): string[] =>
  (cell.match(/(?:\\.|[^\\|])+|\\$/gs) ?? [])
    .map((code) => code.replaceAll(/\\(.)/gs, '$1').trim())
    .filter((code) => code !== '');
