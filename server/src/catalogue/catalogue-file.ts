import { CsvFault } from './csv/csv-fault.ts';
import { readCsv } from './csv/read-csv.ts';
import { type Codes, type Header, readHeader, type RowFault, RowReader } from './import-rows.ts';
import { copyLine } from './staged-rows.ts';
import { defaultTaxClassCode } from './tax-presets.ts';
import { defaultUnitCode } from './unit-presets.ts';

const maxBytes = 64 * 1_048_576;
/** Faulty rows are counted, faults beyond these are not listed. */
export const maxFaults = 1_000;

/** One file as it is read: rows as COPY text, and what is wrong with the others. */
export class CatalogueFile {
  readonly faults: RowFault[] = [];
  rows = 0;
  faultyRows = 0;
  readonly #bytes: AsyncIterable<Buffer>;
  readonly #codes: Codes;
  readonly #onRows: (rows: number) => void;
  #header: Header | undefined;

  constructor(bytes: AsyncIterable<Buffer>, codes: Codes, onRows: (rows: number) => void) {
    this.#bytes = bytes;
    this.#codes = codes;
    this.#onRows = onRows;
  }

  get ignoredColumns(): readonly string[] {
    return this.#header?.ignored ?? [];
  }

  get defaults(): { unitId: string; taxClassId: string } {
    const unitId = this.#codes.units.get(defaultUnitCode);
    const taxClassId = this.#codes.taxClasses.get(defaultTaxClassCode);
    if (unitId === undefined || taxClassId === undefined) throw new Error('The tenant lacks the default unit or tax class');
    return { unitId, taxClassId };
  }

  async *pieces(): AsyncGenerator<string> {
    let reader: RowReader | undefined;
    for await (const records of readCsv(this.#bytes, maxBytes)) {
      let text = '';
      for (const record of records) {
        if (!reader) {
          this.#header = readHeader(record);
          reader = new RowReader(this.#header, this.#codes);
          continue;
        }
        this.rows += 1;
        const row = reader.read(record);
        if ('sku' in row) text += copyLine(row);
        else this.#refuse(row);
      }
      if (text !== '') yield text;
      this.#onRows(this.rows);
    }
    if (!reader) throw new CsvFault('empty', 1);
  }

  #refuse(faults: readonly RowFault[]): void {
    this.faultyRows += 1;
    const room = maxFaults - this.faults.length;
    if (room > 0) this.faults.push(...faults.slice(0, room));
  }
}
