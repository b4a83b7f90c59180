import type { Locale } from '@zakpos/contracts';

/** An item's name in the language of the screen, or the one name that it has. */
export const itemName = (item: { name: string; nameBn: string }, locale: Locale): string =>
  locale === 'bn' && item.nameBn !== '' ? item.nameBn : item.name;
