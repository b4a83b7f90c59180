import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { businessDate, fiscalYearOf } from './fiscal-year.ts';

test.each([
  ['2026-06-30T17:59:59.999Z', '2026-06-30', '2025-26'],
  ['2026-06-30T18:00:00.000Z', '2026-07-01', '2026-27'],
  ['2026-12-31T18:00:00.000Z', '2027-01-01', '2026-27'],
  ['2099-07-01T00:00:00.000Z', '2099-07-01', '2099-00'],
  ['2026-01-05T12:00:00.000Z', '2026-01-05', '2025-26'],
])('%s is %s in Dhaka, fiscal year %s', (instant, date, year) => {
  expect(businessDate(new Date(instant), 'Asia/Dhaka')).toBe(date);
  expect(fiscalYearOf(new Date(instant))).toBe(year);
});

test('another time zone has its own day', () => {
  expect(businessDate(new Date('2026-06-30T18:00:00Z'), 'UTC')).toBe('2026-06-30');
  expect(fiscalYearOf(new Date('2026-06-30T18:00:00Z'), 'UTC')).toBe('2025-26');
});

test('a day of this century in Dhaka is UTC and six hours', () => {
  const instant = fc.date({ min: new Date('2010-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true });
  fc.assert(
    fc.property(instant, (instant) => {
      expect(businessDate(instant, 'Asia/Dhaka')).toBe(new Date(instant.getTime() + 6 * 3_600_000).toISOString().slice(0, 10));
    }),
  );
});

test('an invalid instant or zone is refused', () => {
  expect(() => businessDate(new Date(Number.NaN), 'Asia/Dhaka')).toThrow(expect.objectContaining({ code: 'invalid_instant' }));
  expect(() => businessDate(new Date(0), 'Asia/Atlantis')).toThrow(expect.objectContaining({ code: 'unknown_time_zone' }));
});
