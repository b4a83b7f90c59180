-- The tenants by number, so that a pgbench script can name one: made once after seeding, read by an index look-up of its own.
create table if not exists public.bench_tenants (n int primary key, id uuid not null, shop_id uuid not null, member_id uuid not null);
truncate public.bench_tenants;
insert into public.bench_tenants
select row_number() over (order by t.created_at), t.id,
  (select s.id from app.shops s where s.tenant_id = t.id order by s.created_at limit 1),
  (select m.id from app.memberships m where m.tenant_id = t.id limit 1)
from app.tenants t;
grant usage on schema public to zakpos_app;
grant select on public.bench_tenants to zakpos_app;
analyze public.bench_tenants;
