import { type Locale, type ProblemCode, problems } from '@zakpos/contracts';
import { AppError } from './app-error.ts';

/** A refusal that names one field by JSON pointer, in the caller's language. */
export const fieldRefusal = (code: ProblemCode, pointer: string, locale: Locale, cause?: unknown): AppError =>
  new AppError(code, undefined, [{ pointer, message: problems[code][locale][0] }], cause === undefined ? {} : { cause });
