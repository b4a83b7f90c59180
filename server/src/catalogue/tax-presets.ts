import type { Locale } from '@zakpos/contracts';

export interface TaxPreset {
  readonly code: string;
  readonly name: Readonly<Record<Locale, string>>;
  readonly kind: 'standard' | 'reduced' | 'zero' | 'exempt' | 'specific';
  readonly vatRateBasisPoints: number;
  /** First day of the rate: the day on which the VAT and Supplementary Duty Act, 2012 came into force. */
  readonly validFrom: string;
}

/**
 * The tax classes that a new tenant begins with: a starting point that each tenant edits, not advice. Rates change by law several times
 * a year, and which goods fall under which rate is for the tenant and their adviser to say.
 */
export const taxPresets: readonly TaxPreset[] = [
  {
    code: 'standard',
    name: { en: 'Standard rate', bn: 'আদর্শ হার' },
    kind: 'standard',
    vatRateBasisPoints: 1_500,
    validFrom: '2019-07-01',
  },
  {
    code: 'reduced-7.5',
    name: { en: 'Reduced rate 7.5 %', bn: 'হ্রাসকৃত হার ৭.৫ %' },
    kind: 'reduced',
    vatRateBasisPoints: 750,
    validFrom: '2019-07-01',
  },
  {
    code: 'reduced-5',
    name: { en: 'Reduced rate 5 %', bn: 'হ্রাসকৃত হার ৫ %' },
    kind: 'reduced',
    vatRateBasisPoints: 500,
    validFrom: '2019-07-01',
  },
  {
    code: 'zero',
    name: { en: 'Zero rate', bn: 'শূন্য হার' },
    kind: 'zero',
    vatRateBasisPoints: 0,
    validFrom: '2019-07-01',
  },
  {
    code: 'exempt',
    name: { en: 'Exempt', bn: 'অব্যাহতিপ্রাপ্ত' },
    kind: 'exempt',
    vatRateBasisPoints: 0,
    validFrom: '2019-07-01',
  },
];

/** What a product gets that names no class. */
export const defaultTaxClassCode = 'standard';
