import type { Locale, Route } from '@zakpos/contracts';
import { z } from 'zod';
import { AppError, type FieldError } from '../errors/app-error.ts';

const messages = { en: z.locales.en().localeError, bn: z.locales.bn().localeError };
const nothing = z.strictObject({});
const nothingOrAbsent = nothing.optional();

const escaped = (key: PropertyKey) => String(key).replaceAll('~', '~0').replaceAll('/', '~1');
const pointer = (path: readonly PropertyKey[]) => path.map((key) => `/${escaped(key)}`).join('');

function fieldErrors(issues: readonly z.core.$ZodIssue[], prefix: string): FieldError[] {
  return issues.flatMap((issue) => {
    const at = prefix + pointer(issue.path);
    // Each unknown field gets its own pointer, so that a form can mark it.
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ pointer: `${at}/${escaped(key)}`, message: issue.message }));
    }
    return [{ pointer: at, message: issue.message }];
  });
}

const isAbsent = (schema: z.ZodType) => schema instanceof z.ZodUndefined;

interface Part {
  readonly schema: z.ZodType;
  readonly value: unknown;
  /** Body fields are named as they stand; those of the query and the path say where they are. */
  readonly prefix: string;
}

/** @throws AppError `invalid_request` naming every faulty field of all parts, in the caller's language. */
export function validated(route: Route, given: { params: unknown; query: unknown; body: unknown }, locale: Locale) {
  const takesJson = route.requestMedia === 'application/json';
  const parts: Record<'params' | 'query' | 'body', Part | undefined> = {
    params: isAbsent(route.params) ? undefined : { schema: route.params, value: given.params, prefix: '/params' },
    query: { schema: isAbsent(route.query) ? nothing : route.query, value: given.query, prefix: '/query' },
    body: takesJson ? { schema: isAbsent(route.body) ? nothingOrAbsent : route.body, value: given.body, prefix: '' } : undefined,
  };
  const params = parts.params?.schema.safeParse(parts.params.value);
  const query = parts.query?.schema.safeParse(parts.query.value);
  const body = parts.body?.schema.safeParse(parts.body.value);
  if ((params?.success ?? true) && (query?.success ?? true) && (body?.success ?? true)) {
    return {
      params: params?.data,
      query: isAbsent(route.query) ? undefined : query?.data,
      body: takesJson ? (isAbsent(route.body) ? undefined : body?.data) : given.body,
    };
  }
  throw new AppError(
    'invalid_request',
    undefined,
    Object.values(parts).flatMap((part) => faultsOf(part, locale)),
  );
}

/** Parsed once more, with messages in the caller's language: only what is refused pays for them. */
function faultsOf(part: Part | undefined, locale: Locale): FieldError[] {
  if (!part) return [];
  const result = part.schema.safeParse(part.value, { error: messages[locale] });
  return result.success ? [] : fieldErrors(result.error.issues, part.prefix);
}
