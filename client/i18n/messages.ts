import type { Language } from './languages.ts';
import type bn from '../messages/bn.json';
import type en from '../messages/en.json';

type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> };

/** Fails to compile where a language lacks a text that the other one has. */
export type SameTexts = [typeof en extends Shape<typeof bn> ? true : never, typeof bn extends Shape<typeof en> ? true : never];

declare module 'next-intl' {
  interface AppConfig {
    Locale: Language;
    Messages: typeof en;
  }
}
