-- One client of many that share the pooler's connections: each step divides by zero where another client's tenant shows, or its own is lost.
\set n :client_id * 1000000 + random(0, 999999)
select 1 / (app.tenant_id() is null)::int;
\startpipeline
begin;
select set_config('app.tenant_id', lpad(:n::bigint::text, 32, '0'), true);
select 1 / (app.tenant_id() = lpad(:n::bigint::text, 32, '0')::uuid)::int, pg_sleep(0.001);
commit;
\endpipeline
select 1 / (app.tenant_id() is null)::int;
