import type { CodeReading, CodeCandidate } from './code-reading.ts';

/** One variant as a till, a cart or a sale needs it. `app.tenant_id()` decides whose. */
export interface SellableRow {
  variant_id: string;
  product_id: string;
  sku: string;
  /** Name of the product, then of the variant. */
  name: string;
  name_bn: string;
  unit_code: string;
  unit_decimals: number;
  price_paisa: number;
  price_includes_tax: boolean;
  /** Of the variant and of its product; what is inactive is never found by a code. */
  active: boolean;
  /** Both null where the tax class has no rate in force on the day: refuse with `tax_rate_missing`. */
  vat_rate_basis_points: number | null;
  sd_rate_basis_points: number | null;
}

/** Columns of a SellableRow, for a statement that composes its own source with `sellableJoins`. */
export const sellableColumns = `
  v.id as variant_id, v.product_id, v.sku,
  case when v.name = '' then p.name else p.name || ' ' || v.name end as name,
  case when v.name = '' or p.name_bn = '' then p.name_bn else p.name_bn || ' ' || v.name end as name_bn,
  u.code as unit_code, u.decimals as unit_decimals, v.price_paisa, v.price_includes_tax, v.active and p.active as active,
  r.vat_rate_basis_points, r.sd_rate_basis_points`;

/** What follows `from app.variants v`. `day` is an SQL expression of type date, e.g. `$2::date`, at most one rate is in force on it. */
export const sellableJoins = (day: string): string => `
  join app.products p on p.tenant_id = v.tenant_id and p.id = v.product_id
  join app.units u on u.tenant_id = v.tenant_id and u.id = p.unit_id
  left join app.tax_rates r on r.tenant_id = v.tenant_id and r.tax_class_id = p.tax_class_id and r.valid @> ${day}`;

/** The calendar day in the time zone of the shop that `shop` (an SQL alias) names. */
export const shopDay = (shop: string): string => `(now() at time zone ${shop}.time_zone)::date`;

export interface FoundRow extends SellableRow {
  found_by: 'barcode' | 'sku';
  /** The candidate's key that found it. */
  key: string;
}

/** What follows `from` where codes are looked for: `found` and `v`. Both arguments are SQL expressions of type text[]. */
export const foundVariants = (lookupKeys: string, skus: string): string => `(
     select b.tenant_id, b.variant_id, 'barcode' as found_by, b.lookup_key as key
     from app.barcodes b where b.tenant_id = app.tenant_id() and b.lookup_key = any(${lookupKeys})
     union all
     select s.tenant_id, s.id, 'sku', s.sku
     from app.variants s where s.tenant_id = app.tenant_id() and s.sku = any(${skus})
   ) found
   join app.variants v on v.tenant_id = found.tenant_id and v.id = found.variant_id`;

/** What `foundVariants` looks for, of all readings. */
export const keysOf = (readings: readonly CodeReading[], by: CodeCandidate['by']): string[] => [
  ...new Set(readings.flatMap(({ candidates }) => candidates.filter((candidate) => candidate.by === by).map(({ key }) => key))),
];

/** The best match of one code: its candidates are tried in their order. Undefined: refuse with `reading.refusal`. */
export function pickFound<Row extends Pick<FoundRow, 'found_by' | 'key'>>(
  reading: CodeReading,
  rows: readonly Row[],
): { row: Row; candidate: CodeCandidate } | undefined {
  for (const candidate of reading.candidates) {
    const row = rows.find((found) => found.found_by === candidate.by && found.key === candidate.key);
    if (row) return { row, candidate };
  }
  return undefined;
}
