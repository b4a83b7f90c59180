import { importProgress, routes } from '@zakpos/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openApp, type SignedIn, type TestApp } from '../../test/app.ts';
import { exportOf, groceryProducts, importFile, productsOf } from '../../test/catalogue-file.ts';

let app: TestApp;
let owner: SignedIn;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.signUpTenant();
});

const rowsOf = async <Row extends object>(sql: string): Promise<Row[]> => {
  const superuser = await app.database.connect('postgres');
  return (await superuser.query<Row>(sql, [owner.tenantId])).rows;
};

const pricedAt = (price: number) =>
  ['sku,name,price', ...Array.from({ length: 400 }, (_unused, index) => `S${index},Product ${index},${price}`)].join('\n');
const lines = async (content: string | Uint8Array) => {
  const answer = await importFile(owner, content, {}, { accept: 'application/x-ndjson' });
  expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
  return answer.text
    .trimEnd()
    .split('\n')
    .map((line) => importProgress.parse(JSON.parse(line)));
};

describe('real products', () => {
  test('2,109 products of a real store are imported once; again nothing changes', async () => {
    const first = await importFile(owner, groceryProducts);
    expect(first.body).toEqual({
      dryRun: false,
      rows: 2_109,
      created: 2_109,
      changed: 0,
      unchanged: 0,
      faultyRows: 0,
      ignoredColumns: ['department'],
      faults: [],
    });
    const stamps = 'select id, updated_at from app.products where tenant_id = $1 order by id';
    const before = await rowsOf(stamps);
    const again = await importFile(owner, groceryProducts);
    expect(again.body).toMatchObject({ created: 0, changed: 0, unchanged: 2_109 });
    expect(await rowsOf(stamps)).toEqual(before);
    const shopId = (await owner.call(routes.listShops)).body.items[0]?.id ?? '';
    const found = await owner.call(routes.lookup, { query: { shopId, code: '0400008189811' } });
    expect(found.body).toMatchObject({
      sku: '818981',
      name: 'ALL FAMILY CEREAL 10.4 OZ #818981',
      pricePaisa: 369,
      unitCode: 'pcs',
    });
    const categories = (await owner.call(routes.listCategories)).body.items.map(({ name }) => name);
    expect(categories).toContain('COLD CEREAL');
  });

  test('what is exported, imported into a fresh tenant and exported again is the same, byte by byte', async () => {
    await importFile(owner, groceryProducts);
    const shirt = await owner.call(routes.createProduct, {
      body: {
        name: 'শার্ট, "লাল"; নতুন',
        nameBn: '=cmd()',
        brand: "'quoted'",
        variants: [
          { sku: '-1+1', name: 'বড়', pricePaisa: 5, barcodes: ['A|B\\C', '4006381333931', ']C1010590123412345710L'] },
          { sku: '@small', name: 'ছোট', pricePaisa: 100_000_00, priceIncludesTax: false },
        ],
      },
    });
    expect(shirt.status).toBe(201);
    const inactive = await owner.call(routes.createProduct, { body: { name: 'Old', variants: [{ sku: 'OLD', pricePaisa: 1 }] } });
    await owner.call(routes.updateProduct, { params: { productId: inactive.body.id }, body: { active: false } });
    const file = await exportOf(owner);
    const lineOf = (sku: string) =>
      file
        .toString()
        .split('\r\n')
        .find((line) => line.startsWith(sku));
    expect(lineOf("'-1+1")).toContain(`'-1+1,"শার্ট, ""লাল""; নতুন",0.05,`);
    expect(file.toString().match(/(?:^|,)"?[=+\-@].*/m)?.[0]).toBeUndefined();

    const fresh = await app.signUpTenant();
    expect((await importFile(fresh, file)).body).toMatchObject({ created: 2_112, faultyRows: 0, ignoredColumns: [] });
    expect(await exportOf(fresh)).toEqual(file);
    expect((await importFile(owner, file)).body).toMatchObject({ created: 0, changed: 0, unchanged: 2_112 });
    const shirts = (await fresh.call(routes.listProducts, { query: { q: 'শার্ট' } })).body.items;
    expect(shirts.map(({ variants }) => variants.map(({ name }) => name))).toEqual([['বড়', 'ছোট']]);
  });

  test('a dry run writes nothing and reports what the import then does', async () => {
    const plan = await importFile(owner, groceryProducts, { dryRun: 'true' });
    expect(await productsOf(owner)).toEqual([]);
    expect((await owner.call(routes.listCategories)).body.items).toEqual([]);
    expect((await importFile(owner, groceryProducts)).body).toEqual({ ...plan.body, dryRun: false });
  });
});

describe('what a file may look like', () => {
  test('semicolons, byte order mark, CR LF, Bangla names, digits and prices, any order of columns', async () => {
    const file =
      '\ufeffPRICE;Name;sku;name_bn;unit;tax_class;barcode\r\n"১,২৫০.৫০";Rice;R1;চাল;kg;exempt;4006381333931|SHELF-1\r\n৳ 5;Salt;S1;লবণ;;;\r\n';
    expect((await importFile(owner, file)).body).toMatchObject({ rows: 2, created: 2, ignoredColumns: [] });
    const [rice, salt] = await productsOf(owner);
    expect(rice).toMatchObject({ name: 'Rice', nameBn: 'চাল', variants: [{ pricePaisa: 125_050, priceIncludesTax: true }] });
    expect(rice?.variants[0]?.barcodes.map(({ code }) => code)).toEqual(['4006381333931', 'SHELF-1']);
    const units = (await owner.call(routes.listUnits)).body.items;
    const taxClasses = (await owner.call(routes.listTaxClasses)).body.items;
    expect(units.find(({ id }) => id === rice?.unitId)?.code).toBe('kg');
    expect(taxClasses.find(({ id }) => id === rice?.taxClassId)?.code).toBe('exempt');
    expect(units.find(({ id }) => id === salt?.unitId)?.code).toBe('pcs');
    expect(taxClasses.find(({ id }) => id === salt?.taxClassId)?.code).toBe('standard');
  });

  test('a missing column changes nothing, an empty cell empties, barcodes are only added', async () => {
    await importFile(
      owner,
      'sku,name,price,name_bn,brand,category,unit,barcode\nA,Rice,10,চাল,Pran,Food,kg,X1\nB,Salt,5,লবণ,Aci,Food,,\n',
    );
    const renamed = await importFile(owner, 'sku,name,price,brand,barcode\nA,Basmati,10,,X2\nB,Salt,5,Aci,\n');
    expect(renamed.body).toMatchObject({ created: 0, changed: 1, unchanged: 1 });
    const [basmati] = await productsOf(owner);
    expect(basmati).toMatchObject({ name: 'Basmati', nameBn: 'চাল', brand: '' });
    expect(basmati?.categoryId).not.toBeNull();
    expect(basmati?.variants[0]?.barcodes.map(({ code }) => code)).toEqual(['X1', 'X2']);
    // What is searched follows, with the Bangla name that the file does not have.
    for (const [q, names] of [
      ['চাল', ['Basmati']],
      ['basmati', ['Basmati']],
      ['pran', []],
      ['rice', []],
    ] as const) {
      expect((await owner.call(routes.listProducts, { query: { q } })).body.items.map(({ name }) => name)).toEqual(names);
    }
  });

  test('rows of one name with variants are one product, in the file and beside what is there', async () => {
    const header = 'sku,name,price,variant,brand';
    await importFile(owner, `${header}\nT1,T-Shirt,100,Red,Yellow\nT2,T-Shirt,110,Blue,Yellow\nT3,T-Shirt,120,,Yellow\n`);
    expect((await productsOf(owner)).map(({ variants }) => variants.map(({ sku }) => sku).join(' ')).toSorted()).toEqual([
      'T1 T2',
      'T3',
    ]);
    const more = await importFile(owner, `${header}\nT4,T-Shirt,100,Green,Yellow\nT1,T-Shirt,105,Red,Yellow\n`);
    expect(more.body).toMatchObject({ created: 1, changed: 1 });
    expect(
      (await productsOf(owner))
        .find(({ variants }) => variants.length > 1)
        ?.variants.map(({ sku, pricePaisa }) => [sku, pricePaisa]),
    ).toEqual([
      ['T1', 10_500],
      ['T2', 11_000],
      ['T4', 10_000],
    ]);
    const differing = await importFile(owner, `${header}\nT1,T-Shirt,105,Red,Yellow\nT2,T-Shirt,110,Blue,Other\n`);
    expect(differing.problem.details).toMatchObject({ faults: [{ line: 3, column: 'brand', value: 'Other' }] });
  });

  test('price changes are announced, not more than some hundred at once, new products are not', async () => {
    await importFile(owner, pricedAt(10));
    const events = 'select payload from app.outbox where tenant_id = $1 order by id';
    expect(await rowsOf(events)).toEqual([]);
    await importFile(owner, pricedAt(11));
    const sizes = (await rowsOf<{ payload: { variantIds: string[] } }>(events)).map(({ payload }) => payload.variantIds.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(400);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
    const audited = await rowsOf(
      `select after from app.audit_log where tenant_id = $1 and action = 'catalogue.import' order by at`,
    );
    expect(audited).toMatchObject([{ after: { created: 400, repriced: 0 } }, { after: { changed: 400, repriced: 400 } }]);
  });
});

describe('progress', () => {
  test('is told line by line, and the result last', async () => {
    const steps = await lines(groceryProducts);
    expect(steps[0]).toMatchObject({ event: 'progress' });
    expect(steps.at(-1)).toMatchObject({ event: 'done', result: { created: 2_109 } });
  });

  test('ends with the problem when the file is refused', async () => {
    expect((await lines('sku,name,price\nA,Rice,x\n')).at(-1)).toMatchObject({
      event: 'failed',
      problem: { code: 'csv_rows_invalid', details: { faults: [{ line: 2 }] } },
    });
    expect((await lines('sku\n')).at(-1)).toMatchObject({ event: 'failed', problem: { code: 'csv_invalid' } });
  });
});
