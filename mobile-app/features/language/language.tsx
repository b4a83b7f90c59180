import type { Locale, ProblemDetails } from '@zakpos/contracts';
import { problems } from '@zakpos/contracts';
import { type DigitSet, formatQuantity, formatTaka } from '@zakpos/domain';
import { getLocales } from 'expo-localization';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { readPreference, writePreference } from '../preferences/preferences.ts';
import { bn, en, type Words } from './words.ts';

export interface Language {
  locale: Locale;
  words: Words;
  /** Follows the shop's setting, and the language until that is known. */
  digits: DigitSet;
  taka: (paisa: number) => string;
  quantity: (thousandths: number) => string;
  count: (n: number) => string;
  problemTitle: (problem: ProblemDetails) => string;
  toggle: () => void;
  setDigits: (digits: DigitSet) => void;
}

const LanguageContext = createContext<Language | null>(null);

// The people of a shop in Bangladesh, unless their device says otherwise.
const deviceLocale = (): Locale => (getLocales()[0]?.languageCode === 'en' ? 'en' : 'bn');

// Read outside React too: the API client asks for it with each request.
let currentLocale: Locale = deviceLocale();
export const requestLocale = (): Locale => currentLocale;

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState<Locale>(currentLocale);
  const [shopDigits, setDigits] = useState<DigitSet | null>(null);

  useEffect(() => {
    const restore = async () => {
      const kept = await readPreference('language');
      if (kept === 'bn' || kept === 'en') setLocale(kept);
    };
    void restore();
  }, []);
  useEffect(() => {
    currentLocale = locale;
    // A screen reader picks its voice by it, and the browser the shapes of conjuncts.
    if (typeof document !== 'undefined') document.documentElement.lang = locale;
  }, [locale]);

  const language = useMemo<Language>(() => {
    const digits = shopDigits ?? (locale === 'bn' ? 'bengali' : 'latin');
    return {
      locale,
      words: locale === 'bn' ? bn : en,
      digits,
      taka: (paisa) => formatTaka(paisa, { digits }),
      quantity: (thousandths) => formatQuantity(thousandths, { digits }),
      count: (n) => formatQuantity(n * 1000, { digits }),
      problemTitle: (problem) => problems[problem.code][locale][0],
      toggle: () => {
        const next = locale === 'bn' ? 'en' : 'bn';
        setLocale(next);
        void writePreference('language', next);
      },
      setDigits,
    };
  }, [locale, shopDigits]);
  return <LanguageContext.Provider value={language}>{children}</LanguageContext.Provider>;
}

export const useLanguage = (): Language => {
  const language = useContext(LanguageContext);
  if (language === null) throw new Error('useLanguage needs a LanguageProvider above it.');
  return language;
};
