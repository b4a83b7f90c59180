-- What the worker needs beside the outbox: a place for events that fail for good, and the right to end what was abandoned.

-- Consumed row by row from its head all day: cleared before the dead rows slow the relay down.
alter table app.outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index inbox_age on app.inbox (handled_at);

-- An event that a consumer failed on again and again, laid aside so that those behind it go on. It is kept until someone has looked.
create table app.parked_events (
  tenant_id uuid not null references app.tenants (id),
  consumer text not null,
  event_id bigint not null,
  shop_id uuid,
  type text not null,
  payload jsonb not null,
  error text not null,
  attempts integer not null check (attempts > 0),
  parked_at timestamptz not null default now(),
  primary key (tenant_id, consumer, event_id),
  foreign key (tenant_id, shop_id) references app.shops (tenant_id, id)
);
alter table app.parked_events enable row level security;
alter table app.parked_events force row level security;
create policy tenant on app.parked_events using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id());
create policy relay on app.parked_events to zakpos_worker using (true) with check (true);
grant select, insert, delete on app.parked_events to zakpos_worker;
grant select on app.parked_events to zakpos_readonly;

-- The worker sees no cart and no reservation but those that nobody needs any more.
create policy outlived on app.reservations to zakpos_worker using (expires_at < now() - interval '7 days');
grant select (tenant_id, cart_line_id, expires_at), delete on app.reservations to zakpos_worker;
create policy outlived on app.carts for select to zakpos_worker
  using (status = 'abandoned' or (status = 'open' and updated_at < now() - interval '1 day'));
create policy abandon on app.carts for update to zakpos_worker
  using (status = 'open' and updated_at < now() - interval '1 day') with check (status = 'abandoned');
grant select (tenant_id, id, status, version, updated_at), update (status, version) on app.carts to zakpos_worker;
