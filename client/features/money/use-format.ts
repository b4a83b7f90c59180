'use client';
import { useLocale } from 'next-intl';
import { useMemo } from 'react';
import { useSettings } from '../session/settings.tsx';
import { numberWriter, type NumberWriter } from './format.ts';

export interface Format extends NumberWriter {
  /** An instant (ISO 8601) in the shop's time zone. */
  dateTime: (instant: string) => string;
  time: (instant: string) => string;
  /** A calendar day (2026-11-23). */
  day: (day: string) => string;
}

const timeZone = 'Asia/Dhaka';

/** Today in the shop's time zone, as a calendar day. */
export const businessToday = (): string => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());

/** Writes numbers and dates as this shop and this reader wish. */
export const useFormat = (): Format => {
  const locale = useLocale();
  const { digits } = useSettings();
  return useMemo(() => {
    const language = `${locale === 'bn' ? 'bn-BD' : 'en-GB'}-u-nu-${digits === 'bengali' ? 'beng' : 'latn'}`;
    const dateTime = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
    const time = new Intl.DateTimeFormat(language, { timeZone, timeStyle: 'short' });
    const day = new Intl.DateTimeFormat(language, { timeZone: 'UTC', dateStyle: 'long' });
    return {
      ...numberWriter(digits),
      dateTime: (instant) => dateTime.format(new Date(instant)),
      time: (instant) => time.format(new Date(instant)),
      day: (text) => day.format(new Date(`${text}T00:00:00Z`)),
    };
  }, [locale, digits]);
};
