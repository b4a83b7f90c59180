import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { ImportResult, Locale } from '@zakpos/contracts';
import type { PoolClient } from 'pg';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { isRetryable, isUniqueViolation } from '../platform/database/failures.ts';
import { statement } from '../platform/database/statement.ts';
import type { Db } from '../platform/database/tables.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { uuidv7 } from '../platform/ids.ts';
import { type Announcement, announce } from '../platform/outbox/announce.ts';
import { CatalogueFile, maxFaults } from './catalogue-file.ts';
import { listTaxClassCodes, listUnits } from './classification.queries.ts';
import { CsvFault } from './csv/csv-fault.ts';
import { bytesOf, readAhead } from './csv/read-csv.ts';
import { fileReason, rowReason } from './import-messages.ts';
import { applyPlan, manyRows, planRows } from './import-plan.ts';
import type { Codes } from './import-rows.ts';
import { createRows } from './import.statements.ts';
import { catalogueLock } from './products.queries.ts';
import { copyIn } from './staged-rows.ts';

export interface ImportOptions {
  readonly dryRun: boolean;
  readonly skipBad: boolean;
  readonly locale: Locale;
  /** Rows that were read and bytes that have come, both only ever more. */
  readonly onProgress: (done: { rows: number; bytes: number }) => void;
}

/** Read before a transaction begins: a file up to this size never holds a connection at the pace of its sender. */
const maxHeldBytes = 16 * 1_048_576;
/** Ids of one event: a notification carries less than 8,000 bytes. */
const idsPerEvent = 150;

// Larger than what a request may take, as a whole catalogue is more than a request's work.
const stage = `
  set local statement_timeout = '5min';
  set local lock_timeout = '60s';
  set local idle_in_transaction_session_timeout = '60s';
  set local work_mem = '32MB';
  set local gin_pending_list_limit = '256MB';
  ${createRows}`;

const idsByCode = (rows: readonly { id: string; code: string }[]) => new Map(rows.map(({ id, code }) => [code, id]));

const settle = statement<() => { settled: unknown }>('settle_catalogue', 'select app.settle_catalogue() as settled');

/** Ends the transaction of a dry run, or of one that is refused, with what it found. */
class Unwritten extends Error {
  readonly result: ImportResult;
  constructor(result: ImportResult) {
    super('nothing is written');
    this.result = result;
  }
}

/** The rows of a stream are gone with the transaction: a second attempt would find none and call that a success. */
async function once<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRetryable(error) && !isUniqueViolation(error)) throw error;
    // A unique violation: a category was added in the moment between the look and the write.
    throw new AppError('unavailable', undefined, undefined, { cause: error });
  }
}

@Injectable()
export class ImportService {
  constructor(private readonly db: DatabaseService) {}

  /**
   * Takes over a catalogue file, all or nothing unless `skipBad`. What a row finds by its SKU is changed, the rest is added; nothing is
   * removed. One import of a tenant at a time: the next one waits for it.
   * @throws AppError `csv_invalid`, `csv_rows_invalid` or `body_too_large`.
   */
  async import(actor: Actor, body: Readable, options: ImportOptions): Promise<ImportResult> {
    try {
      return await this.#import(actor, body, options);
    } catch (error) {
      // What has not been read yet is let through, so that the refusal reaches the sender.
      body.resume();
      throw refusalOf(error, options.locale);
    }
  }

  async #import(actor: Actor, body: Readable, options: ImportOptions): Promise<ImportResult> {
    const { tenantId } = actor;
    const done = { rows: 0, bytes: 0 };
    const tell = (more: Partial<typeof done>) => options.onProgress(Object.assign(done, more));
    const [codes, bytes] = await Promise.all([
      this.#codes(tenantId),
      readAhead(bytesOf(body), maxHeldBytes, (count) => tell({ bytes: count })),
    ]);
    const file = new CatalogueFile(bytes, codes, (rows) => tell({ rows }));
    try {
      const result = await this.db.copyInTenant(tenantId, (tx, client) =>
        once(async () => {
          await client.query(stage);
          await copyIn(client, file.pieces());
          return this.#takeOver(tx, client, actor, file, options);
        }),
      );
      if (result.created + result.changed >= manyRows) await this.db.read(tenantId, settle());
      return result;
    } catch (error) {
      if (!(error instanceof Unwritten)) throw error;
      if (options.dryRun) return error.result;
      throw new AppError('csv_rows_invalid', { ...error.result });
    }
  }

  async #codes(tenantId: string): Promise<Codes> {
    const [units, taxClasses] = await this.db.inTenant(tenantId, (tx) =>
      Promise.all([listUnits(tx, tenantId), listTaxClassCodes(tx, tenantId)]),
    );
    return { units: idsByCode(units), taxClasses: idsByCode(taxClasses) };
  }

  async #takeOver(tx: Db, client: PoolClient, actor: Actor, file: CatalogueFile, options: ImportOptions): Promise<ImportResult> {
    const { tenantId } = actor;
    const { dryRun, skipBad, locale } = options;
    await catalogueLock(tx, tenantId, dryRun ? 'shared' : 'alone');
    const planned = await planRows(client, { rows: file.rows, defaults: file.defaults, maxFaults });
    const faults = [...file.faults, ...planned.faults].toSorted((a, b) => a.line - b.line).slice(0, maxFaults);
    const faultyRows = file.faultyRows + planned.faultyRows;
    const isRefused = faultyRows > 0 && !skipBad && !dryRun;
    const { created, changed, unchanged } = isRefused ? { created: 0, changed: 0, unchanged: 0 } : planned;
    const result: ImportResult = {
      dryRun,
      rows: file.rows,
      created,
      changed,
      unchanged,
      faultyRows,
      ignoredColumns: [...file.ignoredColumns],
      faults: faults.map(({ line, column, value, reason, argument }) => ({
        line,
        column,
        value,
        reason: rowReason(reason, locale, argument),
      })),
    };
    if (dryRun || isRefused) throw new Unwritten(result);
    if (created + changed === 0) return result;
    const repriced = await applyPlan(client);
    await audit(tx, actor, {
      action: 'catalogue.import',
      subjectType: 'catalogue',
      subjectId: uuidv7(),
      after: { rows: file.rows, created, changed, unchanged, faultyRows, repriced: repriced.length },
    });
    const events: Announcement[] = [];
    for (let start = 0; start < repriced.length; start += idsPerEvent) {
      const variantIds = repriced.slice(start, start + idsPerEvent);
      events.push({ shopId: null, type: 'price_changed', payload: { variantIds } });
    }
    const [first, ...others] = events;
    if (first) await announce(tx, tenantId, first, ...others);
    return result;
  }
}

function refusalOf(error: unknown, locale: Locale): unknown {
  if (error instanceof CsvFault) {
    const { line, byte, reason, argument } = error;
    const details = { line, ...(byte === undefined ? {} : { byte }), reason: fileReason(reason, locale, argument) };
    return new AppError('csv_invalid', details, undefined, error.cause === undefined ? {} : { cause: error.cause });
  }
  return error;
}
