import type { PoolClient } from 'pg';
import { currentTracing, withSpan } from '../telemetry/telemetry.ts';
import { begin } from './tenant-transaction.ts';
import type { BoundStatement, RowsOf } from './statement.ts';

/**
 * One transaction of a tenant as few round trips: each call sends its statements in one write and waits for all answers.
 * The first call carries BEGIN and the tenant with it, `commit` carries COMMIT.
 */
export interface Pipeline {
  send<const T extends readonly BoundStatement<unknown>[]>(...statements: T): Promise<RowsOf<T>>;
  /** The last trip. What it must guarantee has to be a constraint that raises: COMMIT goes out before the answers are seen. */
  commit<const T extends readonly BoundStatement<unknown>[]>(...statements: T): Promise<RowsOf<T>>;
}

export class ClientPipeline implements Pipeline {
  readonly #client: PoolClient;
  readonly #tenantId: string;
  #state: 'new' | 'open' | 'committed' = 'new';

  constructor(client: PoolClient, tenantId: string) {
    this.#client = client;
    this.#tenantId = tenantId;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  send<const T extends readonly BoundStatement<unknown>[]>(...statements: T): Promise<RowsOf<T>> {
    return this.#trip(statements, false);
  }

  commit<const T extends readonly BoundStatement<unknown>[]>(...statements: T): Promise<RowsOf<T>> {
    return this.#trip(statements, true);
  }

  #trip<T extends readonly BoundStatement<unknown>[]>(statements: T, last: boolean): Promise<RowsOf<T>> {
    if (!currentTracing()) return this.#sent(statements, last);
    const names = statements.map(({ name }) => name).join(' ');
    const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': names };
    return withSpan(last ? 'postgresql commit' : 'postgresql send', attributes, () => this.#sent(statements, last), 'client');
  }

  async #sent<T extends readonly BoundStatement<unknown>[]>(statements: T, last: boolean): Promise<RowsOf<T>> {
    if (this.#state === 'committed') throw new Error('The transaction has been committed');
    const client = this.#client;
    const { stream } = client.connection;
    const control: Promise<unknown>[] = [];
    // Corked, all messages leave in one write instead of one each.
    stream.cork();
    if (this.#state === 'new') control.push(begin(client, this.#tenantId));
    this.#state = 'open';
    const answers = statements.map(({ name, text, values }) => client.query({ name, text, values: [...values] }));
    const ending = last ? client.query('commit') : undefined;
    stream.uncork();

    const settled = await Promise.allSettled([...control, ...answers, ...(ending ? [ending] : [])]);
    if (ending) this.#state = 'committed';
    // The first failure is the cause; those behind it only say that the transaction is aborted.
    const failed = settled.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    if (ending && (await ending).command !== 'COMMIT') throw new Error('COMMIT was answered with ROLLBACK');
    const results = await Promise.all(answers);
    return results.map(({ rows }) => rows) as RowsOf<T>;
  }
}
