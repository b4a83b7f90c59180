/**
 * Text from people reaches printers and PDF files only through here. Controls (a printer's commands begin with one), line
 * separators, marks that reorder a line and invisible fillers become spaces; the two joiners stay, for Bangla spells with them.
 */
const unprintable =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]+/gu;

/** Typographic characters that a printer's own font writes as well in ASCII. */
const plainForms: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '−': '-',
  '×': 'x',
  '…': '...',
  '·': '-',
};

/** Nearly all text: ASCII and Bangla with its joiners need no search for what is rare. */
const harmless = /^(?:[\x20-\x7e\u0980-\u09ff]|\u200c|\u200d)*$/;

/** One line of harmless text, in normal form C, without spaces at its ends or in a row. */
export const printableText = (text: string): string =>
  (harmless.test(text)
    ? text.normalize('NFC')
    : text
        .normalize('NFC')
        .replace(unprintable, ' ')
        .replace(/[‘’“”–—−×…·]/g, (mark) => plainForms[mark] ?? mark)
  )
    .replace(/ {2,}/g, ' ')
    .trim();

/** Whether every printer's own font has all of the text: code pages agree on ASCII and on nothing else. */
export const isPlainAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);
