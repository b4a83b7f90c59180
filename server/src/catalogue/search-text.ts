import { normalizeSearch, searchKeys, searchWords } from '@zakpos/domain';
import { LRUCache } from 'lru-cache';

export interface SearchedTexts {
  readonly name: string;
  readonly variantName: string;
  readonly nameBn: string;
  readonly brand: string;
  readonly sku: string;
}

// Words repeat all over a catalogue, and the keys of one cost several microseconds.
const keysByWord = new LRUCache<string, readonly string[]>({ max: 20_000 });

function keysOfWord(word: string): readonly string[] {
  // A number is spelt in one way only, and seldom comes again.
  if (/^[0-9.]+$/.test(word)) return [word];
  const known = keysByWord.get(word);
  if (known) return known;
  const keys = searchKeys(word);
  // A word as long as a sentence is no word that comes again.
  if (word.length <= 40) keysByWord.set(word, keys);
  return keys;
}

/** SKU as people type it: `ab-12` is found by `ab12` and by `ab-12`, whose words are `ab` and `12`. */
const plainSku = (sku: string): string => normalizeSearch(sku).replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');

/**
 * What a variant is searched by: the keys of its words (packages/domain, `searchKeys`), each between spaces, so that ` key` is the
 * beginning of a word and ` key ` a whole one.
 */
export function searchTextOf({ name, variantName, nameBn, brand, sku }: SearchedTexts): string {
  const keys = new Set<string>();
  for (const word of searchWords(`${name} ${variantName} ${nameBn} ${brand} ${sku}`)) {
    for (const key of keysOfWord(word)) keys.add(key);
  }
  const code = plainSku(sku);
  if (code !== '') keys.add(code);
  return ` ${[...keys].join(' ')} `;
}

const maxWords = 6;
// What LIKE treats as special never gets through `searchWords`; this holds even if that changes.
const literal = (key: string): string => key.replaceAll(/[\\%_]/g, String.raw`\$&`);

export interface SearchWord {
  /** LIKE patterns: one of them must match. */
  readonly begins: readonly string[];
  /** LIKE pattern of the word as it was typed, as a whole word. */
  readonly whole: string;
  /** LIKE pattern of the word as it was typed, at the beginning of a word. */
  readonly asTyped: string;
}

/** The words of a query; no words, no search. Words beyond the sixth would not narrow what is found. */
export const queryWords = (query: string): SearchWord[] =>
  [...new Set(searchWords(query))].slice(0, maxWords).map((word) => ({
    begins: [...new Set(keysOfWord(word))].map((key) => `% ${literal(key)}%`),
    whole: `% ${literal(word)} %`,
    asTyped: `% ${literal(word)}%`,
  }));
