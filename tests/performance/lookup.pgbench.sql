-- A barcode look-up, bare: four round trips.
\set tenant :client_id % :tenants + 1
\set n random(1, 1000)
\if :known = 0
select id as tenant_id, shop_id, member_id from public.bench_tenants where n = :tenant::int \gset
\set known 1
\endif
begin;
select set_config('app.tenant_id', :tenant_id, true);
select v.id, v.sku, p.name, p.name_bn, u.code, u.decimals, v.price_paisa, v.price_includes_tax, r.vat_rate_basis_points, r.sd_rate_basis_points, s.qty_thousandths from barcodes b join variants v on v.tenant_id = b.tenant_id and v.id = b.variant_id join products p on p.tenant_id = v.tenant_id and p.id = v.product_id join units u on u.tenant_id = v.tenant_id and u.id = p.unit_id left join tax_rates r on r.tenant_id = v.tenant_id and r.tax_class_id = p.tax_class_id and r.valid @> current_date left join stock s on s.tenant_id = v.tenant_id and s.shop_id = :shop_id and s.variant_id = v.id where b.tenant_id = app.tenant_id() and b.lookup_key = 'B' || lpad(:n::text, 7, '0');
commit;
