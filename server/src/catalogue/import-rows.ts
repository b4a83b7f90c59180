import { catalogueColumns, createProduct, paisa, shopRoutes } from '@zakpos/contracts';
import { DomainError, parseTaka } from '@zakpos/domain';
import type { z } from 'zod';
import { type StoredBarcode, storedBarcode } from './code-reading.ts';
import { fromCell, splitCodes } from './csv/cells.ts';
import { CsvFault } from './csv/csv-fault.ts';
import type { CsvRecord } from './csv/csv-reader.ts';
import type { RowReason } from './import-messages.ts';

export type CatalogueColumn = (typeof catalogueColumns)[number];

export interface RowFault {
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly reason: RowReason;
  readonly argument?: string | undefined;
}

/** One row of the file. Null: the file has no such column, or the cell is empty where that means "as it is". */
export interface ImportRow {
  readonly line: number;
  readonly sku: string;
  readonly name: string;
  readonly pricePaisa: number;
  readonly barcodes: readonly StoredBarcode[];
  readonly nameBn: string | null;
  readonly category: string | null;
  readonly brand: string | null;
  readonly unitId: string | null;
  readonly taxClassId: string | null;
  readonly priceIncludesTax: boolean | null;
  readonly variant: string | null;
  readonly active: boolean | null;
}

export interface Header {
  readonly columns: ReadonlyMap<CatalogueColumn, number>;
  readonly count: number;
  readonly ignored: readonly string[];
}

const known: ReadonlyMap<string, CatalogueColumn> = new Map<string, CatalogueColumn>([
  ...catalogueColumns.map((column) => [column, column] as const),
  ['unit_price', 'price'],
]);

/** @throws CsvFault `column_missing` or `column_twice` */
export function readHeader({ line, cells }: CsvRecord): Header {
  const columns = new Map<CatalogueColumn, number>();
  const ignored: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const name = cell.trim().toLowerCase();
    const column = known.get(name);
    if (column === undefined) ignored.push(cell.trim().slice(0, 60));
    else if (columns.has(column)) throw new CsvFault('column_twice', line, { argument: column });
    else columns.set(column, index);
  }
  for (const column of ['sku', 'name', 'price'] as const) {
    if (!columns.has(column)) throw new CsvFault('column_missing', line, { argument: column });
  }
  return { columns, count: cells.length, ignored };
}

// The contract says what a product may be; a file may say no more.
const variantShape = createProduct.shape.variants.element.shape;
const texts = {
  sku: variantShape.sku,
  name: createProduct.shape.name,
  name_bn: createProduct.shape.nameBn,
  category: shopRoutes.createCategory.body.shape.name,
  brand: createProduct.shape.brand,
  variant: variantShape.name,
} as const;
const maxBarcodes = 20;
const maxPricePaisa = paisa.maxValue ?? Number.MAX_SAFE_INTEGER;

const shown = 100;

const flags: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
  ['yes', true],
  ['no', false],
]);

export interface Codes {
  readonly units: ReadonlyMap<string, string>;
  readonly taxClasses: ReadonlyMap<string, string>;
}

/** Reads the rows of one file: each gives a row, or its faults. */
export class RowReader {
  readonly #header: Header;
  readonly #codes: Codes;
  #faults: RowFault[] = [];
  #line = 0;

  constructor(header: Header, codes: Codes) {
    this.#header = header;
    this.#codes = codes;
  }

  read({ line, cells }: CsvRecord): ImportRow | readonly RowFault[] {
    this.#faults = [];
    this.#line = line;
    if (cells.length !== this.#header.count) {
      this.#refuse('', cells.join(','), 'cells', String(cells.length));
      return this.#faults;
    }
    const cell = (column: CatalogueColumn): string | undefined => {
      const index = this.#header.columns.get(column);
      return index === undefined ? undefined : (cells[index] ?? '').trim();
    };
    const row: ImportRow = {
      line,
      sku: (this.#text('sku', cell('sku')) ?? '').normalize('NFC'),
      name: this.#text('name', cell('name')) ?? '',
      pricePaisa: this.#price(cell('price') ?? ''),
      barcodes: this.#barcodes(cell('barcode') ?? ''),
      nameBn: this.#text('name_bn', cell('name_bn')),
      category: cell('category') === '' ? '' : this.#text('category', cell('category')),
      brand: this.#text('brand', cell('brand')),
      unitId: this.#code('unit', cell('unit'), this.#codes.units, 'unit_unknown'),
      taxClassId: this.#code('tax_class', cell('tax_class'), this.#codes.taxClasses, 'tax_class_unknown'),
      priceIncludesTax: this.#flag('price_includes_tax', cell('price_includes_tax')),
      variant: this.#text('variant', cell('variant')),
      active: this.#flag('active', cell('active')),
    };
    return this.#faults.length > 0 ? this.#faults : row;
  }

  #refuse(column: string, value: string, reason: RowReason, argument?: string): void {
    this.#faults.push({ line: this.#line, column, value: value.slice(0, shown), reason, argument });
  }

  #text(column: keyof typeof texts, cell: string | undefined): string | null {
    if (cell === undefined) return null;
    const result = texts[column].safeParse(fromCell(cell));
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    if (issue?.code === 'too_big') this.#refuse(column, cell, 'too_long', String(issue.maximum));
    else if (issue?.code === 'too_small') this.#refuse(column, cell, 'required');
    else this.#refuse(column, cell, 'characters');
    return null;
  }

  #price(cell: string): number {
    if (cell === '') {
      this.#refuse('price', cell, 'required');
      return 0;
    }
    try {
      const pricePaisa = parseTaka(cell);
      if (pricePaisa > maxPricePaisa) this.#refuse('price', cell, 'price_range');
      return pricePaisa;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const reasons = { too_many_decimals: 'price_decimals', amount_out_of_range: 'price_range' } as const;
      const reason = error.code === 'too_many_decimals' || error.code === 'amount_out_of_range' ? reasons[error.code] : undefined;
      this.#refuse('price', cell, reason ?? 'price_unreadable');
      return 0;
    }
  }

  #barcodes(cell: string): StoredBarcode[] {
    if (cell === '') return [];
    const barcodes = new Map<string, StoredBarcode>();
    for (const code of splitCodes(fromCell(cell))) {
      const schema: z.ZodType = variantShape.barcodes.unwrap().element;
      const barcode = schema.safeParse(code).success ? storedBarcode(code) : 'unreadable';
      if (typeof barcode === 'object') barcodes.set(barcode.lookupKey, barcode);
      else this.#refuse('barcode', code, barcode === 'unreadable' ? 'barcode_unreadable' : barcode);
    }
    if (barcodes.size > maxBarcodes) this.#refuse('barcode', cell, 'barcode_count', String(maxBarcodes));
    return [...barcodes.values()];
  }

  #code(column: string, cell: string | undefined, ids: ReadonlyMap<string, string>, reason: RowReason): string | null {
    if (cell === undefined || cell === '') return null;
    const id = ids.get(fromCell(cell));
    if (id === undefined) this.#refuse(column, cell, reason);
    return id ?? null;
  }

  #flag(column: string, cell: string | undefined): boolean | null {
    if (cell === undefined || cell === '') return null;
    const flag = flags.get(cell.toLowerCase());
    if (flag === undefined) this.#refuse(column, cell, 'flag_unreadable');
    return flag ?? null;
  }
}
