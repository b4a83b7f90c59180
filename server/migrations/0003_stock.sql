-- Stock by shop and variant with its exact value, movements, documents, and the gapless numbers of documents.

-- UPDATE … RETURNING on one row a series: no gap under concurrency or rollback, as a sequence would leave.
create table app.document_counters (
  tenant_id uuid not null,
  shop_id uuid not null,
  kind text not null check (kind in ('invoice', 'credit_note', 'stock_receipt', 'stock_count', 'stock_adjustment')),
  fiscal_year text not null check (fiscal_year ~ '^\d{4}-\d{2}$'),
  last_number bigint not null check (last_number >= 0),
  primary key (tenant_id, shop_id, kind, fiscal_year),
  foreign key (tenant_id, shop_id) references app.shops (tenant_id, id)
) with (fillfactor = 50); -- room for HOT updates: the row changes with every document

create table app.stock (
  tenant_id uuid not null,
  shop_id uuid not null,
  variant_id uuid not null,
  qty_thousandths bigint not null,
  -- The exact value of what is on hand; the average cost is derived from it, never stored.
  value_paisa bigint not null,
  -- Cost of one unit at the last receipt: what is issued below zero costs this much.
  last_cost_paisa bigint not null default 0 check (last_cost_paisa >= 0),
  -- Copied from the tenant's settings by the write that crosses zero.
  may_be_negative boolean not null default false,
  primary key (tenant_id, shop_id, variant_id),
  foreign key (tenant_id, shop_id) references app.shops (tenant_id, id),
  foreign key (tenant_id, variant_id) references app.variants (tenant_id, id),
  constraint stock_not_negative check (qty_thousandths >= 0 or may_be_negative),
  constraint stock_value_of_nothing check (qty_thousandths <> 0 or value_paisa = 0),
  constraint stock_value_sign check (qty_thousandths < 0 or value_paisa >= 0)
) with (fillfactor = 80); -- sold from all day: keep updates HOT
create index stock_variant on app.stock (tenant_id, variant_id);

create table app.stock_documents (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  kind text not null check (kind in ('receipt', 'count', 'adjustment')),
  number text not null,
  reference text not null default '',
  reason text not null default '',
  member_id uuid not null,
  at timestamptz not null default now(),
  business_day date not null,
  lines integer not null check (lines > 0),
  value_paisa bigint not null,
  primary key (tenant_id, id),
  unique (tenant_id, shop_id, kind, number),
  foreign key (tenant_id, shop_id) references app.shops (tenant_id, id),
  foreign key (tenant_id, member_id) references app.memberships (tenant_id, id)
);

create table app.stock_movements (
  tenant_id uuid not null,
  id bigint generated always as identity,
  shop_id uuid not null,
  variant_id uuid not null,
  kind text not null check (kind in ('receipt', 'count', 'adjustment', 'sale', 'return', 'void')),
  qty_thousandths bigint not null check (qty_thousandths <> 0),
  value_paisa bigint not null,
  -- The sale, return, void or stock document that moved it.
  document_id uuid not null,
  document_number text not null,
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, shop_id) references app.shops (tenant_id, id),
  foreign key (tenant_id, variant_id) references app.variants (tenant_id, id)
);
create index stock_movements_variant on app.stock_movements (tenant_id, shop_id, variant_id, id);
create index stock_movements_document on app.stock_movements (tenant_id, document_id);

do $$
declare t text;
begin
  foreach t in array array['document_counters', 'stock', 'stock_documents', 'stock_movements']
  loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy tenant on app.%I using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id())', t);
    execute format('grant select on app.%I to zakpos_app, zakpos_readonly', t);
    execute format('grant insert on app.%I to zakpos_app', t);
  end loop;
  foreach t in array array['stock_documents', 'stock_movements']
  loop
    execute format('create trigger append_only before update or delete or truncate on app.%I
      for each statement execute function app.refuse_change()', t);
  end loop;
end
$$;
grant update (last_number) on app.document_counters to zakpos_app;
-- No statement may move stock to another shop or tenant.
grant update (qty_thousandths, value_paisa, last_cost_paisa, may_be_negative) on app.stock to zakpos_app;
