import { createHash } from 'node:crypto';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type { PoolClient } from 'pg';
import { currentTracing, withSpan } from '../telemetry/telemetry.ts';
import type { Database } from './tables.ts';

const setTenant = { name: 'set_tenant', text: "select set_config('app.tenant_id', $1, true)" };

/**
 * Sends BEGIN and the tenant, without waiting: what follows on the same connection is pipelined behind them. The setting is local to
 * the transaction, so that a pooled connection never carries it to another tenant.
 */
export async function begin(client: PoolClient, tenantId: string | undefined): Promise<void> {
  const begun = client.query('begin');
  if (!client.pipeline) await begun;
  const tenantSet = tenantId === undefined ? undefined : client.query({ ...setTenant, values: [tenantId] });
  await Promise.all([begun, tenantSet]);
}

/** PostgreSQL answers the COMMIT of a failed transaction with the tag ROLLBACK, and no error. */
export async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') throw new Error(`COMMIT was answered with ${command}: an error inside the transaction was swallowed`);
}

const maxNamed = 1_000;
const names = new Map<string, string>();

/** Statements are prepared under a name made from their text; so many different texts that they are generated stay unnamed. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= maxNamed) return known;
  const name = `q_${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`;
  names.set(text, name);
  return name;
}

const changing = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** The queries of one transaction. Ended, it refuses: on a pooled connection a late query would run as the next tenant. */
export class TransactionConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  #ended = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  end(): void {
    this.#ended = true;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#ended) throw new Error(`The transaction has ended; this query was not awaited: ${query.sql}`);
    const { command, rowCount, rows } = await (currentTracing() ? this.#traced(query) : this.#sent(query));
    return changing.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows };
  }

  #sent({ sql, parameters }: CompiledQuery) {
    return this.#client.query({ name: nameOf(sql), text: sql, values: [...parameters] });
  }

  /** What kind of statement, and the name under which it is prepared; its text may be long. */
  #traced(query: CompiledQuery) {
    const kind = query.query.kind.replace(/(Query)?Node$/, '').toLowerCase();
    const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': nameOf(query.sql) ?? kind };
    return withSpan(`postgresql ${kind}`, attributes, () => this.#sent(query), 'client');
  }

  streamQuery(): never {
    throw new Error('A cursor cannot share a pipelined connection: page through the rows instead');
  }
}

const refuse = (what: string) => () => Promise.reject(new Error(`The transaction is open already: ${what} is not for queries`));
const done = () => Promise.resolve();

/** Kysely on a transaction that is opened and ended elsewhere. */
export function kyselyOn(connection: TransactionConnection): Kysely<Database> {
  const driver: Driver = {
    init: done,
    acquireConnection: () => Promise.resolve(connection),
    beginTransaction: refuse('begin'),
    commitTransaction: refuse('commit'),
    rollbackTransaction: refuse('rollback'),
    releaseConnection: done,
    destroy: done,
  };
  return new Kysely<Database>({
    dialect: {
      createDriver: () => driver,
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (db) => new PostgresIntrospector(db),
    },
  });
}
