import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';

/** The sort key of a page's last row as opaque text. */
export const encodeCursor = (key: readonly (string | number)[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/**
 * Reads a cursor back by the shape of its sort key.
 * @throws AppError `invalid_request` for one that this list did not give out.
 */
export function decodeCursor<T extends z.ZodType>(schema: T, cursor: string | undefined): z.output<T> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new AppError('invalid_request', undefined, [{ pointer: '/cursor', message: 'Not a cursor of this list.' }], { cause });
  }
}

/** One page of at most `limit` out of `limit + 1` rows, which tell whether there is a next one. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
  itemOf: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(itemOf), nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}
