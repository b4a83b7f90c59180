-- Fills one tenant that has signed up; its id and the sizes come as settings bench.tenant, bench.products, bench.registers.
-- Ids are made of numbers, so that pgbench can name a row without reading it first.
do $seed$
declare
  v_tenant uuid := current_setting('bench.tenant');
  v_products int := current_setting('bench.products');
  v_registers int := current_setting('bench.registers');
  v_member uuid := (select id from app.memberships where tenant_id = v_tenant limit 1);
  v_shop uuid := (select id from app.shops where tenant_id = v_tenant order by created_at limit 1);
  v_unit uuid := (select id from app.units where tenant_id = v_tenant and decimals = 0 order by code limit 1);
  v_tax uuid := (select id from app.tax_classes where tenant_id = v_tenant and code = 'standard');
begin
  insert into app.products (tenant_id, id, name, unit_id, tax_class_id)
  select v_tenant, ('00000000-0000-7000-8001-' || lpad(to_hex(n), 12, '0'))::uuid, 'Product ' || n, v_unit, v_tax
  from generate_series(1, v_products) n;
  insert into app.variants (tenant_id, id, product_id, sku, price_paisa, search_text)
  select v_tenant, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
    ('00000000-0000-7000-8001-' || lpad(to_hex(n), 12, '0'))::uuid, 'P' || n, 1000 + (n * 37) % 20000, 'product ' || n || ' p' || n
  from generate_series(1, v_products) n;
  insert into app.barcodes (tenant_id, id, variant_id, lookup_key, gtin14, raw)
  select v_tenant, ('00000000-0000-7000-8002-' || lpad(to_hex(n), 12, '0'))::uuid,
    ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'B' || lpad(n::text, 7, '0'), null, 'B' || lpad(n::text, 7, '0')
  from generate_series(1, v_products) n;
  insert into app.stock (tenant_id, shop_id, variant_id, qty_thousandths, value_paisa, last_cost_paisa)
  select v_tenant, v_shop, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 900000000, 720000000, 800
  from generate_series(1, v_products) n;
  insert into app.registers (tenant_id, id, shop_id, name)
  select v_tenant, ('00000000-0000-7000-8003-' || lpad(to_hex(n), 12, '0'))::uuid, v_shop, 'Bench ' || n
  from generate_series(1, v_registers) n;
  insert into app.cash_sessions (tenant_id, id, shop_id, register_id, session_number, float_paisa, opened_by)
  select v_tenant, ('00000000-0000-7000-8004-' || lpad(to_hex(n), 12, '0'))::uuid, v_shop,
    ('00000000-0000-7000-8003-' || lpad(to_hex(n), 12, '0'))::uuid, 1, 0, v_member
  from generate_series(1, v_registers) n;
end
$seed$;
