import type { Locale } from '@zakpos/contracts';

export interface UnitPreset {
  readonly code: string;
  readonly name: Readonly<Record<Locale, string>>;
  /** Decimals that a quantity may have. */
  readonly decimals: number;
}

/** The units that a new tenant begins with. */
export const unitPresets: readonly UnitPreset[] = [
  { code: 'pcs', name: { en: 'Piece', bn: 'পিস' }, decimals: 0 },
  { code: 'kg', name: { en: 'Kilogram', bn: 'কেজি' }, decimals: 3 },
  { code: 'g', name: { en: 'Gram', bn: 'গ্রাম' }, decimals: 0 },
  { code: 'l', name: { en: 'Litre', bn: 'লিটার' }, decimals: 3 },
  { code: 'ml', name: { en: 'Millilitre', bn: 'মিলিলিটার' }, decimals: 0 },
  { code: 'm', name: { en: 'Metre', bn: 'মিটার' }, decimals: 2 },
  { code: 'pack', name: { en: 'Pack', bn: 'প্যাকেট' }, decimals: 0 },
  { code: 'box', name: { en: 'Box', bn: 'বাক্স' }, decimals: 0 },
  { code: 'dozen', name: { en: 'Dozen', bn: 'ডজন' }, decimals: 0 },
];

/** What a product gets that names no unit. */
export const defaultUnitCode = 'pcs';
