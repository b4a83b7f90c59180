import { Validator } from '@seriousme/openapi-schema-validator';
import { routes } from '@zakpos/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type TestApp } from '../../../test/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

interface Document {
  openapi: string;
  paths: Record<
    string,
    Record<string, { operationId: string; parameters: { name: string; required: boolean }[]; responses: object }>
  >;
  components: { schemas: Record<string, unknown> };
}
const document = async () => (await (await app.anonymous.fetch('/openapi.json')).json()) as Document;

test('the document is valid OpenAPI 3.1, references and all', async () => {
  const validator = new Validator();
  const result = await validator.validate({ ...(await document()) });
  expect(result).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('it names every route of the contracts, and how to use it', async () => {
  const { paths } = await document();
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(routes).toSorted());
  const sale = paths['/v1/sales']?.['post'];
  expect(sale?.parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', required: true }));
  expect(Object.keys(sale?.responses ?? {})).toEqual(
    expect.arrayContaining(['201', '400', '401', '403', '409', '422', '429', '503']),
  );
});

test('every component describes something', async () => {
  const { components } = await document();
  const empty = Object.entries(components.schemas).filter(([, schema]) => !JSON.stringify(schema).includes('"properties"'));
  expect(empty.map(([name]) => name)).toEqual([]);
  expect(components.schemas['Sale']).toMatchObject({ type: 'object', properties: { invoiceNumber: { type: 'string' } } });
});

test('every reference leads to a component', async () => {
  const doc = await document();
  const references = [...JSON.stringify(doc).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name ?? '',
  );
  expect(references.length).toBeGreaterThan(20);
  expect(references.filter((name) => !(name in doc.components.schemas))).toEqual([]);
});

test('the page to try it needs nothing from elsewhere', async () => {
  const page = await app.anonymous.fetch('/docs');
  const html = await page.text();
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(html).not.toMatch(/https?:\/\//);
  for (const [, address] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
    const asset = await app.anonymous.fetch(address ?? '');
    expect(asset.status).toBe(200);
    expect((await asset.text()).length).toBeGreaterThan(50);
  }
});
