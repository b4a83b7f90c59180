import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { catalogueColumns } from '@zakpos/contracts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { statement } from '../platform/database/statement.ts';
import { joinCodes, quoted, toCell } from './csv/cells.ts';

interface ExportedRow {
  sku: string;
  name: string;
  name_bn: string;
  brand: string;
  category: string;
  unit: string;
  tax_class: string;
  variant: string;
  price_paisa: number;
  price_includes_tax: boolean;
  active: boolean;
  barcodes: string[];
}

/** $1: after this SKU. $2: so many. */
const exportPage = statement<(after: string, limit: number) => ExportedRow>(
  'export_page',
  `select v.sku, p.name, p.name_bn, p.brand, coalesce(c.name, '') as category, u.code as unit, t.code as tax_class,
     v.name as variant, v.price_paisa, v.price_includes_tax, v.active and p.active as active,
     array(select b.raw from app.barcodes b where b.tenant_id = v.tenant_id and b.variant_id = v.id order by b.lookup_key) as barcodes
   from (
     select * from app.variants where tenant_id = app.tenant_id() and sku > $1 order by sku limit $2::int
   ) v
   join app.products p on p.tenant_id = v.tenant_id and p.id = v.product_id
   join app.units u on u.tenant_id = v.tenant_id and u.id = p.unit_id
   join app.tax_classes t on t.tenant_id = v.tenant_id and t.id = p.tax_class_id
   left join app.categories c on c.tenant_id = v.tenant_id and c.id = p.category_id
   order by v.sku`,
);

const rowsPerPage = 2_000;

/** Taka with two decimals and no grouping, which every spreadsheet reads as a number. */
const price = (paisa: number): string => `${Math.trunc(paisa / 100)}.${String(paisa % 100).padStart(2, '0')}`;

const lineOf = (row: ExportedRow): string => {
  const cells: Record<(typeof catalogueColumns)[number], string> = {
    sku: toCell(row.sku),
    name: toCell(row.name),
    price: price(row.price_paisa),
    barcode: toCell(joinCodes(row.barcodes)),
    name_bn: toCell(row.name_bn),
    category: toCell(row.category),
    brand: toCell(row.brand),
    unit: toCell(row.unit),
    tax_class: toCell(row.tax_class),
    price_includes_tax: String(row.price_includes_tax),
    variant: toCell(row.variant),
    active: String(row.active),
  };
  return `${catalogueColumns.map((column) => quoted(cells[column])).join(',')}\r\n`;
};

@Injectable()
export class ExportService {
  constructor(private readonly db: DatabaseService) {}

  /**
   * The catalogue as CSV by SKU, page by page, so that no connection waits for a slow reader. It begins with a byte order mark, without
   * which Excel takes Bangla for another encoding.
   */
  export({ tenantId }: Actor): Readable {
    const { db } = this;
    async function* lines(): AsyncGenerator<string> {
      yield `\ufeff${catalogueColumns.join(',')}\r\n`;
      for (let after = ''; ; ) {
        const [rows] = await db.read(tenantId, exportPage(after, rowsPerPage));
        if (rows.length > 0) yield rows.map(lineOf).join('');
        const last = rows.at(-1);
        if (!last || rows.length < rowsPerPage) return;
        after = last.sku;
      }
    }
    return Readable.from(lines(), { objectMode: false });
  }
}
