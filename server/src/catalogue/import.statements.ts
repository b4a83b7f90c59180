/**
 * The SQL of an import, in the order in which it runs, in one transaction of one tenant. The file's rows are in a temporary table, so
 * that each step is one statement over all of them.
 */

/** Null means what it means in ImportRow; codes are apart by the unit separator, which no text of ours holds. */
export const createRows = `
  create temporary table import_rows (
    line integer not null, sku text collate "C" not null, name text not null, price bigint not null,
    name_bn text, category text, brand text, unit_id uuid, tax_class_id uuid, includes_tax boolean, variant text, active boolean,
    lookup_keys text not null, gtins text not null, raws text not null, search_text text not null,
    new_product_id uuid not null, new_variant_id uuid not null
  ) on commit drop`;
export const copyRows = 'copy pg_temp.import_rows from stdin';
export const separator = '\u001f';

export const createBarcodesAndFaults = `
  create temporary table import_barcodes on commit drop as
  select r.line, r.sku, b.lookup_key collate "C" as lookup_key, nullif(b.gtin14, '') as gtin14, b.raw
  from import_rows r, unnest(string_to_array(r.lookup_keys, chr(31)), string_to_array(r.gtins, chr(31)),
    string_to_array(r.raws, chr(31))) as b (lookup_key, gtin14, raw)
  where r.lookup_keys <> '';
  create temporary table import_faults (
    line integer not null, "column" text not null, value text not null, reason text not null, argument text
  ) on commit drop;
  create index on import_barcodes (lookup_key);
  analyze import_rows;
  analyze import_barcodes`;

/**
 * The planner does not know how many rows a tenant has that this very transaction, or one just before it, has added. Where it guesses
 * one, it would compare every row of the file with every row of the catalogue.
 */
export const expectManyRows = 'set local enable_nestloop = off';

/** What only the file as a whole, or the catalogue, can tell. */
export const findFaults = `
  insert into import_faults
  select distinct on (line, "column", value) * from (
  select line, 'sku' as "column", sku as value, 'sku_repeated' as reason, first_line::text as argument
  from (select line, sku, min(line) over (partition by sku) as first_line from import_rows) r
  where line > first_line
  union all
  select line, 'barcode', raw, 'barcode_repeated', first_line::text
  from (select line, sku, raw, min(line) over (partition by lookup_key) as first_line,
      first_value(sku) over (partition by lookup_key order by line) as first_sku from import_barcodes) b
  where line > first_line and sku <> first_sku
  union all
  select i.line, 'barcode', i.raw, 'barcode_taken', v.sku
  from import_barcodes i
  join app.barcodes b on b.tenant_id = app.tenant_id() and b.lookup_key = i.lookup_key
  join app.variants v on v.tenant_id = b.tenant_id and v.id = b.variant_id
  where v.sku <> i.sku
  ) fault order by line, "column", value, reason`;

/** Only good rows go on. */
export const dropFaultyRows = `
  delete from import_rows r using (select distinct line from import_faults) f where r.line = f.line;
  delete from import_barcodes b using (select distinct line from import_faults) f where b.line = f.line`;

/**
 * Each row with what it will be. A row without a match by SKU joins the product of its name when it is one of several variants, else
 * it is a product of its own. $1 and $2: unit and tax class of what names none.
 */
export const createPlan = `
  create temporary table import_plan on commit drop as
  select planned.*,
    old_product_id is not null and (name, name_bn, brand, category, tax_class_id, product_active)
      is distinct from (old_name, old_name_bn, old_brand, old_category, old_tax_class_id, old_product_active) as product_changed,
    not is_new and (variant_name, price, includes_tax, variant_active)
      is distinct from (old_variant_name, old_price, old_includes_tax, old_variant_active) as variant_changed
  from (
  select r.line, r.sku, r.new_variant_id, v.id is null as is_new,
    coalesce(v.id, r.new_variant_id) as variant_id,
    coalesce(v.product_id, sibling.product_id,
      case when coalesce(r.variant, '') <> '' then first_value(r.new_product_id) over (
        partition by r.name collate "C", v.id is null and coalesce(r.variant, '') <> '' order by r.line) end,
      r.new_product_id) as product_id,
    p.id as old_product_id,
    r.name, coalesce(r.name_bn, p.name_bn, '') as name_bn, coalesce(r.brand, p.brand, '') as brand,
    coalesce(r.category, c.name, '') as category,
    coalesce(r.unit_id, p.unit_id, $1::uuid) as unit_id, coalesce(r.tax_class_id, p.tax_class_id, $2::uuid) as tax_class_id,
    coalesce(r.variant, v.name, '') as variant_name, r.price, coalesce(r.includes_tax, v.price_includes_tax, true) as includes_tax,
    case when r.active is null or r.active = (v.active and p.active) then coalesce(v.active, true) else r.active end as variant_active,
    p.active as old_product_active,
    case when r.active and not (v.active and p.active) then true else coalesce(p.active, true) end as product_active,
    p.name as old_name, p.name_bn as old_name_bn, p.brand as old_brand, coalesce(c.name, '') as old_category, p.unit_id as old_unit_id,
    p.tax_class_id as old_tax_class_id, v.name as old_variant_name, v.price_paisa as old_price,
    v.price_includes_tax as old_includes_tax, v.active as old_variant_active,
    r.search_text,
    -- The file lacks a column whose words belong to what is searched.
    (r.name_bn is null and coalesce(p.name_bn, '') <> '') or (r.brand is null and coalesce(p.brand, '') <> '')
      or (r.variant is null and coalesce(v.name, '') <> '') as needs_search_text,
    coalesce(nb.is_new, false) as has_new_barcodes
  from import_rows r
  left join app.variants v on v.tenant_id = app.tenant_id() and v.sku = r.sku
  left join (
    select i.line, bool_or(b.id is null) as is_new
    from import_barcodes i left join app.barcodes b on b.tenant_id = app.tenant_id() and b.lookup_key = i.lookup_key
    group by i.line
  ) nb on nb.line = r.line
  left join lateral (
    -- Only where this row is a further variant; the product then has variants with names already.
    select n.product_id from app.products q join app.variants n on n.tenant_id = q.tenant_id and n.product_id = q.id
    where v.id is null and coalesce(r.variant, '') <> '' and q.tenant_id = app.tenant_id() and q.name = r.name and n.name <> ''
    order by n.product_id limit 1
  ) sibling on true
  left join app.products p on p.tenant_id = app.tenant_id() and p.id = coalesce(v.product_id, sibling.product_id)
  left join app.categories c on c.tenant_id = app.tenant_id() and c.id = p.category_id
  ) planned`;

export const indexPlan = `
  create index on import_plan (variant_id);
  create index on import_plan (product_id);
  analyze import_plan`;

/** Rows of one product must agree on it; its unit, in which its stock is counted, stays. */
export const findPlanFaults = `
  insert into import_faults
  select o.line, f."column", f.value, 'product_differs', o.first_line::text
  from (select line, product_id, name_bn, brand, category, unit_id, tax_class_id, name,
      first_value(line) over w as first_line, first_value(name) over w as first_name, first_value(name_bn) over w as first_name_bn,
      first_value(brand) over w as first_brand, first_value(category) over w as first_category,
      first_value(unit_id) over w as first_unit_id, first_value(tax_class_id) over w as first_tax_class_id
    from import_plan
    where product_id in (select product_id from import_plan group by product_id having count(*) > 1)
    window w as (partition by product_id order by line)) o
  cross join lateral (values ('name', name, name <> first_name), ('name_bn', name_bn, name_bn <> first_name_bn),
    ('brand', brand, brand <> first_brand), ('category', category, category <> first_category),
    ('unit', '', unit_id <> first_unit_id), ('tax_class', '', tax_class_id <> first_tax_class_id)) as f ("column", value, differs)
  where f.differs
  union all
  select l.line, 'unit', wanted.code, 'unit_fixed', have.code
  from import_plan l
  join app.units wanted on wanted.tenant_id = app.tenant_id() and wanted.id = l.unit_id
  join app.units have on have.tenant_id = app.tenant_id() and have.id = l.old_unit_id
  where l.unit_id <> l.old_unit_id`;

export const dropFaultyPlan = `
  delete from import_plan l using (select distinct line from import_faults) f where l.line = f.line;
  delete from import_barcodes b using (select distinct line from import_faults) f where b.line = f.line`;

export const countFaults = 'select count(distinct line)::int as rows from import_faults';
/** $1: at most so many. */
export const readFaults = 'select line, "column", value, reason, argument from import_faults order by line, "column" limit $1';

export const countPlan = `
  select count(*) filter (where is_new)::int as created,
    count(*) filter (where not is_new and (product_changed or variant_changed or has_new_barcodes))::int as changed,
    count(*) filter (where not is_new and not (product_changed or variant_changed or has_new_barcodes))::int as unchanged
  from import_plan`;

export const insertCategories = `
  insert into app.categories (tenant_id, id, name)
  select app.tenant_id(), gen_random_uuid(), category from import_plan
  where category <> '' and (is_new or product_changed) group by category
  on conflict (tenant_id, name) do nothing`;

export const insertProducts = `
  insert into app.products (tenant_id, id, name, name_bn, brand, category_id, unit_id, tax_class_id)
  select app.tenant_id(), l.product_id, l.name, l.name_bn, l.brand, c.id, l.unit_id, l.tax_class_id
  from (
    select distinct on (product_id) product_id, name, name_bn, brand, category, unit_id, tax_class_id
    from import_plan where old_product_id is null order by product_id, line
  ) l left join app.categories c on c.tenant_id = app.tenant_id() and c.name = l.category`;

export const insertVariants = `
  insert into app.variants (tenant_id, id, product_id, sku, name, price_paisa, price_includes_tax, active, search_text)
  select app.tenant_id(), variant_id, product_id, sku, variant_name, price, includes_tax, variant_active, search_text
  from import_plan where is_new`;

export const insertBarcodes = `
  insert into app.barcodes (tenant_id, id, variant_id, lookup_key, gtin14, raw)
  select app.tenant_id(), gen_random_uuid(), l.variant_id, i.lookup_key, i.gtin14, i.raw
  from import_barcodes i join import_plan l on l.line = i.line
  left join app.barcodes b on b.tenant_id = app.tenant_id() and b.lookup_key = i.lookup_key
  where b.id is null`;

export const updateProducts = `
  update app.products p set name = l.name, name_bn = l.name_bn, brand = l.brand, category_id = c.id,
    tax_class_id = l.tax_class_id, active = l.product_active, updated_at = now()
  from (
    select distinct on (product_id) product_id, name, name_bn, brand, category, tax_class_id,
      bool_or(product_active) over (partition by product_id) as product_active
    from import_plan where old_product_id is not null and (is_new or product_changed or variant_changed or has_new_barcodes)
    order by product_id, line
  ) l left join app.categories c on c.tenant_id = app.tenant_id() and c.name = l.category
  where p.tenant_id = app.tenant_id() and p.id = l.product_id`;

export const updateVariants = `
  update app.variants v set name = l.variant_name, price_paisa = l.price, price_includes_tax = l.includes_tax,
    active = l.variant_active, updated_at = now()
  from import_plan l where l.variant_changed and v.tenant_id = app.tenant_id() and v.id = l.variant_id`;

/** The words of row `l` are others than before. */
const namesChanged = `(l.name, l.name_bn, l.brand, l.variant_name)
    is distinct from (l.old_name, l.old_name_bn, l.old_brand, l.old_variant_name)`;

export const updateSearchTexts = `
  update app.variants v set search_text = l.search_text
  from import_plan l
  where not l.is_new and not l.needs_search_text and ${namesChanged}
    and v.tenant_id = app.tenant_id() and v.id = l.variant_id and v.search_text <> l.search_text`;

/** Variants whose words are not all in the file: their own row lacks a column, or another row renamed their product. */
export const variantsToRead = `
  select v.id, v.sku, v.name as variant_name, p.name, p.name_bn, p.brand
  from app.variants v join app.products p on p.tenant_id = v.tenant_id and p.id = v.product_id
  where v.tenant_id = app.tenant_id() and v.product_id in (
      select l.product_id from import_plan l where l.old_product_id is not null and ${namesChanged})
    and not exists (select from import_plan l where l.variant_id = v.id and not l.needs_search_text)
  order by v.id`;

/** What customers now pay something else for. */
export const pricesChanged = `
  select variant_id from import_plan
  where not is_new and (price, includes_tax, tax_class_id, variant_active, product_active)
    is distinct from (old_price, old_includes_tax, old_tax_class_id, old_variant_active, old_product_active)
  order by line`;

export const writeSearchTexts = `
  update app.variants v set search_text = t.text
  from unnest($1::uuid[], $2::text[]) t (id, text)
  where v.tenant_id = app.tenant_id() and v.id = t.id and v.search_text <> t.text`;
