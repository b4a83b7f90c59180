import { randomUUID } from 'node:crypto';
import { routes } from '@zakpos/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type SignedIn, type TestApp } from '../../test/app.ts';

let app: TestApp;
let owner: SignedIn;
let stranger: SignedIn;
beforeAll(async () => {
  app = await openApp();
  owner = await app.signUpTenant();
  stranger = await app.signUpTenant();
});
afterAll(() => app.close());

const create = (caller: SignedIn, sku: string, more: { barcodes?: string[]; name?: string; pricePaisa?: number } = {}) =>
  caller.call(routes.createProduct, {
    body: {
      name: more.name ?? `Product ${sku}`,
      variants: [{ sku, pricePaisa: more.pricePaisa ?? 1_000, barcodes: more.barcodes ?? [] }],
    },
  });
const made = async (caller: SignedIn, sku: string, more: Parameters<typeof create>[2] = {}) => {
  const { body } = await create(caller, sku, more);
  const [variant] = body.variants;
  if (!variant) throw new Error('no variant');
  return { product: body, variant };
};
const events = async (type: string) => {
  const superuser = await app.database.connect('postgres');
  const { rows } = await superuser.query<{ payload: unknown }>(
    'select payload from app.outbox where tenant_id = $1 and type = $2 order by id',
    [owner.tenantId, type],
  );
  return rows.map(({ payload }) => payload);
};

test('a product is made with variants and barcodes; unit and tax class have defaults', async () => {
  const [units, taxClasses] = await Promise.all([owner.call(routes.listUnits), owner.call(routes.listTaxClasses)]);
  const answer = await owner.call(routes.createProduct, {
    body: {
      name: 'T-Shirt',
      nameBn: 'টি-শার্ট',
      variants: [
        { sku: 'TS-R', name: 'Red', pricePaisa: 45_000, barcodes: ['4006381333931', '৯৬৩৮৫০৭৪'] },
        { sku: 'TS-B', name: 'Blue', pricePaisa: 46_000, priceIncludesTax: false, barcodes: ['SHELF-7'] },
      ],
    },
  });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    unitId: units.body.items.find(({ code }) => code === 'pcs')?.id,
    taxClassId: taxClasses.body.items.find(({ code }) => code === 'standard')?.id,
    categoryId: null,
    variants: [
      {
        sku: 'TS-R',
        barcodes: [
          { code: '৯৬৩৮৫০৭৪', gtin14: '00000096385074' },
          { code: '4006381333931', gtin14: '04006381333931' },
        ],
      },
      { sku: 'TS-B', priceIncludesTax: false, barcodes: [{ code: 'SHELF-7', gtin14: null }] },
    ],
  });
  const read = await owner.call(routes.getProduct, { params: { productId: answer.body.id } });
  expect(read.body).toEqual(answer.body);
});

test('a request that is repeated with its key makes one product', async () => {
  const body = { name: 'Salt', variants: [{ sku: 'SALT', pricePaisa: 4_200 }] };
  const idempotencyKey = randomUUID();
  const answers = await Promise.all(Array.from({ length: 5 }, () => owner.call(routes.createProduct, { body, idempotencyKey })));
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  const other = await owner.call(routes.createProduct, { body: { ...body, name: 'Sugar' }, idempotencyKey });
  expect(other.problem.code).toBe('idempotency_key_reused');
});

test('SKU and barcode belong to one variant of a tenant, and the field is named', async () => {
  await create(owner, 'DUP', { barcodes: ['036000291452'] });
  expect((await create(owner, 'DUP')).problem).toMatchObject({ code: 'duplicate', errors: [{ pointer: '/variants/0/sku' }] });
  // The same number, printed as UPC-A there and as EAN-13 here.
  expect((await create(owner, 'DUP2', { barcodes: ['0036000291452'] })).problem).toMatchObject({
    code: 'duplicate',
    errors: [{ pointer: '/variants/0/barcodes/0' }],
  });
  expect((await create(owner, 'DUP3', { barcodes: ['SAME', 'SAME'] })).problem).toMatchObject({
    errors: [{ pointer: '/variants/0/barcodes/1' }],
  });
  const twice = await owner.call(routes.createProduct, {
    body: {
      name: 'Twice',
      variants: [
        { sku: 'TW', pricePaisa: 1 },
        { sku: 'TW', pricePaisa: 2 },
      ],
    },
  });
  expect(twice.problem).toMatchObject({ code: 'duplicate', errors: [{ pointer: '/variants/1/sku' }] });
  expect((await create(stranger, 'DUP', { barcodes: ['036000291452'] })).status).toBe(201);
});

test('of many who take one barcode at once, one gets it', async () => {
  const { variant } = await made(owner, 'RACE');
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_unused, index) =>
      index % 2 === 0
        ? create(owner, `RACE-${index}`, { barcodes: ['RACED'] })
        : owner.call(routes.addBarcode, { params: { variantId: variant.id }, body: { code: 'RACED' } }),
    ),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
});

test('a barcode whose check digit is wrong is refused, a text that is none as well', async () => {
  expect((await create(owner, 'CD', { barcodes: ['4006381333932'] })).problem).toMatchObject({
    code: 'barcode_check_digit',
    errors: [{ pointer: '/variants/0/barcodes/0' }],
  });
  const { variant } = await made(owner, 'CD');
  const params = { variantId: variant.id };
  expect((await owner.call(routes.addBarcode, { params, body: { code: '12345678901234' } })).problem).toMatchObject({
    code: 'barcode_check_digit',
    errors: [{ pointer: '/code' }],
  });
  expect((await owner.call(routes.addBarcode, { params, body: { code: ']C1' } })).problem).toMatchObject({
    code: 'invalid_request',
    errors: [{ pointer: '/code' }],
  });
});

test('barcodes come and go', async () => {
  const { variant } = await made(owner, 'BC');
  const added = await owner.call(routes.addBarcode, { params: { variantId: variant.id }, body: { code: '5901234123457' } });
  const barcodeId = added.body.variants[0]?.barcodes[0]?.id ?? '';
  expect((await stranger.call(routes.removeBarcode, { params: { barcodeId } })).problem.code).toBe('not_found');
  const removed = await owner.call(routes.removeBarcode, { params: { barcodeId } });
  expect(removed.body.variants[0]?.barcodes).toEqual([]);
  expect((await owner.call(routes.removeBarcode, { params: { barcodeId } })).problem.code).toBe('not_found');
});

test('a new price is audited and announced, a new name is not', async () => {
  const { product, variant } = await made(owner, 'PRICE', { pricePaisa: 5_000 });
  const params = { variantId: variant.id };
  const changed = await owner.call(routes.updateVariant, { params, body: { pricePaisa: 5_500 } });
  expect(changed.body.variants[0]?.pricePaisa).toBe(5_500);
  expect(changed.body.updatedAt > product.updatedAt).toBe(true);
  await owner.call(routes.updateVariant, { params, body: { pricePaisa: 5_500, name: 'Large' } });
  await owner.call(routes.updateProduct, { params: { productId: product.id }, body: { name: 'Priced' } });
  expect(await events('price_changed')).toEqual([{ variantIds: [variant.id] }]);
  const zero = (await owner.call(routes.listTaxClasses)).body.items.find(({ code }) => code === 'zero')?.id;
  await owner.call(routes.updateProduct, { params: { productId: product.id }, body: { taxClassId: zero } });
  expect(await events('price_changed')).toHaveLength(2);
  const superuser = await app.database.connect('postgres');
  const { rows } = await superuser.query('select before, after from app.audit_log where subject_id = $1', [variant.id]);
  expect(rows).toEqual([
    { before: { pricePaisa: 5_000, priceIncludesTax: true }, after: { pricePaisa: 5_500, priceIncludesTax: true } },
  ]);
});

test('products are listed by name, page by page, each once', async () => {
  const seller = await app.signUpTenant();
  const names = ['আটা', 'Zebra', 'apple', 'চাল মিনিকেট', 'Apple', 'চাল নাজির', 'banana'];
  for (const [index, name] of names.entries()) await create(seller, `L-${index}`, { name });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { body }: { body: { items: { name: string }[]; nextCursor: string | null } } = await seller.call(routes.listProducts, {
      query: { limit: 3, ...(cursor === undefined ? {} : { cursor }) },
    });
    seen.push(...body.items.map(({ name }) => name));
    cursor = body.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(['apple', 'Apple', 'banana', 'Zebra', 'আটা', 'চাল নাজির', 'চাল মিনিকেট']);
  const found = await seller.call(routes.listProducts, { query: { q: 'chal', limit: 1 } });
  expect(found.body.items.map(({ name }) => name)).toEqual(['চাল নাজির']);
  const cursorOfOther = Buffer.from('["x","not an id"]').toString('base64url');
  expect((await seller.call(routes.listProducts, { query: { cursor: cursorOfOther } })).problem.code).toBe('invalid_request');
});

test('another tenant’s ids are not found or unknown in every route, and nothing changes', async () => {
  const { product, variant } = await made(owner, 'MINE', { barcodes: ['MINE-1'] });
  const category = (await owner.call(routes.createCategory, { body: { name: 'Mine' } })).body;
  const productId = product.id;
  const theirs = await made(stranger, 'THEIRS');
  const body = { name: 'X', variants: [{ sku: 'X', pricePaisa: 1 }] };
  const notFound = await Promise.all([
    stranger.call(routes.getProduct, { params: { productId } }),
    stranger.call(routes.updateProduct, { params: { productId }, body: { name: 'Stolen' } }),
    stranger.call(routes.addVariant, { params: { productId }, body: { sku: 'S1', pricePaisa: 1 } }),
    stranger.call(routes.updateVariant, { params: { variantId: variant.id }, body: { pricePaisa: 1 } }),
    stranger.call(routes.addBarcode, { params: { variantId: variant.id }, body: { code: 'THEFT' } }),
  ]);
  expect(notFound.map(({ problem }) => problem.code)).toEqual(Array.from({ length: 5 }, () => 'not_found'));
  const unknown = await Promise.all([
    stranger.call(routes.createProduct, { body: { ...body, categoryId: category.id } }),
    stranger.call(routes.createProduct, { body: { ...body, unitId: product.unitId } }),
    stranger.call(routes.createProduct, { body: { ...body, taxClassId: product.taxClassId } }),
    stranger.call(routes.updateProduct, { params: { productId: theirs.product.id }, body: { taxClassId: product.taxClassId } }),
    stranger.call(routes.updateProduct, { params: { productId: theirs.product.id }, body: { categoryId: category.id } }),
  ]);
  expect(unknown.map(({ problem }) => [problem.code, problem.errors?.[0]?.pointer])).toEqual([
    ['reference_unknown', '/categoryId'],
    ['reference_unknown', '/unitId'],
    ['reference_unknown', '/taxClassId'],
    ['reference_unknown', '/taxClassId'],
    ['reference_unknown', '/categoryId'],
  ]);
  expect((await stranger.call(routes.listProducts, { query: { categoryId: category.id } })).body.items).toEqual([]);
  expect((await owner.call(routes.getProduct, { params: { productId } })).body).toEqual(product);
  expect((await stranger.call(routes.listProducts, { query: {} })).body.items.map(({ name }) => name)).not.toContain('X');
});
