import { type Figures } from './load.ts';
import { pricePaisa, type Stage } from './stage.ts';
import type { Row } from './report.ts';

/** A catalogue file of so many products, in the columns of the import. */
const catalogue = (products: number): string => {
  const lines = ['sku,name,price,barcode,category,brand'];
  for (let n = 1; n <= products; n += 1) {
    lines.push(
      `I${n},Imported product ${n},${(pricePaisa(n) / 100).toFixed(2)},IB${String(n).padStart(8, '0')},Category ${n % 300},Brand ${n % 900}`,
    );
  }
  return `${lines.join('\n')}\n`;
};

const once = (seconds: number, count: number): Figures => ({
  perSecond: count / seconds,
  p50Ms: seconds * 1_000,
  p95Ms: seconds * 1_000,
  p99Ms: seconds * 1_000,
});

/** One import into an empty part of a tenant's catalogue; the baseline writes as many bare rows into the same three tables by one statement each. */
export async function importScenario(stage: Stage, products: number): Promise<Row> {
  const [tenant, other] = stage.tenants;
  if (!tenant || !other) throw new Error('The import needs two tenants.');
  const startedAt = performance.now();
  const answer = await fetch(`${stage.api}/v1/catalogue/import`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', authorization: `Bearer ${tenant.accessToken}` },
    body: catalogue(products),
  });
  const result = (await answer.json()) as { created?: number };
  if (!answer.ok || result.created !== products) throw new Error(`The import failed: ${JSON.stringify(result).slice(0, 500)}`);
  const apiSeconds = (performance.now() - startedAt) / 1_000;

  const bareStartedAt = performance.now();
  const tenantId = other.id;
  await stage.query(`begin;
    insert into app.products (tenant_id, id, name, unit_id, tax_class_id)
    select '${tenantId}', ('00000000-0000-7000-8101-' || lpad(to_hex(n), 12, '0'))::uuid, 'Imported product ' || n,
      (select unit_id from app.products where tenant_id = '${tenantId}' limit 1), (select tax_class_id from app.products where tenant_id = '${tenantId}' limit 1)
    from generate_series(1, ${products}) n;
    insert into app.variants (tenant_id, id, product_id, sku, price_paisa, search_text)
    select '${tenantId}', ('00000000-0000-7000-8100-' || lpad(to_hex(n), 12, '0'))::uuid,
      ('00000000-0000-7000-8101-' || lpad(to_hex(n), 12, '0'))::uuid, 'I' || n, 1000, 'imported product ' || n || ' i' || n
    from generate_series(1, ${products}) n;
    insert into app.barcodes (tenant_id, id, variant_id, lookup_key, raw)
    select '${tenantId}', ('00000000-0000-7000-8102-' || lpad(to_hex(n), 12, '0'))::uuid,
      ('00000000-0000-7000-8100-' || lpad(to_hex(n), 12, '0'))::uuid, 'IB' || lpad(n::text, 8, '0'), 'IB' || lpad(n::text, 8, '0')
    from generate_series(1, ${products}) n;
    commit`);
  const bareSeconds = (performance.now() - bareStartedAt) / 1_000;
  return {
    name: `import of ${products}`,
    connections: 1,
    api: once(apiSeconds, products),
    barePerSecond: products / bareSeconds,
    memoryMiB: stage.memoryMiB(),
  };
}
