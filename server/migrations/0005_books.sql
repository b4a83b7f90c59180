-- The books (double entry, posted with each document) and the outbox that announces what happened.

create table app.journals (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  kind text not null check (kind in ('sale', 'void', 'return', 'stock_receipt', 'stock_count', 'stock_adjustment', 'cash_float', 'cash_movement', 'cash_variance')),
  document_id uuid not null,
  document_number text not null,
  business_day date not null,
  at timestamptz not null,
  primary key (tenant_id, id),
  -- One posting an event.
  unique (tenant_id, document_id, kind),
  foreign key (tenant_id, shop_id) references app.shops (tenant_id, id)
);
create index journals_day on app.journals (tenant_id, business_day, shop_id);

create table app.journal_lines (
  tenant_id uuid not null,
  journal_id uuid not null,
  line_number smallint not null check (line_number > 0),
  account text not null check (account in ('cash_till', 'card_clearing', 'bkash_clearing', 'nagad_clearing', 'rocket_clearing', 'receivable',
    'revenue', 'sales_returns', 'vat_output', 'sd_output', 'rounding', 'cogs', 'cogs_adjustment', 'inventory', 'grni', 'shrinkage',
    'stock_gain', 'short_over', 'safe', 'loss', 'paid_in_out')),
  debit_paisa bigint not null check (debit_paisa >= 0),
  credit_paisa bigint not null check (credit_paisa >= 0),
  primary key (tenant_id, journal_id, line_number),
  foreign key (tenant_id, journal_id) references app.journals (tenant_id, id),
  check ((debit_paisa = 0) <> (credit_paisa = 0))
);

-- A journal is whole at commit: at least two lines, and debit equals credit.
create function app.journal_balances() returns trigger language plpgsql as $$
declare
  v_lines bigint;
  v_difference bigint;
begin
  select count(*), coalesce(sum(l.debit_paisa - l.credit_paisa), 0) into v_lines, v_difference
  from app.journal_lines l where l.tenant_id = new.tenant_id and l.journal_id = new.id;
  if v_lines < 2 or v_difference <> 0 then
    raise exception 'journal % has % lines and differs by %', new.id, v_lines, v_difference using errcode = 'check_violation';
  end if;
  return null;
end
$$;
create constraint trigger journal_balances after insert on app.journals deferrable initially deferred
  for each row execute function app.journal_balances();

-- Lines come with their journal, in its own transaction, which the check above ends; none is ever added to an older one.
create function app.journal_lines_come_with_their_journal() returns trigger language plpgsql as $$
begin
  if exists (
    select from (select distinct tenant_id, journal_id from inserted) i
    join app.journals j on j.tenant_id = i.tenant_id and j.id = i.journal_id
    where j.xmin <> pg_current_xact_id()::xid
  ) then
    raise exception 'a line was added to a journal that is already committed' using errcode = 'restrict_violation';
  end if;
  return null;
end
$$;
create trigger lines_come_with_their_journal after insert on app.journal_lines referencing new table as inserted
  for each statement execute function app.journal_lines_come_with_their_journal();

-- What happened, for those who follow it. A shop's events take their id under the shop's advisory lock, held until commit, so that
-- the order of ids is the order of commits within a shop, and a relay that goes by id never passes one over.
create table app.outbox (
  tenant_id uuid not null,
  id bigint generated always as identity,
  -- Null for what concerns all shops of a tenant.
  shop_id uuid,
  type text not null,
  payload jsonb not null,
  trace_parent text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, shop_id) references app.shops (tenant_id, id)
);
create index outbox_id on app.outbox (id);

-- Which events a consumer has handled: an event that is delivered twice acts once.
create table app.inbox (
  tenant_id uuid not null references app.tenants (id),
  consumer text not null,
  event_id bigint not null,
  handled_at timestamptz not null default now(),
  primary key (tenant_id, consumer, event_id)
);

do $$
declare t text;
begin
  foreach t in array array['journals', 'journal_lines', 'outbox', 'inbox']
  loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy tenant on app.%I using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id())', t);
  end loop;
  foreach t in array array['journals', 'journal_lines']
  loop
    execute format('grant select on app.%I to zakpos_app, zakpos_readonly', t);
    execute format('grant insert on app.%I to zakpos_app', t);
    execute format('create trigger append_only before update or delete or truncate on app.%I
      for each statement execute function app.refuse_change()', t);
  end loop;
end
$$;
-- The application announces; only the worker, a role that sees no business table, reads the events of all tenants and clears them.
grant insert on app.outbox to zakpos_app;
create policy relay on app.outbox to zakpos_worker using (true) with check (true);
grant select, delete on app.outbox to zakpos_worker;
create policy consume on app.inbox to zakpos_worker using (true) with check (true);
grant select, insert, delete on app.inbox to zakpos_worker;
