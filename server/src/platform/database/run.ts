import { CompiledQuery } from 'kysely';
import type { BoundStatement } from './statement.ts';
import type { Db } from './tables.ts';

/** Runs a statement of a hot path inside an ordinary transaction, where trips do not count: one text serves both. */
export const run = async <Row>(db: Db, { text, values }: BoundStatement<Row>): Promise<Row[]> =>
  (await db.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows;
