export type Path = readonly (string | number)[];

export interface Leaf {
  readonly path: Path;
  readonly value: unknown;
}

/** Every value of a document that holds no other, and the empty lists and objects. */
export function leavesOf(value: unknown, path: Path = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [{ path, value }];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.length === 0 ? [{ path, value }] : entries.flatMap(([key, field]) => leavesOf(field, [...path, key]));
}

/** Every place of a document, its lists and objects included. */
export function placesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, field]) => placesOf(field, [...path, key]))];
}

/** A copy with another value at one place. */
export function withValue<T>(document: T, [key, ...rest]: Path, value: unknown): T {
  if (key === undefined) return value as T;
  if (Array.isArray(document)) return document.map((item: unknown, i) => (i === key ? withValue(item, rest, value) : item)) as T;
  const fields = document as Record<string, unknown>;
  return { ...fields, [key]: withValue(fields[key], rest, value) } as T;
}

export const pathText = (path: Path): string => path.map((key) => (typeof key === 'number' ? '*' : key)).join('.');

export const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value);
