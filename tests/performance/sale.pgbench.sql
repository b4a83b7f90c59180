-- The statements of a one-request sale of five lines, bare: fifteen round trips, forced row-level security, no rules in between.
\set tenant :client_id % :tenants + 1
\set register :client_id + 1
\set v1 random(1, 200)
\set v2 random(201, 400)
\set v3 random(401, 600)
\set v4 random(601, 800)
\set v5 random(801, 1000)
\if :known = 0
select id as tenant_id, shop_id, member_id from public.bench_tenants where n = :tenant::int \gset
\set known 1
\endif
begin;
select set_config('app.tenant_id', :tenant_id, true), gen_random_uuid() as sale_id, gen_random_uuid() as journal_id \gset
insert into idempotency_keys (tenant_id, key, route, request_hash, response_status, response_body) values (app.tenant_id(), :sale_id::text, 'POST /sales', '\x00', 201, jsonb_build_object('saleId', :sale_id::text)) on conflict do nothing;
select c.id as session_id, r.id as register_id from registers r join shops s on s.tenant_id = r.tenant_id and s.id = r.shop_id join tenant_settings t on t.tenant_id = r.tenant_id join cash_sessions c on c.tenant_id = r.tenant_id and c.register_id = r.id and c.status = 'open' where r.tenant_id = app.tenant_id() and r.id = ('00000000-0000-7000-8003-' || lpad(to_hex(:register::int), 12, '0'))::uuid \gset
select v.id, v.price_paisa, p.name, u.code, r.vat_rate_basis_points from variants v join products p on p.tenant_id = v.tenant_id and p.id = v.product_id join units u on u.tenant_id = v.tenant_id and u.id = p.unit_id left join tax_rates r on r.tenant_id = v.tenant_id and r.tax_class_id = p.tax_class_id and r.valid @> current_date where v.tenant_id = app.tenant_id() and v.id = any(array(select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid from unnest(array[:v1::int, :v2::int, :v3::int, :v4::int, :v5::int]) n));
select variant_id, qty_thousandths, value_paisa, last_cost_paisa from stock where tenant_id = app.tenant_id() and shop_id = :shop_id and variant_id = any(array(select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid from unnest(array[:v1::int, :v2::int, :v3::int, :v4::int, :v5::int]) n)) order by variant_id for update;
update stock set qty_thousandths = qty_thousandths - 1000, value_paisa = value_paisa - 800 where tenant_id = app.tenant_id() and shop_id = :shop_id and variant_id = any(array(select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid from unnest(array[:v1::int, :v2::int, :v3::int, :v4::int, :v5::int]) n));
insert into document_counters (tenant_id, shop_id, kind, fiscal_year, last_number) values (app.tenant_id(), :shop_id, 'invoice', '2026-27', 1) on conflict (tenant_id, shop_id, kind, fiscal_year) do update set last_number = document_counters.last_number + 1 returning last_number \gset
insert into sales (tenant_id, id, shop_id, register_id, cash_session_id, fiscal_year, number, invoice_number, sold_at, business_day, member_id, subtotal_paisa, discount_paisa, net_paisa, sd_paisa, vat_paisa, total_paisa, rounding_paisa, change_paisa, cost_paisa) values (app.tenant_id(), :sale_id, :shop_id, :register_id, :session_id, '2026-27', :last_number::bigint, 'INV-2627-' || lpad(:last_number::text, 6, '0'), now(), current_date, :member_id, 57500, 0, 50000, 0, 7500, 57500, 0, 2500, 4000);
insert into sale_lines (tenant_id, sale_id, line_number, id, variant_id, sku, name, name_bn, unit_code, qty_thousandths, unit_price_paisa, list_price_paisa, line_discount_paisa, cart_discount_share_paisa, vat_rate_basis_points, sd_rate_basis_points, price_includes_tax, net_paisa, sd_paisa, vat_paisa, total_paisa, cost_paisa) select app.tenant_id(), :sale_id, row_number() over (), gen_random_uuid(), ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'P' || n, 'Product ' || n, '', 'pcs', 1000, 11500, 11500, 0, 0, 1500, 0, true, 10000, 0, 1500, 11500, 800 from unnest(array[:v1::int, :v2::int, :v3::int, :v4::int, :v5::int]) n;
insert into payments (tenant_id, sale_id, ordinal, shop_id, cash_session_id, kind, tendered_paisa, applied_paisa) values (app.tenant_id(), :sale_id, 1, :shop_id, :session_id, 'cash', 60000, 57500);
insert into stock_movements (tenant_id, shop_id, variant_id, kind, qty_thousandths, value_paisa, document_id, document_number) select app.tenant_id(), :shop_id, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'sale', -1000, -800, :sale_id, 'INV-2627-' || lpad(:last_number::text, 6, '0') from unnest(array[:v1::int, :v2::int, :v3::int, :v4::int, :v5::int]) n;
insert into journals (tenant_id, id, shop_id, kind, document_id, document_number, business_day, at) values (app.tenant_id(), :journal_id, :shop_id, 'sale', :sale_id, 'INV-2627-' || lpad(:last_number::text, 6, '0'), current_date, now());
insert into journal_lines (tenant_id, journal_id, line_number, account, debit_paisa, credit_paisa) values (app.tenant_id(), :journal_id, 1, 'cash_till', 57500, 0), (app.tenant_id(), :journal_id, 2, 'revenue', 0, 50000), (app.tenant_id(), :journal_id, 3, 'vat_output', 0, 7500), (app.tenant_id(), :journal_id, 4, 'cogs', 4000, 0), (app.tenant_id(), :journal_id, 5, 'inventory', 0, 4000);
insert into outbox (tenant_id, shop_id, type, payload) values (app.tenant_id(), :shop_id, 'sale_committed', jsonb_build_object('saleId', :sale_id::text));
commit;
