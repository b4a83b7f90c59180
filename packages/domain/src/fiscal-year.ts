import { DomainError } from './money.ts';

export const defaultTimeZone = 'Asia/Dhaka';

// Building a formatter costs a hundred times what using it costs.
const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known) return known;
  try {
    const formatter = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formatters.set(timeZone, formatter);
    return formatter;
  } catch (cause) {
    if (cause instanceof RangeError) throw new DomainError('unknown_time_zone', { timeZone });
    throw cause;
  }
};

/**
 * The calendar day of an instant in a shop's time zone, `YYYY-MM-DD`.
 * @throws DomainError `invalid_instant`, `unknown_time_zone`.
 */
export const businessDate = (instant: Date, timeZone: string = defaultTimeZone): string => {
  if (Number.isNaN(instant.getTime())) throw new DomainError('invalid_instant');
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(instant)) parts[type] = value;
  return `${(parts.year ?? '').padStart(4, '0')}-${parts.month ?? ''}-${parts.day ?? ''}`;
};

/**
 * The fiscal year of Bangladesh, 1 July to 30 June, as `2026-27` (domain.md, introduction).
 * @throws DomainError `invalid_instant`, `unknown_time_zone`.
 */
export const fiscalYearOf = (instant: Date, timeZone: string = defaultTimeZone): string => {
  const date = businessDate(instant, timeZone);
  const calendarYear = Number(date.slice(0, 4));
  const firstYear = Number(date.slice(5, 7)) >= 7 ? calendarYear : calendarYear - 1;
  return `${firstYear}-${String((firstYear + 1) % 100).padStart(2, '0')}`;
};
