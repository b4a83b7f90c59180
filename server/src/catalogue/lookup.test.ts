import { randomUUID } from 'node:crypto';
import { routes } from '@zakpos/contracts';
import { checkDigit } from '@zakpos/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type SignedIn, type TestApp } from '../../test/app.ts';
import { groceryProducts, importFile } from '../../test/catalogue-file.ts';
import { readCode } from './code-reading.ts';
import { barcodeStatement, searchStatement } from './search.queries.ts';
import { queryWords } from './search-text.ts';

let app: TestApp;
let owner: SignedIn;
let shopId: string;
let stranger: SignedIn;

const label = (body: string) => body + String(checkDigit(body));
const lookup = (code: string, caller = owner) => caller.call(routes.lookup, { query: { shopId, code } });
const search = async (q: string, caller = owner) => {
  const { body } = await caller.call(routes.search, { query: { shopId, q } });
  return body.items.map(({ sku }) => sku);
};

beforeAll(async () => {
  app = await openApp();
  owner = await app.signUpTenant();
  stranger = await app.signUpTenant();
  shopId = (await owner.call(routes.listShops)).body.items[0]?.id ?? '';
  const units = (await owner.call(routes.listUnits)).body.items;
  const unit = (code: string) => ({ unitId: units.find((item) => item.code === code)?.id ?? '' });
  const add = (name: string, sku: string, more: { nameBn?: string; brand?: string; unitId?: string; barcodes?: string[] }) => {
    const { barcodes = [], ...product } = more;
    return owner.call(routes.createProduct, {
      body: { name, ...product, variants: [{ sku, pricePaisa: 12_000, barcodes }] },
    });
  };
  await owner.call(routes.updateSettings, {
    body: {
      inStoreLayouts: [
        { prefix: '21', itemDigits: 5, valueKind: 'weight_grams', valueDigits: 5 },
        { prefix: '22', itemDigits: 5, valueKind: 'price_paisa', valueDigits: 5 },
      ],
    },
  });
  await add('Miniket Rice', 'RICE-5', { nameBn: 'মিনিকেট চাল', brand: 'Pran', barcodes: ['4006381333931', '07350053850019'] });
  await add('Chilli Powder', '10234', { nameBn: 'মরিচ গুঁড়া', brand: 'Radhuni', barcodes: ['SHELF-A7'] });
  await add('Beef', '00042', { ...unit('kg'), nameBn: 'গরুর মাংস' });
  await add('Fish', 'FISH', { ...unit('kg'), barcodes: ['2100077'] });
  await add('Saffron', '00099', unit('g'));
  await add('Special label', 'SP', { barcodes: [label('290000000001')] });
  // An SKU of eight digits that looks like an EAN-8 with a wrong check digit.
  await add('Old number', '12345678', {});
});
afterAll(() => app.close());

test('a code is found however it is printed: EAN-13, GTIN-14, with symbology prefix, in Bangla digits, as SKU', async () => {
  for (const code of ['4006381333931', '04006381333931', ']E04006381333931', '৪০০৬৩৮১৩৩৩৯৩১', '7350053850019', 'RICE-5']) {
    const { body } = await lookup(code);
    expect(body).toMatchObject({ sku: 'RICE-5', name: 'Miniket Rice', nameBn: 'মিনিকেট চাল', qtyThousandths: 1_000 });
  }
  expect((await lookup('SHELF-A7')).body).toMatchObject({ sku: '10234', encodedPricePaisa: null });
  expect((await lookup('4006381333931')).body).toMatchObject({
    unitCode: 'pcs',
    unitDecimals: 0,
    pricePaisa: 12_000,
    priceIncludesTax: true,
    vatRateBasisPoints: 1_500,
    sdRateBasisPoints: 0,
    availableThousandths: 0,
  });
});

test('a GS1 code is found by the GTIN within it', async () => {
  expect((await lookup(']d201040063813339311726123110LOT7')).body.sku).toBe('RICE-5');
  expect((await lookup('010400638133393110LOT7\u001d17261231')).body.sku).toBe('RICE-5');
});

test('a wrong check digit and an unknown code are told apart', async () => {
  expect((await lookup('4006381333932')).problem).toMatchObject({ code: 'barcode_check_digit', status: 422 });
  expect((await lookup('5901234123457')).problem).toMatchObject({ code: 'barcode_unknown', status: 404 });
  expect((await lookup('nothing like it')).problem.code).toBe('barcode_unknown');
  expect((await lookup("' or 1=1 --")).problem.code).toBe('barcode_unknown');
  expect((await lookup('x'.repeat(121))).problem.code).toBe('invalid_request');
});

test('a number that is typed for its SKU is found though it is no barcode', async () => {
  expect((await lookup('12345678')).body.sku).toBe('12345678');
  expect((await lookup('১০২৩৪')).body.sku).toBe('10234');
});

test('a weight label says grams: of a kilogram, of a gram', async () => {
  expect((await lookup(label('210004200350'))).body).toMatchObject({
    sku: '00042',
    qtyThousandths: 350,
    encodedPricePaisa: null,
  });
  expect((await lookup(label('210009900012'))).body).toMatchObject({ sku: '00099', qtyThousandths: 12_000 });
  // The item is the barcode made of prefix and item digits.
  expect((await lookup(label('210007701500'))).body).toMatchObject({ sku: 'FISH', qtyThousandths: 1_500 });
});

test('a price label says the amount of the line; its quantity follows from the price', async () => {
  expect((await lookup(label('220004209000'))).body).toMatchObject({
    sku: '00042',
    encodedPricePaisa: 9_000,
    qtyThousandths: 750, // 90.00 of 120.00 a kilogram
  });
});

test('a label whose check digit is wrong is refused, one of an item that is unknown is unknown, one of no layout is a plain barcode', async () => {
  expect((await lookup('2100042003500')).problem.code).toBe('barcode_check_digit');
  expect((await lookup(label('210012300350'))).problem.code).toBe('barcode_unknown');
  expect((await lookup(label('290000000001'))).body.sku).toBe('SP');
});

test('what is inactive is unknown, and comes back when it is active again', async () => {
  const { body: product } = await owner.call(routes.createProduct, {
    body: { name: 'Seasonal', variants: [{ sku: 'SEASON', pricePaisa: 100 }] },
  });
  const params = { productId: product.id };
  await owner.call(routes.updateProduct, { params, body: { active: false } });
  expect((await lookup('SEASON')).problem.code).toBe('barcode_unknown');
  expect(await search('seasonal')).toEqual([]);
  await owner.call(routes.updateProduct, { params, body: { active: true } });
  expect((await lookup('SEASON')).status).toBe(200);
  expect(await search('seasonal')).toEqual(['SEASON']);
});

test('without a rate in force today the look-up says so', async () => {
  const { body: later } = await owner.call(routes.createTaxClass, {
    body: { code: 'later', name: 'Later', kind: 'standard', firstRate: { vatRateBasisPoints: 100, validFrom: '2999-01-01' } },
  });
  await owner.call(routes.createProduct, {
    body: { name: 'Future', taxClassId: later.id, variants: [{ sku: 'FUTURE', pricePaisa: 100 }] },
  });
  expect((await lookup('FUTURE')).problem.code).toBe('tax_rate_missing');
});

test('a name is found in Bangla, in English, romanised, and by SKU or the beginning of a barcode', async () => {
  for (const q of ['মিনিকেট', 'চাল', 'chal', 'minik', 'rice', 'rice pran', 'RICE-5', 'rice5', '40063', '৪০০৬৩', '4006381333931']) {
    expect([q, await search(q)]).toEqual([q, expect.arrayContaining(['RICE-5'])]);
  }
  expect(await search('morich')).toEqual(['10234']);
  expect(await search('pran morich')).toEqual([]);
  expect(await search('%')).toEqual([]);
  expect(await search('_ice')).toEqual([]);
});

test('the best match comes first: the code, then the whole word, then its beginning', async () => {
  const seller = await app.signUpTenant();
  const shop = (await seller.call(routes.listShops)).body.items[0]?.id ?? '';
  for (const [sku, name] of [
    ['P1', 'Teapot'],
    ['P2', 'Green Tea'],
    ['P3', 'Tea'],
    ['TEA', 'Sugar'],
    ['P5', 'Steak'],
  ] as const) {
    await seller.call(routes.createProduct, { body: { name, variants: [{ sku, pricePaisa: 1 }] } });
  }
  const { body } = await seller.call(routes.search, { query: { shopId: shop, q: 'TEA' } });
  expect(body.items.map(({ sku }) => sku)).toEqual(['TEA', 'P3', 'P2', 'P1']);
  const two = await seller.call(routes.search, { query: { shopId: shop, q: 'tea', limit: 2 } });
  expect(two.body.items).toHaveLength(2);
});

test('a renamed product is found by its new name only', async () => {
  const { body: product } = await owner.call(routes.createProduct, {
    body: { name: 'Before', variants: [{ sku: 'REN', pricePaisa: 100 }] },
  });
  await owner.call(routes.updateProduct, { params: { productId: product.id }, body: { nameBn: 'লবণ', name: 'Afterwards' } });
  expect([await search('before'), await search('lobon'), await search('afterw')]).toEqual([[], ['REN'], ['REN']]);
  const [variant] = product.variants;
  await owner.call(routes.updateVariant, { params: { variantId: variant?.id ?? '' }, body: { name: 'Jumbo' } });
  expect(await search('jumbo lobon')).toEqual(['REN']);
});

test('another tenant finds nothing of it, and cannot ask for a shop that is not its own', async () => {
  const theirShop = (await stranger.call(routes.listShops)).body.items[0]?.id ?? '';
  for (const code of ['4006381333931', 'RICE-5']) {
    const answer = await stranger.call(routes.lookup, { query: { shopId: theirShop, code } });
    expect(answer.problem.code).toBe('barcode_unknown');
  }
  const theirs = await stranger.call(routes.search, { query: { shopId: theirShop, q: 'chal' } });
  expect(theirs.body.items).toEqual([]);
  expect((await lookup('RICE-5', stranger)).problem).toMatchObject({
    code: 'reference_unknown',
    errors: [{ pointer: '/query/shopId' }],
  });
  const foreignSearch = await stranger.call(routes.search, { query: { shopId, q: 'chal' } });
  expect(foreignSearch.problem.code).toBe('reference_unknown');
  const noShop = await owner.call(routes.lookup, { query: { shopId: randomUUID(), code: 'RICE-5' } });
  expect(noShop.problem.code).toBe('reference_unknown');
});

test('a search walks the trigram index and a look-up the keys, each with a plan that is made once', async () => {
  const grocer = await app.signUpTenant();
  expect((await importFile(grocer, groceryProducts)).body.created).toBe(2_109);
  const client = await app.database.connect('zakpos_app');
  await client.query("select set_config('app.tenant_id', $1, false)", [grocer.tenantId]);
  const planOf = async ({ text, values }: { text: string; values: readonly unknown[] }) => {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, [...values]);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  const day = '2026-01-01';
  const words = queryWords('chocolate');
  const search = searchStatement({ limit: 20, shopId, day, reading: readCode('chocolate', []), digits: undefined, words });
  expect(await planOf(search)).toMatch(/Bitmap Index Scan on variants_search\n\s+Index Cond: .*search_text ~~ ANY/);
  const lookup = await planOf(barcodeStatement('00400008189811', day, shopId));
  expect(lookup).toMatch(/barcodes_tenant_id_lookup_key_key on barcodes b\n\s+Index Cond: .*lookup_key = /);
  expect(lookup).not.toMatch(/Seq Scan on (barcodes|variants|products)/);
  const { rows } = await client.query('show plan_cache_mode');
  expect(rows).toEqual([{ plan_cache_mode: 'force_generic_plan' }]);
});
