-- Cash sessions, carts with their reservations, sales, returns, voids and prints.

create table app.cash_sessions (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  register_id uuid not null,
  session_number integer not null check (session_number > 0),
  status text not null default 'open' check (status in ('open', 'closed')),
  float_paisa bigint not null check (float_paisa >= 0),
  opened_at timestamptz not null default now(),
  opened_by uuid not null,
  closed_at timestamptz,
  closed_by uuid,
  primary key (tenant_id, id),
  unique (tenant_id, register_id, session_number),
  foreign key (tenant_id, shop_id, register_id) references app.registers (tenant_id, shop_id, id),
  foreign key (tenant_id, opened_by) references app.memberships (tenant_id, id),
  foreign key (tenant_id, closed_by) references app.memberships (tenant_id, id),
  check ((status = 'closed') = (closed_at is not null)),
  check ((closed_at is null) = (closed_by is null))
);
create unique index cash_sessions_one_open on app.cash_sessions (tenant_id, register_id) where status = 'open';

create table app.cash_movements (
  tenant_id uuid not null,
  id uuid not null,
  session_id uuid not null,
  kind text not null check (kind in ('paid_in', 'paid_out', 'drop')),
  amount_paisa bigint not null check (amount_paisa > 0),
  reason text not null check (reason <> ''),
  member_id uuid not null,
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, session_id) references app.cash_sessions (tenant_id, id),
  foreign key (tenant_id, member_id) references app.memberships (tenant_id, id)
);
create index cash_movements_session on app.cash_movements (tenant_id, session_id);

-- Counting is blind; one recount is allowed and both counts are kept. Cash that moves afterwards makes a count stale, and a new one due.
create table app.cash_counts (
  tenant_id uuid not null,
  id uuid not null,
  session_id uuid not null,
  -- How often the session's cash had moved when it was counted.
  standing bigint not null check (standing >= 0),
  ordinal smallint not null check (ordinal in (1, 2)),
  counts jsonb not null,
  counted_paisa bigint not null check (counted_paisa >= 0),
  expected_paisa bigint not null,
  variance_paisa bigint generated always as (counted_paisa - expected_paisa) stored,
  member_id uuid not null,
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, session_id, standing, ordinal),
  foreign key (tenant_id, session_id) references app.cash_sessions (tenant_id, id),
  foreign key (tenant_id, member_id) references app.memberships (tenant_id, id)
);

create table app.drawer_opens (
  tenant_id uuid not null,
  id uuid not null,
  session_id uuid not null,
  reason text not null check (reason <> ''),
  member_id uuid not null,
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, session_id) references app.cash_sessions (tenant_id, id),
  foreign key (tenant_id, member_id) references app.memberships (tenant_id, id)
);
create index drawer_opens_session on app.drawer_opens (tenant_id, session_id);

-- Frozen at closing and chained: each report carries the hash of its register's report before it.
create table app.z_reports (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  register_id uuid not null,
  session_id uuid not null,
  z_number integer not null check (z_number > 0),
  business_day date not null,
  closed_at timestamptz not null,
  grand_total_paisa bigint not null,
  report jsonb not null,
  previous_hash text,
  hash text not null,
  primary key (tenant_id, id),
  unique (tenant_id, register_id, z_number),
  unique (tenant_id, session_id),
  foreign key (tenant_id, shop_id, register_id) references app.registers (tenant_id, shop_id, id),
  foreign key (tenant_id, session_id) references app.cash_sessions (tenant_id, id),
  check ((z_number = 1) = (previous_hash is null))
);
create index z_reports_day on app.z_reports (tenant_id, shop_id, business_day);

create table app.carts (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  register_id uuid not null,
  status text not null default 'open' check (status in ('open', 'held', 'checked_out', 'abandoned')),
  version integer not null default 0,
  label text not null default '',
  cart_discount_paisa bigint not null default 0 check (cart_discount_paisa >= 0),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, shop_id, register_id) references app.registers (tenant_id, shop_id, id),
  foreign key (tenant_id, created_by) references app.memberships (tenant_id, id)
) with (fillfactor = 70); -- its version changes with every line
create index carts_live on app.carts (tenant_id, shop_id, status) where status in ('open', 'held');
create index carts_live_of_register on app.carts (tenant_id, register_id) where status in ('open', 'held');

create table app.cart_lines (
  tenant_id uuid not null,
  id uuid not null,
  cart_id uuid not null,
  line_number integer not null check (line_number > 0),
  variant_id uuid not null,
  qty_thousandths bigint not null check (qty_thousandths > 0),
  unit_price_paisa bigint not null check (unit_price_paisa >= 0),
  -- The catalogue's price when the line was made or its price was last accepted.
  list_price_paisa bigint not null check (list_price_paisa >= 0),
  price_overridden boolean not null default false,
  line_discount_paisa bigint not null default 0 check (line_discount_paisa >= 0),
  vat_rate_basis_points integer not null,
  sd_rate_basis_points integer not null,
  price_includes_tax boolean not null,
  -- A weighed or priced label: a second scan is a second line.
  from_encoded_code boolean not null default false,
  -- The price that a scale printed: it is the line's amount, which price × rounded quantity could miss by a paisa.
  encoded_amount_paisa bigint check (encoded_amount_paisa >= 0),
  primary key (tenant_id, id),
  -- Deferrable, because a removed line lets the later ones move up in one statement.
  unique (tenant_id, cart_id, line_number) deferrable,
  foreign key (tenant_id, cart_id) references app.carts (tenant_id, id),
  foreign key (tenant_id, variant_id) references app.variants (tenant_id, id)
);

-- What a cart holds back from others until it is sold, abandoned, or the time is over. Taken under the stock row's lock.
create table app.reservations (
  tenant_id uuid not null,
  cart_line_id uuid not null,
  cart_id uuid not null,
  shop_id uuid not null,
  variant_id uuid not null,
  qty_thousandths bigint not null check (qty_thousandths > 0),
  expires_at timestamptz not null,
  primary key (tenant_id, cart_line_id),
  foreign key (tenant_id, cart_line_id) references app.cart_lines (tenant_id, id),
  foreign key (tenant_id, cart_id) references app.carts (tenant_id, id),
  foreign key (tenant_id, shop_id) references app.shops (tenant_id, id),
  foreign key (tenant_id, variant_id) references app.variants (tenant_id, id)
);
create index reservations_stock on app.reservations (tenant_id, shop_id, variant_id);
create index reservations_cart on app.reservations (tenant_id, cart_id);

-- A manager's approval of one action on one cart version (or sale, or session), usable once within two minutes.
create table app.approvals (
  tenant_id uuid not null,
  id uuid not null,
  action text not null check (action in ('discount', 'override_price', 'void', 'return', 'cash_variance')),
  subject_id uuid not null,
  cart_version integer,
  requested_by uuid not null,
  approved_by uuid not null,
  reason text not null check (reason <> ''),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, requested_by) references app.memberships (tenant_id, id),
  foreign key (tenant_id, approved_by) references app.memberships (tenant_id, id)
);

create table app.sales (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  register_id uuid not null,
  cash_session_id uuid not null,
  cart_id uuid,
  fiscal_year text not null,
  number bigint not null check (number > 0),
  invoice_number text not null,
  sold_at timestamptz not null,
  business_day date not null,
  member_id uuid not null,
  subtotal_paisa bigint not null check (subtotal_paisa >= 0),
  discount_paisa bigint not null check (discount_paisa between 0 and subtotal_paisa),
  net_paisa bigint not null check (net_paisa >= 0),
  sd_paisa bigint not null check (sd_paisa >= 0),
  vat_paisa bigint not null check (vat_paisa >= 0),
  total_paisa bigint not null,
  rounding_paisa bigint not null check (rounding_paisa between -250 and 250),
  change_paisa bigint not null check (change_paisa >= 0),
  cost_paisa bigint not null,
  buyer jsonb,
  note text not null default '',
  primary key (tenant_id, id),
  unique (tenant_id, shop_id, fiscal_year, number),
  unique (tenant_id, cart_id),
  foreign key (tenant_id, shop_id, register_id) references app.registers (tenant_id, shop_id, id),
  foreign key (tenant_id, cash_session_id) references app.cash_sessions (tenant_id, id),
  foreign key (tenant_id, cart_id) references app.carts (tenant_id, id),
  foreign key (tenant_id, member_id) references app.memberships (tenant_id, id),
  check (net_paisa + sd_paisa + vat_paisa = total_paisa)
);
create index sales_day on app.sales (tenant_id, business_day, shop_id);
create index sales_session on app.sales (tenant_id, cash_session_id);
create index sales_invoice on app.sales (tenant_id, invoice_number);

-- A snapshot: names, price and rates as they were sold.
create table app.sale_lines (
  tenant_id uuid not null,
  sale_id uuid not null,
  line_number integer not null check (line_number > 0),
  id uuid not null,
  variant_id uuid not null,
  sku text not null,
  name text not null,
  name_bn text not null,
  unit_code text not null,
  qty_thousandths bigint not null check (qty_thousandths > 0),
  unit_price_paisa bigint not null check (unit_price_paisa >= 0),
  list_price_paisa bigint not null check (list_price_paisa >= 0),
  encoded_amount_paisa bigint,
  line_discount_paisa bigint not null check (line_discount_paisa >= 0),
  cart_discount_share_paisa bigint not null check (cart_discount_share_paisa >= 0),
  vat_rate_basis_points integer not null,
  sd_rate_basis_points integer not null,
  price_includes_tax boolean not null,
  net_paisa bigint not null check (net_paisa >= 0),
  sd_paisa bigint not null check (sd_paisa >= 0),
  vat_paisa bigint not null check (vat_paisa >= 0),
  total_paisa bigint not null,
  cost_paisa bigint not null,
  primary key (tenant_id, sale_id, line_number),
  foreign key (tenant_id, sale_id) references app.sales (tenant_id, id),
  foreign key (tenant_id, variant_id) references app.variants (tenant_id, id),
  check (net_paisa + sd_paisa + vat_paisa = total_paisa)
);

create table app.payments (
  tenant_id uuid not null,
  sale_id uuid not null,
  ordinal smallint not null check (ordinal > 0),
  shop_id uuid not null,
  cash_session_id uuid not null,
  kind text not null check (kind in ('cash', 'card', 'bkash', 'nagad', 'rocket')),
  reference text,
  tendered_paisa bigint not null check (tendered_paisa > 0),
  -- What of it paid the sale: tendered less change.
  applied_paisa bigint not null check (applied_paisa >= 0 and applied_paisa <= tendered_paisa),
  primary key (tenant_id, sale_id, ordinal),
  foreign key (tenant_id, sale_id) references app.sales (tenant_id, id),
  foreign key (tenant_id, cash_session_id) references app.cash_sessions (tenant_id, id),
  foreign key (tenant_id, shop_id) references app.shops (tenant_id, id),
  constraint payments_wallet_reference check (kind not in ('bkash', 'nagad', 'rocket') or reference is not null),
  constraint payments_change_from_cash check (kind = 'cash' or applied_paisa = tendered_paisa)
);
create index payments_session on app.payments (tenant_id, cash_session_id);
-- One wallet transaction pays one sale. A card slip's number repeats between terminals, so it is not unique.
create unique index payments_transaction on app.payments (tenant_id, kind, reference) where kind in ('bkash', 'nagad', 'rocket');
create index payments_reference on app.payments (tenant_id, reference) where reference is not null;

-- At commit a sale is whole: its lines add up to it, and its payments cover it with the cash rounding.
create function app.sale_is_whole() returns trigger language plpgsql as $$
declare
  v_lines bigint;
  v_paid bigint;
begin
  select coalesce(sum(l.total_paisa), 0) into v_lines from app.sale_lines l where l.tenant_id = new.tenant_id and l.sale_id = new.id;
  select coalesce(sum(p.applied_paisa), 0) into v_paid from app.payments p where p.tenant_id = new.tenant_id and p.sale_id = new.id;
  if v_lines <> new.total_paisa or v_paid <> new.total_paisa + new.rounding_paisa then
    raise exception 'sale % has a total of % and a rounding of %, its lines %, its payments %',
      new.id, new.total_paisa, new.rounding_paisa, v_lines, v_paid using errcode = 'check_violation';
  end if;
  return null;
end
$$;
create constraint trigger sale_is_whole after insert on app.sales deferrable initially deferred
  for each row execute function app.sale_is_whole();

-- Lines and payments come with their sale, in its own transaction, which the check above ends; none is ever added to an older one.
create function app.comes_with_its_sale() returns trigger language plpgsql as $$
begin
  if exists (
    select from (select distinct tenant_id, sale_id from inserted) i
    join app.sales s on s.tenant_id = i.tenant_id and s.id = i.sale_id
    where s.xmin <> pg_current_xact_id()::xid
  ) then
    raise exception '% cannot be added to a sale that is already committed', tg_table_name using errcode = 'restrict_violation';
  end if;
  return null;
end
$$;
create trigger comes_with_its_sale after insert on app.payments referencing new table as inserted
  for each statement execute function app.comes_with_its_sale();
create trigger comes_with_its_sale after insert on app.sale_lines referencing new table as inserted
  for each statement execute function app.comes_with_its_sale();

create table app.sale_voids (
  tenant_id uuid not null,
  sale_id uuid not null,
  cash_session_id uuid not null,
  reason text not null check (reason <> ''),
  member_id uuid not null,
  approved_by uuid,
  at timestamptz not null default now(),
  primary key (tenant_id, sale_id),
  foreign key (tenant_id, sale_id) references app.sales (tenant_id, id),
  foreign key (tenant_id, cash_session_id) references app.cash_sessions (tenant_id, id),
  foreign key (tenant_id, member_id) references app.memberships (tenant_id, id),
  foreign key (tenant_id, approved_by) references app.memberships (tenant_id, id)
);
create index sale_voids_session on app.sale_voids (tenant_id, cash_session_id);

create table app.sale_returns (
  tenant_id uuid not null,
  id uuid not null,
  sale_id uuid not null,
  shop_id uuid not null,
  register_id uuid not null,
  cash_session_id uuid not null,
  fiscal_year text not null,
  number bigint not null check (number > 0),
  credit_note_number text not null,
  at timestamptz not null,
  business_day date not null,
  member_id uuid not null,
  approved_by uuid,
  reason text not null check (reason <> ''),
  -- A paisa below zero is possible in one step of a series of partial returns; the series ends exactly.
  net_paisa bigint not null,
  sd_paisa bigint not null check (sd_paisa >= 0),
  vat_paisa bigint not null check (vat_paisa >= 0),
  total_paisa bigint not null,
  -- The cash of all returns of a sale is rounded as one sum: this one's own rounding, and what an earlier one left.
  rounding_paisa bigint not null check (rounding_paisa between -500 and 500),
  cost_paisa bigint not null,
  primary key (tenant_id, id),
  unique (tenant_id, shop_id, fiscal_year, number),
  foreign key (tenant_id, sale_id) references app.sales (tenant_id, id),
  foreign key (tenant_id, shop_id, register_id) references app.registers (tenant_id, shop_id, id),
  foreign key (tenant_id, cash_session_id) references app.cash_sessions (tenant_id, id),
  foreign key (tenant_id, member_id) references app.memberships (tenant_id, id),
  foreign key (tenant_id, approved_by) references app.memberships (tenant_id, id),
  check (net_paisa + sd_paisa + vat_paisa = total_paisa)
);
create index sale_returns_sale on app.sale_returns (tenant_id, sale_id);
create index sale_returns_session on app.sale_returns (tenant_id, cash_session_id);
create index sale_returns_day on app.sale_returns (tenant_id, business_day, shop_id);

create table app.sale_return_lines (
  tenant_id uuid not null,
  return_id uuid not null,
  line_number integer not null check (line_number > 0),
  sale_id uuid not null,
  sale_line_number integer not null,
  qty_thousandths bigint not null check (qty_thousandths > 0),
  disposition text not null check (disposition in ('restock', 'quarantine', 'destroy')),
  -- A paisa below zero is possible in one step of a series of partial returns; the series ends exactly.
  net_paisa bigint not null,
  sd_paisa bigint not null check (sd_paisa >= 0),
  vat_paisa bigint not null check (vat_paisa >= 0),
  total_paisa bigint not null,
  cost_paisa bigint not null,
  primary key (tenant_id, return_id, line_number),
  foreign key (tenant_id, return_id) references app.sale_returns (tenant_id, id),
  foreign key (tenant_id, sale_id, sale_line_number) references app.sale_lines (tenant_id, sale_id, line_number),
  check (net_paisa + sd_paisa + vat_paisa = total_paisa)
);
create index sale_return_lines_sale on app.sale_return_lines (tenant_id, sale_id, sale_line_number);

-- Sale lines are append-only, so what came back of one is counted here, under a lock, and can never pass what was sold.
create table app.returned_quantities (
  tenant_id uuid not null,
  sale_id uuid not null,
  sale_line_number integer not null,
  sold_thousandths bigint not null,
  returned_thousandths bigint not null,
  primary key (tenant_id, sale_id, sale_line_number),
  foreign key (tenant_id, sale_id, sale_line_number) references app.sale_lines (tenant_id, sale_id, line_number),
  constraint returned_at_most_sold check (returned_thousandths between 0 and sold_thousandths)
);

create table app.refunds (
  tenant_id uuid not null,
  return_id uuid not null,
  ordinal smallint not null check (ordinal > 0),
  cash_session_id uuid not null,
  kind text not null check (kind in ('cash', 'card', 'bkash', 'nagad', 'rocket')),
  reference text,
  amount_paisa bigint not null check (amount_paisa > 0),
  primary key (tenant_id, return_id, ordinal),
  foreign key (tenant_id, return_id) references app.sale_returns (tenant_id, id),
  foreign key (tenant_id, cash_session_id) references app.cash_sessions (tenant_id, id)
);
create index refunds_session on app.refunds (tenant_id, cash_session_id);

-- Every print of a document; the first is the original, the others are duplicates.
create table app.prints (
  tenant_id uuid not null,
  document_id uuid not null,
  ordinal integer not null check (ordinal > 0),
  document_kind text not null check (document_kind in ('sale', 'return')),
  cash_session_id uuid not null,
  format text not null,
  member_id uuid not null,
  at timestamptz not null default now(),
  primary key (tenant_id, document_id, ordinal),
  foreign key (tenant_id, cash_session_id) references app.cash_sessions (tenant_id, id),
  foreign key (tenant_id, member_id) references app.memberships (tenant_id, id)
);
create index prints_session on app.prints (tenant_id, cash_session_id);

do $$
declare
  t text;
  append_only constant text[] := array['cash_movements', 'cash_counts', 'drawer_opens', 'z_reports', 'sales', 'sale_lines', 'payments',
    'sale_voids', 'sale_returns', 'sale_return_lines', 'refunds', 'prints'];
begin
  foreach t in array append_only || array['cash_sessions', 'carts', 'cart_lines', 'reservations', 'approvals', 'returned_quantities']
  loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy tenant on app.%I using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id())', t);
    execute format('grant select on app.%I to zakpos_app, zakpos_readonly', t);
    execute format('grant insert on app.%I to zakpos_app', t);
  end loop;
  foreach t in array append_only
  loop
    execute format('create trigger append_only before update or delete or truncate on app.%I
      for each statement execute function app.refuse_change()', t);
  end loop;
end
$$;
grant update (status, closed_at, closed_by) on app.cash_sessions to zakpos_app;
grant update (register_id, status, version, label, cart_discount_paisa, updated_at) on app.carts to zakpos_app;
grant update, delete on app.cart_lines, app.reservations to zakpos_app;
grant update (used_at) on app.approvals to zakpos_app;
grant update (returned_thousandths) on app.returned_quantities to zakpos_app;
