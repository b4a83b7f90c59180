-- Tenants, people, devices, sessions, idempotency keys and the audit log.
-- Every tenant table: tenant_id leads the key, forced row-level security, composite foreign keys, no cascade.

-- For append-only tables: the revoked grants stop the application, this stops the owner's own slips too.
create function app.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of %.% is refused: it is append-only', tg_op, tg_table_schema, tg_table_name using errcode = 'restrict_violation';
end
$$;

create table app.tenants (
  id uuid primary key,
  name text not null check (name <> ''),
  created_at timestamptz not null default now()
);
alter table app.tenants enable row level security;
alter table app.tenants force row level security;
create policy tenant on app.tenants using (id = app.tenant_id()) with check (id = app.tenant_id());

-- People are global: the same person may work for several tenants. What a tenant says about a person is in memberships.
create table app.users (
  id uuid primary key,
  email text unique check (email = lower(email)),
  password_hash text,
  locale text not null check (locale in ('bn', 'en')),
  created_at timestamptz not null default now(),
  check ((email is null) = (password_hash is null))
);

create table app.memberships (
  tenant_id uuid not null references app.tenants (id),
  id uuid not null,
  user_id uuid not null references app.users (id),
  name text not null check (name <> ''),
  role text not null check (role in ('owner', 'manager', 'cashier')),
  extra_permissions text[] not null default '{}',
  enabled boolean not null default true,
  pin_hash text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, user_id)
);
create index memberships_user on app.memberships (user_id);
alter table app.memberships enable row level security;
alter table app.memberships force row level security;
create policy tenant on app.memberships using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id());

alter table app.users enable row level security;
alter table app.users force row level security;
-- A tenant sees the people who are its members, and no one else.
create policy member on app.users for select
  using (exists (select from app.memberships m where m.user_id = users.id and m.tenant_id = app.tenant_id()));
-- A person is added before the membership that makes them visible; nothing can be read or changed that way.
create policy register on app.users for insert with check (true);

create table app.devices (
  tenant_id uuid not null references app.tenants (id),
  id uuid not null,
  name text not null check (name <> ''),
  register_id uuid, -- its foreign key comes with the registers
  token_hash bytea not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, created_by) references app.memberships (tenant_id, id)
);
alter table app.devices enable row level security;
alter table app.devices force row level security;
create policy tenant on app.devices using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id());

-- One sign-in: the family of its refresh tokens. Only hashes are kept; `previous_hash` serves a retry whose answer was lost.
create table app.sessions (
  tenant_id uuid not null references app.tenants (id),
  id uuid not null,
  membership_id uuid not null,
  device_id uuid,
  refresh_hash bytea not null,
  previous_hash bytea,
  rotated_at timestamptz,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_because text check (revoked_because in ('signed_out', 'signed_out_everywhere', 'refresh_token_reused', 'device_revoked', 'member_disabled')),
  primary key (tenant_id, id),
  foreign key (tenant_id, membership_id) references app.memberships (tenant_id, id),
  foreign key (tenant_id, device_id) references app.devices (tenant_id, id),
  check ((revoked_at is null) = (revoked_because is null)),
  check ((previous_hash is null) = (rotated_at is null))
);
create index sessions_live_of_member on app.sessions (tenant_id, membership_id) where revoked_at is null;
create index sessions_age on app.sessions (expires_at);
create index sessions_live_of_device on app.sessions (tenant_id, device_id) where revoked_at is null;
alter table app.sessions enable row level security;
alter table app.sessions force row level security;
create policy tenant on app.sessions using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id());

-- Failed sign-ins by account and by network address, before any tenant is known. `subject_hash` names neither in clear.
create table app.sign_in_attempts (
  subject_hash bytea primary key,
  failures integer not null check (failures > 0),
  last_failure_at timestamptz not null,
  locked_until timestamptz not null
);
alter table app.sign_in_attempts enable row level security;
alter table app.sign_in_attempts force row level security;
create policy before_any_tenant on app.sign_in_attempts to zakpos_app using (true) with check (true);

create table app.idempotency_keys (
  tenant_id uuid not null references app.tenants (id),
  key text not null check (length(key) between 8 and 200),
  route text not null,
  request_hash bytea not null,
  -- Empty only inside the transaction that makes the key.
  response_status smallint,
  response_body jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant_id, key)
);
create index idempotency_keys_age on app.idempotency_keys (created_at);
alter table app.idempotency_keys enable row level security;
alter table app.idempotency_keys force row level security;
create policy tenant on app.idempotency_keys using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id());

create table app.audit_log (
  tenant_id uuid not null references app.tenants (id),
  id uuid not null,
  at timestamptz not null default clock_timestamp(),
  -- Null where the system itself acted, e.g. on a reused refresh token.
  actor_id uuid,
  device_id uuid,
  action text not null check (action <> ''),
  subject_type text not null check (subject_type <> ''),
  subject_id uuid,
  before jsonb,
  after jsonb,
  reason text,
  approver_id uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, actor_id) references app.memberships (tenant_id, id),
  foreign key (tenant_id, approver_id) references app.memberships (tenant_id, id),
  foreign key (tenant_id, device_id) references app.devices (tenant_id, id)
);
create index audit_log_at on app.audit_log (tenant_id, at desc);
create index audit_log_subject on app.audit_log (tenant_id, subject_type, subject_id);
alter table app.audit_log enable row level security;
alter table app.audit_log force row level security;
create policy tenant on app.audit_log using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id());
create trigger append_only before update or delete or truncate on app.audit_log
  for each statement execute function app.refuse_change();

-- Sign-in knows an e-mail and no tenant yet. These two policies let the functions below look across tenants, and nothing else:
-- the application cannot become zakpos_owner.
create policy sign_in on app.users for select to zakpos_owner using (true);
create policy sign_in on app.memberships for select to zakpos_owner using (true);
create policy sign_in on app.tenants for select to zakpos_owner using (true);

-- What sign-in needs to know about an e-mail, one row per membership.
create function app.sign_in_candidates(p_email text)
returns table (user_id uuid, password_hash text, tenant_id uuid, membership_id uuid, enabled boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select u.id, u.password_hash, m.tenant_id, m.id, m.enabled
  from app.users u join app.memberships m on m.user_id = u.id
  where u.email = p_email
  order by m.created_at, m.id;
end;
revoke all on function app.sign_in_candidates(text) from public;
grant execute on function app.sign_in_candidates(text) to zakpos_app;

-- Every membership of one person, for ending all of their sessions.
create function app.memberships_of_user(p_user_id uuid)
returns table (tenant_id uuid, membership_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select m.tenant_id, m.id from app.memberships m where m.user_id = p_user_id;
end;
revoke all on function app.memberships_of_user(uuid) from public;
grant execute on function app.memberships_of_user(uuid) to zakpos_app;

grant select, insert on app.tenants to zakpos_app;
grant update (name) on app.tenants to zakpos_app;
-- Never the password hash: it is read through sign_in_candidates only.
grant select (id, email, locale, created_at), insert on app.users to zakpos_app;
grant select, insert on app.memberships to zakpos_app;
grant update (name, role, extra_permissions, enabled, pin_hash) on app.memberships to zakpos_app;
grant select, insert on app.devices to zakpos_app;
grant update (name, register_id, revoked_at) on app.devices to zakpos_app;
grant select, insert on app.sessions to zakpos_app;
grant update (refresh_hash, previous_hash, rotated_at, expires_at, revoked_at, revoked_because) on app.sessions to zakpos_app;
grant select, insert, update, delete on app.sign_in_attempts to zakpos_app;
grant select, insert, delete on app.idempotency_keys to zakpos_app;
grant update (response_status, response_body) on app.idempotency_keys to zakpos_app;
grant select, insert on app.audit_log to zakpos_app;

-- The worker tidies up what has served its time, and can see no younger row of it.
create policy outlived on app.idempotency_keys to zakpos_worker using (created_at < now() - interval '7 days');
grant select (tenant_id, key, created_at), delete on app.idempotency_keys to zakpos_worker;
create policy outlived on app.sign_in_attempts to zakpos_worker using (last_failure_at < now() - interval '1 day');
grant select (subject_hash, last_failure_at), delete on app.sign_in_attempts to zakpos_worker;
create policy outlived on app.sessions to zakpos_worker using (expires_at < now() - interval '7 days');
grant select (tenant_id, id, expires_at), delete on app.sessions to zakpos_worker;

-- For reports and support; secrets' hashes stay out.
grant select on app.tenants, app.idempotency_keys, app.audit_log to zakpos_readonly;
grant select (id, email, locale, created_at) on app.users to zakpos_readonly;
grant select (tenant_id, id, user_id, name, role, extra_permissions, enabled, created_at) on app.memberships to zakpos_readonly;
grant select (tenant_id, id, name, register_id, created_by, created_at, revoked_at) on app.devices to zakpos_readonly;
grant select (tenant_id, id, membership_id, device_id, created_at, rotated_at, expires_at, revoked_at, revoked_because)
  on app.sessions to zakpos_readonly;
