/** One named prepared statement with its values, ready to be sent. `Row` is what each row of the answer looks like. */
export interface BoundStatement<Row> {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** Never set: carries the type only. */
  readonly row?: Row;
}

/** The rows of several statements, in their order. */
export type RowsOf<T extends readonly BoundStatement<unknown>[]> = {
  -readonly [K in keyof T]: T[K] extends BoundStatement<infer Row> ? Row[] : never;
};

const names = new Map<string, string>();

/**
 * A statement of a hot path, typed as the function from its values to a row: parsed and planned once per connection. Columns come back under the names the SQL gives them.
 * Arrays become PostgreSQL arrays (for `unnest`); what goes into jsonb must be passed through JSON.stringify.
 * ```ts
 * const priceOf = statement<(variantIds: string[]) => { price_paisa: number }>('price_of', 'select … = any($1::uuid[])');
 * const [prices] = await db.read(tenantId, priceOf(ids));
 * ```
 */
export function statement<S extends (...values: never[]) => unknown>(name: string, text: string) {
  const known = names.get(name);
  if (known !== undefined && known !== text) throw new Error(`Two statements are named ${name}`);
  names.set(name, text);
  return (...values: Parameters<S>): BoundStatement<ReturnType<S>> => ({ name, text, values });
}
