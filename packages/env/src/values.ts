import { z } from 'zod';

/** Every value arrives as text: each of these reads one kind of text and says what it expected. */

export const text = z.string();

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

export const port = wholeNumber(1, 65_535);

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, `must be one of ${values.join(', ')}`);

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an address such as https://pos.example.com' });

/** Without the trailing slash, so that a path can be appended. */
export const httpAddress = httpUrl.transform((value) => value.replace(/\/+$/, ''));

export const redisAddress = z.url({ protocol: /^rediss?$/, error: 'must be an address such as rediss://cache:6379' });

/** Comma-separated; an empty list is a legal value. */
export const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

// A row of x only as a whole: one generated password in 32 begins with that letter.
const placeholder = /^(change.?me|password|secret|example|placeholder|admin|zakpos|postgres|test|x+$)/i;

/** A password as `zakpos` makes them; short or well-known ones are refused. */
export const password = z
  .string()
  .min(16, 'must hold a password of at least 16 characters')
  .refine((value) => !placeholder.test(value), 'holds a placeholder, not a generated password');

/** Key bytes as base64url: 32 bytes are 43 characters. */
export const key = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, 'must hold base64url text')
  .refine((value) => Buffer.from(value, 'base64url').length >= 32, 'must hold at least 32 random bytes as base64url')
  .refine((value) => !placeholder.test(value), 'holds a placeholder, not a generated key');

/** One or more certificates as PEM. */
export const certificate = z
  .string()
  .regex(
    /^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/,
    'must hold a certificate as PEM (-----BEGIN CERTIFICATE-----)',
  );
