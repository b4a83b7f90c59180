import { romanizeBangla } from './bangla-romanization.ts';

/** ০–৯ as 0–9; everything else stays. */
export const latinDigits = (text: string): string =>
  text.replace(/[০-৯]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0x09e6 + 0x30));

/** 0–9 as ০–৯; everything else stays. */
export const bengaliDigits = (text: string): string =>
  text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0x30 + 0x09e6));

/**
 * The form in which names and queries are compared (till.md, Bangla): NFC, no zero-width characters, ০–৯ as 0–9, lower case,
 * single spaces.
 */
export const normalizeSearch = (text: string): string =>
  latinDigits(text.normalize('NFC').replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, ''))
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();

/** Latin letters for Bangla ones, as people type them: চাল is `chal`, পেঁয়াজ `peyaj`. Other text is only normalised. */
export const romanize = (text: string): string => romanizeBangla(normalizeSearch(text), 'o');

/** Folds what people spell in several ways: aspirates, doubled letters, z and j, v and b, the inherent vowel. */
const fold = (latin: string): string => {
  const folded = latin
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/chh?/g, 'č') // stands for ch while c itself is resolved
    .replace(/c(?=[eiy])/g, 's')
    .replace(/ck?/g, 'k')
    .replace(/č/g, 'c')
    .replace(/ph/g, 'f')
    .replace(/([kgjtdbsr])h/g, '$1')
    .replace(/q/g, 'k')
    .replace(/x/g, 'ks')
    .replace(/z/g, 'j')
    .replace(/v/g, 'b')
    .replace(/ee/g, 'i')
    .replace(/oo/g, 'u')
    .replace(/([a-z])\1+/g, '$1')
    .replace(/(?<=[b-df-hj-np-tvwxz])(?:[ei]?y|[ei])(?=a)/g, '') // pyaj, peyaj, piyaj, piaj
    .replace(/y(?![aeiou])/g, 'i') // moyda, moida
    .replace(/ng(?![aeiouy])/g, 'n'); // mangsho, manso
  const withoutInherent = folded.replace(/(?<=[a-z])o/g, ''); // lobon, lbon; mosla, mosola
  // Two letters would begin too many words: doi must not find dim.
  return withoutInherent.length < 3 ? folded : withoutInherent;
};

/** The words of a text for searching. */
export const searchWords = (text: string): string[] =>
  normalizeSearch(text)
    .split(/[^\p{L}\p{M}\p{N}.]+/u)
    .filter((word) => word !== '');

/**
 * Keys of a name or of a query, so that `chal` finds চাল and মসলা is found by `mosla` and `masala`. Of each word: itself, its
 * romanisation and its phonetic keys, without repeats. A query word matches a name where one of the word's keys begins one of
 * the name's. Store `searchKeys(name).join(' ')`; for a query take `searchWords` and the keys of each.
 */
export const searchKeys = (text: string): string[] => {
  const keys = new Set<string>();
  for (const word of searchWords(text)) {
    keys.add(word);
    keys.add(romanizeBangla(word, 'o'));
    keys.add(fold(romanizeBangla(word, 'o')));
    // The inherent vowel is heard as o and often written as a: garam, masala.
    keys.add(fold(romanizeBangla(word, 'a')));
  }
  keys.delete('');
  return [...keys];
};

/** Whether every word of the query begins a word of the name, in either script. An empty query matches nothing. */
export const matchesSearch = (name: string, query: string): boolean => {
  const words = searchWords(query);
  const nameKeys = searchKeys(name);
  return (
    words.length > 0 && words.every((word) => searchKeys(word).some((key) => nameKeys.some((nameKey) => nameKey.startsWith(key))))
  );
};
