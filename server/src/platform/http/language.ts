import type { Locale } from '@zakpos/contracts';

/** The first of ours in Accept-Language, by weight; else the other one that is given, English where none is. */
export function acceptedLocale(header: string | undefined, otherwise: Locale = 'en'): Locale {
  if (header === undefined) return otherwise;
  let best = otherwise;
  let bestWeight = 0;
  for (const part of header.slice(0, 200).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const language = tag.split('-')[0];
    const weight = Number(parameters.find((parameter) => parameter.trim().startsWith('q='))?.split('=')[1] ?? 1);
    if ((language === 'bn' || language === 'en') && weight > bestWeight) {
      best = language;
      bestWeight = weight;
    }
  }
  return best;
}
