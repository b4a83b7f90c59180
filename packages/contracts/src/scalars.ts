import { z } from 'zod';

/** Largest amount that one field may carry: 10 trillion paisa (100 billion taka), far inside the safe integers. */
export const maxPaisa = 10_000_000_000_000;
/** Largest quantity of one line or stock row: one million units. */
export const maxQtyThousandths = 1_000_000_000;

export const id = z.uuid();
/** A non-negative amount of money in paisa (1 taka = 100 paisa). */
export const paisa = z.int().min(0).max(maxPaisa);
/** An amount that may be negative: a variance, a rounding, a correction. */
export const signedPaisa = z.int().min(-maxPaisa).max(maxPaisa);
/** A positive quantity in thousandths of the product's unit (1 piece = 1000). */
export const qtyThousandths = z.int().min(1).max(maxQtyThousandths);
/** A quantity on hand or a difference: may be zero or negative. */
export const signedQtyThousandths = z.int().min(-maxQtyThousandths).max(maxQtyThousandths);
/** A rate in basis points (15 % = 1500). */
export const rateBasisPoints = z.int().min(0).max(100_000);
export const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

// NUL cannot be stored by PostgreSQL and other control characters have no place on a receipt.
const printable = /^[^\p{Cc}\p{Cs}]*$/u;
/** One line of text, trimmed, 1 to `max` characters, without control characters. */
export const text = (max: number) => z.string().trim().min(1).max(max).regex(printable);
/** Like `text`, but may be empty. */
export const optionalText = (max: number) => z.string().trim().max(max).regex(printable);

/** A calendar day in the shop’s time zone. PostgreSQL has no year 0. */
export const day = z.iso.date().regex(/^(?!0000)/);
/** An instant, always in UTC with milliseconds. */
export const instant = z.iso.datetime();
export const locale = z.enum(['bn', 'en']);
export type Locale = z.infer<typeof locale>;

/** Code typed or scanned: digits of a symbol, or the shop's own code. Within GS1 data scanners send FNC1 as the control character 1D. */
export const scannedCode = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^(?:\u001d|[^\p{Cc}\p{Cs}])*$/u);
export const cursor = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[A-Za-z0-9_-]+$/);
export const pageSize = z.coerce.number().int().min(1).max(200).default(50);

/** One page of a list; `nextCursor` is null on the last one. */
export const page = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

/** An object of which exactly one of two fields is given; the OpenAPI document says so too. */
export const exactlyOne = <T extends z.ZodObject>(
  object: T,
  first: keyof z.output<T> & string,
  second: keyof z.output<T> & string,
) =>
  object
    .refine((value) => (value[first] === undefined) !== (value[second] === undefined), {
      message: `Give either ${first} or ${second}.`,
    })
    .meta({ oneOf: [{ required: [first] }, { required: [second] }] });
