export const languages = ['en', 'bn'] as const;
export type Language = (typeof languages)[number];

export const languageCookie = 'zakpos-language';
export const themeCookie = 'zakpos-theme';

const isLanguage = (value: string | undefined): value is Language => languages.some((language) => language === value);

/**
 * The language to answer in: the one that was chosen (cookie), else the first of the browser's that we have, else English.
 * @param acceptLanguage the header of RFC 9110, 12.5.4, with its optional weights
 */
export const pickLanguage = (chosen: string | undefined, acceptLanguage: string | null): Language => {
  if (isLanguage(chosen)) return chosen;
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const weight = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('q='));
      return { language: tag.trim().toLowerCase().split('-')[0], weight: weight ? Number(weight.slice(2)) : 1 };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  return wanted.map(({ language }) => language).find(isLanguage) ?? 'en';
};
