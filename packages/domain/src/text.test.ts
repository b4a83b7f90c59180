import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bengaliDigits, latinDigits, matchesSearch, normalizeSearch, romanize, searchKeys } from './text.ts';

describe('search text', () => {
  test('is NFC, without zero-width characters, with Latin digits, lower case and single spaces', () => {
    expect(normalizeSearch('  Miniket\u200c  চা\u200dল ৫ KG ')).toBe('miniket চাল 5 kg');
    expect(normalizeSearch('\u09c7\u09be')).toBe('\u09cb');
    expect(normalizeSearch('\u09df')).toBe(normalizeSearch('\u09af\u09bc'));
  });

  test('is stable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(normalizeSearch(normalizeSearch(text))).toBe(normalizeSearch(text));
      }),
    );
  });

  test('digits go there and back', () => {
    expect(bengaliDigits('1,23,456.50')).toBe('১,২৩,৪৫৬.৫০');
    expect(latinDigits('১,২৩,৪৫৬.৫০')).toBe('1,23,456.50');
  });
});

describe('romanisation', () => {
  test.each([
    ['চাল', 'chal'],
    ['ডাল', 'dal'],
    ['তেল', 'tel'],
    ['ডিম', 'dim'],
    ['আলু', 'alu'],
    ['পেঁয়াজ', 'peyaj'],
    ['চিনি', 'chini'],
    ['লবণ', 'lobon'],
    ['দুধ', 'dudh'],
    ['কফি', 'kofi'],
    ['ময়দা', 'moyda'],
    ['ব্যাগ', 'bag'],
    ['শ্যাম্পু', 'shampu'],
    ['আঙ্গুর', 'angur'],
    ['হাওয়া', 'hawa'],
    ['ডেটল সাবান ৭৫', 'detol saban 75'],
  ])('%s is %s', (bangla, latin) => {
    expect(romanize(bangla)).toBe(latin);
  });

  test('leaves no letter or sign of Bangla behind, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0x0985, max: 0x09cd })), (points) => {
        const known = String.fromCodePoint(...points).replace(/\p{Cn}/gu, '');
        expect(romanize(known)).not.toMatch(/[\u0980-\u09ff]/);
      }),
    );
  });
});

describe('search', () => {
  test.each([
    ['chal', 'চাল'],
    ['Chaal', 'মিনিকেট চাল ৫ কেজি'],
    ['dal', 'মসুর ডাল'],
    ['tel', 'সয়াবিন তেল'],
    ['dim', 'ডিম'],
    ['alu', 'আলু'],
    ['aloo', 'আলু'],
    ['pyaj', 'পেঁয়াজ'],
    ['peyaj', 'পেঁয়াজ'],
    ['piyaz', 'পেঁয়াজ'],
    ['piaj', 'পেঁয়াজ'],
    ['pe', 'পেঁয়াজ'],
    ['chini', 'চিনি'],
    ['cini', 'চিনি'],
    ['lobon', 'লবণ'],
    ['lobn', 'লবন'],
    ['mosla', 'গরম মসলা'],
    ['garam masala', 'গরম মসলা'],
    ['moyda', 'ময়দা'],
    ['maida', 'ময়দা'],
    ['doi', 'দই'],
    ['ghee', 'ঘি'],
    ['coffee', 'কফি'],
    ['mangsho', 'মাংস'],
    ['chola', 'ছোলা'],
    ['চাল', 'Chal Miniket'],
    ['চাল', 'চাল'],
    ['৫', 'চাল 5 কেজি'],
    ['1kg', 'Chini 1KG'],
  ])('%s finds %s', (query, name) => {
    expect(matchesSearch(name, query)).toBe(true);
  });

  test.each([
    ['chal', 'ছোলা'],
    ['chal', 'চুল'],
    ['dal', 'দুল'],
    ['doi', 'ডিম'],
    ['tel', 'তাল'],
    ['chal dal', 'চাল'],
    ['ckg', '1kg'],
    ['', 'চাল'],
    ['  ', 'চাল'],
  ])('%j does not find %s', (query, name) => {
    expect(matchesSearch(name, query)).toBe(false);
  });

  test('a name is found by itself, its words and its romanisation', () => {
    const word = fc.constantFrom('চাল', 'তেল', 'Radhuni', 'মসলা', '500g', 'লবণ', 'Coca-Cola', 'শ্যাম্পু', 'Café');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const name = words.join(' ');
        expect(matchesSearch(name, name)).toBe(true);
        expect(matchesSearch(name, romanize(name))).toBe(true);
        expect(new Set(searchKeys(name)).size).toBe(searchKeys(name).length);
      }),
    );
  });
});
