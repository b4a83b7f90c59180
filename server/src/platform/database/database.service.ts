import { setTimeout as sleep } from 'node:timers/promises';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { type ClientConfig, Pool, type PoolClient } from 'pg';
import { runAfterCommit } from './after-commit.ts';
import { databaseFailure, isRetryable } from './failures.ts';
import { ClientPipeline, type Pipeline } from './pipeline.ts';
import { currentTracing, withSpan } from '../telemetry/telemetry.ts';
import type { BoundStatement, RowsOf } from './statement.ts';
import type { Database, TenantId } from './tables.ts';
import { begin, commit, kyselyOn, TransactionConnection } from './tenant-transaction.ts';
import { valueParsers } from './value-parsers.ts';

export interface DatabaseSettings {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly poolSize: number;
  readonly applicationName: string;
  /** The authority, as PEM, that the server's certificate must come from. Without it the connection is not encrypted. */
  readonly ca?: string | undefined;
}

export interface TransactionOptions {
  /** Called once per attempt that will be tried again. */
  readonly onRetry?: (error: unknown, attempt: number) => void;
}

const maxAttempts = 4;

/** The certificate must come from our own authority and name the host. No environment variable can turn that off. */
export const databaseTls = ({ ca, host }: { ca?: string | undefined; host: string }): ClientConfig['ssl'] =>
  ca === undefined ? false : { ca, host, rejectUnauthorized: true };

export const connectionConfig = (settings: DatabaseSettings): ClientConfig => ({
  host: settings.host,
  port: settings.port,
  database: settings.database,
  user: settings.user,
  password: settings.password,
  application_name: settings.applicationName,
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  types: valueParsers,
  ssl: databaseTls(settings),
});

/**
 * Every access to PostgreSQL. A tenant is set for one transaction and never for a connection, so a query outside of `inTenant` or
 * `pipeline` sees no row of any tenant.
 */
export class DatabaseService implements OnApplicationShutdown {
  readonly settings: DatabaseSettings;
  readonly #pool: Pool;
  /** COPY cannot share a pipelined connection. */
  readonly #copyPool: Pool;
  #closed = false;

  constructor(settings: DatabaseSettings) {
    this.settings = settings;
    const config = connectionConfig(settings);
    this.#pool = new Pool({ ...config, pipeline: true, max: settings.poolSize, idleTimeoutMillis: 60_000 });
    this.#copyPool = new Pool({ ...config, max: 2, idleTimeoutMillis: 5_000 });
    for (const pool of [this.#pool, this.#copyPool]) {
      // A connection that breaks also fails its queries: that is where it is dealt with. Unheard, the event would end the process.
      pool.on('connect', (client) => client.on('error', () => undefined));
      pool.on('error', () => undefined);
    }
  }

  /** Work in one transaction of one tenant. Serialization failures and deadlocks are tried again, so `work` must have no other effects. */
  inTenant<T>(tenantId: TenantId, work: (tx: Kysely<Database>) => Promise<T>, options?: TransactionOptions): Promise<T> {
    return this.#transaction(this.#pool, tenantId, work, options);
  }

  /** For the few tables and functions that stand above the tenants: sign-in. Tenants' rows are invisible here. */
  withoutTenant<T>(work: (tx: Kysely<Database>) => Promise<T>): Promise<T> {
    return this.#transaction(this.#pool, undefined, work);
  }

  /** Like `inTenant`, with the plain client for COPY (pg-copy-streams) beside it. */
  copyInTenant<T>(tenantId: TenantId, work: (tx: Kysely<Database>, client: PoolClient) => Promise<T>): Promise<T> {
    return this.#transaction(this.#copyPool, tenantId, work);
  }

  /**
   * Named statements in as few round trips as calls:
   * ```ts
   * db.pipeline(tenantId, async (p) => {
   *   const [prices, stock] = await p.send(pricesOf(ids), lockStock(ids)); // BEGIN and the tenant go with it
   *   const [sale] = await p.commit(writeSale(…)); // COMMIT goes with it
   * });
   * ```
   * If `work` does not commit, it is committed after it; if it throws, it is rolled back. Retried like `inTenant`.
   */
  pipeline<T>(tenantId: TenantId, work: (p: Pipeline) => Promise<T>, options?: TransactionOptions): Promise<T> {
    return this.#retried(async () => {
      const client = await this.#pool.connect();
      const pipeline = new ClientPipeline(client, tenantId);
      try {
        const result = await work(pipeline);
        if (pipeline.isOpen) await commit(client);
        client.release();
        return result;
      } catch (error) {
        await this.#abandon(client, pipeline.isOpen);
        throw error;
      }
    }, options);
  }

  /** Reads of one tenant in a single round trip, BEGIN and COMMIT included. */
  read<const T extends readonly BoundStatement<unknown>[]>(tenantId: TenantId, ...statements: T): Promise<RowsOf<T>> {
    return this.pipeline(tenantId, (p) => p.commit(...statements));
  }

  /** @throws when the database does not answer, or takes no writes: then it is a standby, or was made read-only. */
  async ping(): Promise<void> {
    const { rows } = await this.#pool.query<{ refuses: boolean }>(
      `select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as refuses`,
    );
    if (rows[0]?.refuses !== false) throw new Error('The database takes no writes');
  }

  get connections(): { total: number; idle: number; waiting: number } {
    return { total: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount };
  }

  // The HTTP server has closed by now, so that no request is cut off.
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([this.#pool.end(), this.#copyPool.end()]);
  }

  #transaction<T>(
    pool: Pool,
    tenantId: TenantId | undefined,
    work: (tx: Kysely<Database>, client: PoolClient) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T> {
    const attempt = async () => {
      const client = await pool.connect();
      const connection = new TransactionConnection(client);
      try {
        const opened = begin(client, tenantId);
        // Pipelined, the first query need not wait for BEGIN; its failure is met by `await opened`.
        if (client.pipeline) opened.catch(() => undefined);
        else await opened;
        const tx = kyselyOn(connection);
        const result = await work(tx, client);
        connection.end();
        await opened;
        await commit(client);
        client.release();
        runAfterCommit(tx);
        return result;
      } catch (error) {
        connection.end();
        await this.#abandon(client, true);
        throw error;
      }
    };
    const spanned = () => withSpan('postgresql transaction', { 'db.system.name': 'postgresql' }, attempt, 'client');
    return this.#retried(currentTracing() ? spanned : attempt, options);
  }

  async #abandon(client: PoolClient, isOpen: boolean): Promise<void> {
    try {
      if (isOpen) await client.query('rollback');
      client.release();
    } catch {
      // It cannot be said what state it is in: never lend it again.
      client.release(true);
    }
  }

  async #retried<T>(attempt: () => Promise<T>, options?: TransactionOptions): Promise<T> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!isRetryable(error) || attempts >= maxAttempts) throw databaseFailure(error);
        options?.onRetry?.(error, attempts);
        await sleep(Math.random() * 20 * 2 ** attempts);
      }
    }
  }
}
