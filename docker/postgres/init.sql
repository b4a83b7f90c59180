-- Run once by the superuser in the fresh database: roles, extensions, the schema and what row-level security stands on.
-- Tables come from server/migrations, as zakpos_owner. Passwords are set afterwards from the secret files, never here.

create role zakpos_owner login;
create role zakpos_app login;
create role zakpos_worker login;
create role zakpos_readonly login;
create role zakpos_backup login replication;
create role zakpos_metrics login;
-- The pooler: looks up what a password must match. A look-up a sign-in, and its own health check.
create role zakpos_pgbouncer login connection limit 5;
-- The container's health check, through the socket only: it never has a password.
create role zakpos_health login connection limit 3;

-- An application that forgets its tenant must see nothing: no role but the superuser may step around a policy.
alter role zakpos_owner nosuperuser nocreatedb nocreaterole nobypassrls;
alter role zakpos_app nosuperuser nocreatedb nocreaterole nobypassrls;
alter role zakpos_worker nosuperuser nocreatedb nocreaterole nobypassrls;
alter role zakpos_readonly nosuperuser nocreatedb nocreaterole nobypassrls;
alter role zakpos_metrics nosuperuser nocreatedb nocreaterole nobypassrls;
alter role zakpos_pgbouncer nosuperuser nocreatedb nocreaterole nobypassrls;
alter role zakpos_health nosuperuser nocreatedb nocreaterole nobypassrls;
grant pg_monitor to zakpos_metrics;

-- A statement that hangs must not hold a shop's stock rows or its invoice counter.
alter role zakpos_app set statement_timeout = '30s';
alter role zakpos_app set lock_timeout = '10s';
alter role zakpos_app set idle_in_transaction_session_timeout = '30s';
alter role zakpos_app set search_path = app, extensions;
-- Every statement is prepared and reaches its rows by keys. Left to itself the planner would plan those that take arrays anew each
-- time, because it expects ten elements: 2 ms instead of 0.4 ms for a look-up.
alter role zakpos_app set plan_cache_mode = force_generic_plan;
-- What a constraint or a cast refuses is quoted in its message, "Key (phone)=(…) already exists": customers' data, which has no place
-- in the server's log. The client gets the error, and the API says in its own log what may be said. LOG and FATAL stay.
alter role zakpos_app set log_min_messages = 'log';
alter role zakpos_worker set log_min_messages = 'log';
alter role zakpos_worker set search_path = app, extensions;
alter role zakpos_worker set idle_in_transaction_session_timeout = '60s';
alter role zakpos_readonly set search_path = app, extensions;
alter role zakpos_readonly set default_transaction_read_only = on;
alter role zakpos_owner set search_path = app, extensions;

-- Names of products are searched by trigram; periods of tax rates exclude each other.
create schema extensions;
create extension pg_trgm schema extensions;
create extension btree_gist schema extensions;
create extension btree_gin schema extensions;
create extension pg_stat_statements schema extensions;

-- LIKE tells nothing of a row but whether it matches, except by an error for a pattern that ends in a lone backslash, and is not
-- marked so: without the mark row-level security keeps the planner from searching names by their trigram index, because it must
-- compare the tenant first. Why that error opens nothing: docs/decisions/planner-and-row-level-security.md.
alter function pg_catalog.textlike(text, text) leakproof;

create schema app authorization zakpos_owner;
revoke all on schema public from public;
grant usage on schema extensions to public;
grant usage on schema app to zakpos_app, zakpos_worker, zakpos_readonly;

do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to zakpos_owner, zakpos_app, zakpos_worker, zakpos_readonly, zakpos_backup, zakpos_metrics, zakpos_pgbouncer, zakpos_health', current_database());
  -- A catalogue file is checked as a whole in a temporary table before any of it is taken over.
  execute format('grant temporary on database %I to zakpos_app', current_database());
end
$$;

-- What the pooler checks a sign-in against: of the application's own logins only (and the second of each pair while a password is
-- rotated), never of the owner or a superuser. A verifier proves a password and does not tell it.
create schema pgbouncer;
create function pgbouncer.user_lookup(sought text, out p_user text, out p_password text) returns setof record
  language sql stable strict security definer set search_path = pg_catalog, pg_temp
begin atomic
  select rolname::text, rolpassword
  from pg_catalog.pg_authid
  where rolname = sought
    and sought ~ '^zakpos_(app|worker)(_[a-z0-9]+)?$'
    and rolcanlogin
    and not rolsuper
    and (rolvaliduntil is null or rolvaliduntil > now());
end;
revoke all on function pgbouncer.user_lookup(text) from public;
grant usage on schema pgbouncer to zakpos_pgbouncer;
grant execute on function pgbouncer.user_lookup(text) to zakpos_pgbouncer;

-- One row that the health check writes: proof that the database takes writes.
create schema health;
create table health.heartbeat (one boolean primary key default true check (one), at timestamptz not null);
grant usage on schema health to zakpos_health;
grant select, insert, update on health.heartbeat to zakpos_health;
alter role zakpos_health set statement_timeout = '3s';

set role zakpos_owner;

-- The tenant of the current transaction. Unset or empty gives NULL, and NULL matches no row: on a fresh connection and on a
-- reused one alike. A plain cast of the setting would raise on both.
create function app.tenant_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;

reset role;
