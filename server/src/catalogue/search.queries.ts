import { type BoundStatement, statement } from '../platform/database/statement.ts';
import type { CodeReading } from './code-reading.ts';
import type { SearchWord } from './search-text.ts';
import { type FoundRow, foundVariants, keysOf, sellableColumns, sellableJoins, type SellableRow } from './sellable.ts';

export interface Available {
  /** On hand at the shop less what carts reserve there. */
  available_thousandths: number;
}

/** `shop` is an SQL expression of the shop's id. */
const available = (shop: string): string => `
  coalesce((select s.qty_thousandths from app.stock s
    where s.tenant_id = v.tenant_id and s.shop_id = ${shop} and s.variant_id = v.id), 0)
  - coalesce((select sum(h.qty_thousandths) from app.reservations h
    where h.tenant_id = v.tenant_id and h.shop_id = ${shop} and h.variant_id = v.id and h.expires_at > now()), 0)::bigint
  as available_thousandths`;

const byBarcode = statement<(key: string, day: string, shopId: string) => SellableRow & Available>(
  'lookup_barcode',
  `select ${sellableColumns}, ${available('$3::uuid')}
   from app.barcodes b
   join app.variants v on v.tenant_id = b.tenant_id and v.id = b.variant_id ${sellableJoins('$2::date')}
   where b.tenant_id = app.tenant_id() and b.lookup_key = $1 and v.active and p.active`,
);

/** A scanned barcode with what is left at the shop. The hot path: one trip, every table by its key, no alternative. */
export const barcodeStatement = byBarcode;

const byAny = statement<(keys: string[], skus: string[], day: string, shopId: string) => FoundRow & Available>(
  'lookup_any',
  `select ${sellableColumns}, found.found_by, found.key, ${available('$4::uuid')}
   from ${foundVariants('$1::text[]', '$2::text[]')} ${sellableJoins('$3::date')}
   where v.active and p.active`,
);

/** Everything that a code may mean, with what is left at the shop. */
export const lookupStatement = (reading: CodeReading, day: string, shopId: string): BoundStatement<FoundRow & Available> =>
  byAny(keysOf([reading], 'barcode'), keysOf([reading], 'sku'), day, shopId);

/** So many are ranked at most: a query of one letter matches half a catalogue, and nobody reads it to the end. */
const maxRanked = 2_000;
const fixedParameters = 7;
const parametersOfWord = 3;
const at = (word: number, offset: number): string => `$${fixedParameters + word * parametersOfWord + offset + 1}`;

const matches = (word: number): string => `v.search_text like any(${at(word, 0)}::text[])`;
/** A word that is there as it was typed is worth more than one that only sounds alike, a whole word more than a beginning. */
const score = (word: number): string =>
  `case when v.search_text like ${at(word, 1)} then 4 when v.search_text like ${at(word, 2)} then 2 else 0 end`;

/**
 * $1 limit, $2 shop, $3 day, $4 barcodes and $5 SKUs that the whole query may be, $6 and $7 ranges of barcodes that begin with it; then
 * per word the patterns one of which must match, the whole word, the beginning of a word.
 */
const searchText = (words: readonly number[]): string => `
  with named as (
    select v.id, ${words.map(score).join(' + ')} + case when v.search_text like '_' || substr(${at(0, 2)}, 3) then 1 else 0 end as score,
      length(v.search_text) as length
    from (
      select v.id, v.search_text from app.variants v
      where v.tenant_id = app.tenant_id() and v.active and ${words.map(matches).join(' and ')}
      limit ${maxRanked}
    ) v
  ), coded as (
    select b.variant_id as id, case when b.lookup_key = any($4::text[]) then 1000 else 50 end as score, 0 as length
    from unnest($6::text[], $7::text[]) as range (low, high)
    join app.barcodes b on b.tenant_id = app.tenant_id() and b.lookup_key >= range.low and b.lookup_key < range.high
    limit 200
  ), exact as (
    select b.variant_id as id, 1000 as score, 0 as length
    from app.barcodes b where b.tenant_id = app.tenant_id() and b.lookup_key = any($4::text[])
    union all
    select o.id, 900, 0 from app.variants o where o.tenant_id = app.tenant_id() and o.sku = any($5::text[])
  ), best as (
    select id, max(score) as score, min(length) as length
    from (table named union all table coded union all table exact) found
    group by id order by max(score) desc, min(length), id
    -- Some may belong to a product that is inactive.
    limit 2 * $1::int
  )
  select ${sellableColumns}, ${available('$2::uuid')}
  from best join app.variants v on v.tenant_id = app.tenant_id() and v.id = best.id ${sellableJoins('$3::date')}
  where v.active and p.active
  order by best.score desc, best.length, p.name, v.id
  limit $1::int`;

export interface SearchInput {
  readonly limit: number;
  readonly shopId: string;
  readonly day: string;
  /** The whole query, read as a code. */
  readonly reading: CodeReading;
  /** Digits with which a barcode may begin; undefined where the query is no such number. */
  readonly digits: string | undefined;
  readonly words: readonly SearchWord[];
}

type SearchRow = SellableRow & Available;
const statements = new Map<number, (...values: never[]) => BoundStatement<SearchRow>>();

function searchOf(words: number): (...values: unknown[]) => BoundStatement<SearchRow> {
  const known = statements.get(words);
  const made =
    known ??
    statement<(...values: unknown[]) => SearchRow>(
      `search_${words}`,
      searchText(Array.from({ length: words }, (_unused, index) => index)),
    );
  statements.set(words, made);
  return made as (...values: unknown[]) => BoundStatement<SearchRow>;
}

// EAN-13, UPC-A and EAN-8 stand behind zeros in a GTIN-14; the shop's own code as it is.
const zeros = ['', '0', '00', '000000'];

/** Sellable variants that a query may mean, best first. One statement per number of words, so that each is planned once. */
export function searchStatement({ limit, shopId, day, reading, digits, words }: SearchInput): BoundStatement<SearchRow> {
  const lows = digits === undefined ? [] : zeros.map((prefix) => prefix + digits);
  const values = words.flatMap(({ begins, whole, asTyped }) => [begins, whole, asTyped]);
  return searchOf(words.length)(
    limit,
    shopId,
    day,
    keysOf([reading], 'barcode'),
    keysOf([reading], 'sku'),
    lows,
    // `:` follows 9, so that this is the first text behind all that begin so.
    lows.map((low) => low.slice(0, -1) + String.fromCharCode(low.charCodeAt(low.length - 1) + 1)),
    ...values,
  );
}
