-- Settings, shops and registers; units, categories, taxes, products, variants and barcodes.

create table app.tenant_settings (
  tenant_id uuid primary key references app.tenants (id),
  bin text not null default '',
  locale text not null check (locale in ('bn', 'en')),
  digits text not null default 'latin' check (digits in ('latin', 'bengali')),
  cash_rounding_unit_paisa bigint not null default 100 check (cash_rounding_unit_paisa in (1, 100, 500)),
  allow_negative_stock boolean not null default false,
  variance_tolerance_paisa bigint not null default 10000 check (variance_tolerance_paisa >= 0),
  buyer_identity_threshold_paisa bigint not null default 2500000 check (buyer_identity_threshold_paisa >= 0),
  reservation_minutes integer not null default 30 check (reservation_minutes between 1 and 1440),
  in_store_layouts jsonb not null default '[]' check (jsonb_typeof(in_store_layouts) = 'array'),
  updated_at timestamptz not null default now()
);

create table app.shops (
  tenant_id uuid not null references app.tenants (id),
  id uuid not null,
  name text not null check (name <> ''),
  address text not null default '',
  phone text not null default '',
  time_zone text not null default 'Asia/Dhaka',
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

create table app.registers (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  name text not null check (name <> ''),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, shop_id, name),
  -- Target of keys that must name a register together with its shop.
  unique (tenant_id, shop_id, id),
  foreign key (tenant_id, shop_id) references app.shops (tenant_id, id)
);
alter table app.devices add foreign key (tenant_id, register_id) references app.registers (tenant_id, id);

create table app.units (
  tenant_id uuid not null references app.tenants (id),
  id uuid not null,
  code text not null check (code <> ''),
  name text not null,
  decimals smallint not null check (decimals between 0 and 3),
  primary key (tenant_id, id),
  unique (tenant_id, code)
);

create table app.categories (
  tenant_id uuid not null references app.tenants (id),
  id uuid not null,
  name text not null check (name <> ''),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

create table app.tax_classes (
  tenant_id uuid not null references app.tenants (id),
  id uuid not null,
  code text not null check (code <> ''),
  name text not null,
  kind text not null check (kind in ('standard', 'reduced', 'zero', 'exempt', 'specific')),
  primary key (tenant_id, id),
  unique (tenant_id, code)
);

-- Rates change by law several times a year: each is in force from a day on, and no two of a class share a day.
create table app.tax_rates (
  tenant_id uuid not null,
  id uuid not null,
  tax_class_id uuid not null,
  vat_rate_basis_points integer not null check (vat_rate_basis_points between 0 and 100000),
  sd_rate_basis_points integer not null default 0 check (sd_rate_basis_points between 0 and 100000),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  primary key (tenant_id, id),
  foreign key (tenant_id, tax_class_id) references app.tax_classes (tenant_id, id),
  -- The condition always holds. It keeps the planner from reading rates by this index, which takes ten times as long as the next one.
  constraint tax_rates_overlap exclude using gist (tenant_id with =, tax_class_id with =, valid with &&) where (sd_rate_basis_points >= 0)
);
create index tax_rates_class on app.tax_rates (tenant_id, tax_class_id);

create table app.products (
  tenant_id uuid not null references app.tenants (id),
  id uuid not null,
  name text not null check (name <> ''),
  name_bn text not null default '',
  brand text not null default '',
  category_id uuid,
  unit_id uuid not null,
  tax_class_id uuid not null,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, category_id) references app.categories (tenant_id, id),
  foreign key (tenant_id, unit_id) references app.units (tenant_id, id),
  foreign key (tenant_id, tax_class_id) references app.tax_classes (tenant_id, id)
);
create index products_name on app.products (tenant_id, name, id);
create index products_category on app.products (tenant_id, category_id);

create table app.variants (
  tenant_id uuid not null,
  id uuid not null,
  product_id uuid not null,
  -- Codes are compared as bytes: found faster, and a prefix is a range.
  sku text collate "C" not null check (sku <> ''),
  name text not null default '',
  price_paisa bigint not null check (price_paisa >= 0),
  price_includes_tax boolean not null default true,
  active boolean not null default true,
  -- Names, SKU and romanised keys as packages/domain (searchKeys) makes them.
  search_text text not null,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, sku),
  foreign key (tenant_id, product_id) references app.products (tenant_id, id)
);
create index variants_product on app.variants (tenant_id, product_id);
-- The tenant stands in the index, so that one tenant's search never walks another's products. The pending list, which every search
-- reads as well, is merged after an import by app.settle_catalogue().
create index variants_search on app.variants using gin (tenant_id, search_text extensions.gin_trgm_ops);

create table app.barcodes (
  tenant_id uuid not null,
  id uuid not null,
  variant_id uuid not null,
  -- What a scan is compared with: the canonical GTIN-14, else the raw text of the shop's own code.
  lookup_key text collate "C" not null check (lookup_key <> ''),
  gtin14 text check (gtin14 ~ '^[0-9]{14}$'),
  raw text not null,
  primary key (tenant_id, id),
  unique (tenant_id, lookup_key),
  foreign key (tenant_id, variant_id) references app.variants (tenant_id, id)
);
create index barcodes_variant on app.barcodes (tenant_id, variant_id);

do $$
declare t text;
begin
  foreach t in array array['tenant_settings', 'shops', 'registers', 'units', 'categories', 'tax_classes', 'tax_rates', 'products',
    'variants', 'barcodes']
  loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy tenant on app.%I using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id())', t);
    execute format('grant select on app.%I to zakpos_app, zakpos_readonly', t);
    execute format('grant insert, update on app.%I to zakpos_app', t);
  end loop;
end
$$;
-- A barcode is taken off a product, and an open-ended rate is ended; nothing else of the catalogue is ever deleted.
grant delete on app.barcodes to zakpos_app;

-- After an import: fresh statistics, so that prepared statements leave plans that were made for empty tables, and an index without
-- pending list. Only the owner may do either; the function takes nothing and tells nothing.
create function app.settle_catalogue() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gin_clean_pending_list('app.variants_search');
  analyze app.products, app.variants, app.barcodes;
end
$$;
revoke all on function app.settle_catalogue() from public;
grant execute on function app.settle_catalogue() to zakpos_app;
