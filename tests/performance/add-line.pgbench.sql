-- The statements of adding a line to an open cart, bare: ten round trips. Each client has a cart of its own.
\set tenant :client_id % :tenants + 1
\set register :client_id + 1
\set n random(1, 1000)
\if :known = 0
select id as tenant_id, shop_id, member_id, gen_random_uuid() as cart_id from public.bench_tenants where n = :tenant::int \gset
begin;
select set_config('app.tenant_id', :tenant_id, true);
insert into carts (tenant_id, id, shop_id, register_id, created_by) values (app.tenant_id(), :cart_id, :shop_id, ('00000000-0000-7000-8003-' || lpad(to_hex(:register::int), 12, '0'))::uuid, :member_id);
commit;
\set known 1
\set line 0
\endif
\set line :line + 1
begin;
select set_config('app.tenant_id', :tenant_id, true), gen_random_uuid() as line_id \gset
insert into idempotency_keys (tenant_id, key, route, request_hash, response_status, response_body) values (app.tenant_id(), :line_id::text, 'POST /carts/{cartId}/lines', '\x00', 201, '{}') on conflict do nothing;
select * from carts where tenant_id = app.tenant_id() and id = :cart_id for update;
select v.id as variant_id, v.price_paisa, r.vat_rate_basis_points from barcodes b join variants v on v.tenant_id = b.tenant_id and v.id = b.variant_id join products p on p.tenant_id = v.tenant_id and p.id = v.product_id join units u on u.tenant_id = v.tenant_id and u.id = p.unit_id left join tax_rates r on r.tenant_id = v.tenant_id and r.tax_class_id = p.tax_class_id and r.valid @> current_date where b.tenant_id = app.tenant_id() and b.lookup_key = 'B' || lpad(:n::text, 7, '0') \gset
select * from stock where tenant_id = app.tenant_id() and shop_id = :shop_id and variant_id = :variant_id for update;
select coalesce(sum(qty_thousandths), 0) from reservations where tenant_id = app.tenant_id() and shop_id = :shop_id and variant_id = :variant_id and expires_at > now();
insert into cart_lines (tenant_id, id, cart_id, line_number, variant_id, qty_thousandths, unit_price_paisa, list_price_paisa, vat_rate_basis_points, sd_rate_basis_points, price_includes_tax) values (app.tenant_id(), :line_id, :cart_id, :line, :variant_id, 1000, :price_paisa, :price_paisa, 1500, 0, true);
insert into reservations (tenant_id, cart_line_id, cart_id, shop_id, variant_id, qty_thousandths, expires_at) values (app.tenant_id(), :line_id, :cart_id, :shop_id, :variant_id, 1000, now() + interval '30 minutes');
update carts set version = version + 1, updated_at = now() where tenant_id = app.tenant_id() and id = :cart_id;
insert into outbox (tenant_id, shop_id, type, payload) values (app.tenant_id(), :shop_id, 'cart_changed', jsonb_build_object('cartId', :cart_id::text));
commit;
