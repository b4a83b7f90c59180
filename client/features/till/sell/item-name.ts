'use client';
import { useLocale } from 'next-intl';

/** An item's name in the reader's language, where it has one there. */
export const useItemName = (): ((item: { name: string; nameBn: string }) => string) => {
  const locale = useLocale();
  return ({ name, nameBn }) => (locale === 'bn' && nameBn !== '' ? nameBn : name);
};
