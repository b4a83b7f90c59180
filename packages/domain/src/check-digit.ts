import { DomainError } from './money.ts';

/**
 * The GS1 check digit of a body of digits: from the right weights 3, 1, 3, 1, …, `(10 − Σ mod 10) mod 10`
 * (domain.md, Barcodes; GS1 General Specifications 7.9).
 * @throws DomainError `invalid_digits` where the body is empty or holds anything but 0–9.
 */
export const checkDigit = (body: string): number => {
  if (!/^[0-9]+$/.test(body)) throw new DomainError('invalid_digits', { text: body.slice(0, 40) });
  let sum = 0;
  for (let fromRight = 0; fromRight < body.length; fromRight += 1) {
    const digit = body.charCodeAt(body.length - 1 - fromRight) - 0x30;
    sum += fromRight % 2 === 0 ? 3 * digit : digit;
  }
  return (10 - (sum % 10)) % 10;
};

/** Whether the last digit is the check digit of those before it. */
export const isGtin = (digits: string): boolean =>
  /^[0-9]{8,14}$/.test(digits) && checkDigit(digits.slice(0, -1)) === Number(digits.slice(-1));
