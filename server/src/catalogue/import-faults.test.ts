import { problems, routes } from '@zakpos/contracts';
import { checkDigit } from '@zakpos/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openApp, type SignedIn, type TestApp } from '../../test/app.ts';
import { exportOf, importFile, productsOf } from '../../test/catalogue-file.ts';

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

const ean = (body: string) => body + String(checkDigit(body));
const refusedAs = async (content: string | Uint8Array) => {
  const { problem } = await importFile(owner, content);
  return { code: problem.code, ...problem.details };
};

const manyRows = (seed: string, count = 300) =>
  [
    'sku,name,price,category',
    ...Array.from({ length: count }, (_unused, index) => `${seed}${index},Name ${index},${index + 1},Food`),
  ].join('\n');

describe('faulty rows', () => {
  const file = [
    'sku,name,price,barcode,unit,tax_class,price_includes_tax',
    'OK,Good,1.00,4006381333931,pcs,zero,true',
    ',No SKU,1,,,,',
    'P1,Bad price,abc,,,,',
    'P2,Three decimals,1.005,,,,',
    'P3,Negative,-5,,,,',
    'P4,Huge,99999999999999999999,,,,',
    'B1,Wrong digit,1,4006381333932,,,',
    'B2,Same barcode,1,4006381333931,,,',
    'U1,Unit,1,,stone,,',
    'T1,Tax,1,,,luxury,',
    'F1,Flag,1,,,,perhaps',
    'OK,Same SKU,2,,,,',
    'C1,Cells,1',
    `L1,${'x'.repeat(201)},1,,,,`,
    'N1,"Line\nbreak",1,,,,',
    'OK2,Also good,২.৫০,,,,FALSE',
  ].join('\n');
  const expected = [
    [3, 'sku'],
    [4, 'price'],
    [5, 'price'],
    [6, 'price'],
    [7, 'price'],
    [8, 'barcode'],
    [9, 'barcode'],
    [10, 'unit'],
    [11, 'tax_class'],
    [12, 'price_includes_tax'],
    [13, 'sku'],
    [14, ''],
    [15, 'name'],
    [16, 'name'],
  ];

  test('each is reported with line, column, value and reason in the caller’s language, and nothing is imported', async () => {
    const refused = await importFile(owner, file);
    expect(refused.problem).toMatchObject({
      status: 422,
      code: 'csv_rows_invalid',
      details: { rows: 16, created: 0, faultyRows: 14 },
    });
    const { faults } = refused.problem.details as { faults: { line: number; column: string; value: string; reason: string }[] };
    expect(faults.map(({ line, column }) => [line, column])).toEqual(expected);
    expect(faults[1]).toEqual({ line: 4, column: 'price', value: 'abc', reason: 'This is not a price in taka.' });
    expect(faults.find(({ line }) => line === 9)?.reason).toBe('This barcode stands in line 2 already.');
    expect(await productsOf(owner)).toEqual([]);
  });

  test('in Bangla for who works in Bangla', async () => {
    const body = {
      tenantName: 'দোকান',
      ownerName: 'রহিম',
      email: 'rahim@example.com',
      password: owner.password,
      locale: 'bn',
    } as const;
    const { body: session } = await app.anonymous.call(routes.signUp, { body });
    const refused = await app.as(session.accessToken).call(routes.importCatalogue, { query: {}, content: file });
    const { faults } = refused.problem.details as { faults: { reason: string }[] };
    expect(faults[1]?.reason).toBe('এটি টাকায় লেখা দাম নয়।');
    expect(refused.problem.title).toBe(problems.csv_rows_invalid.bn[0]);
  });

  test('on request the good rows are imported, as the dry run said', async () => {
    const plan = await importFile(owner, file, { dryRun: 'true' });
    expect(plan.body).toMatchObject({ dryRun: true, created: 2, faultyRows: 14 });
    const done = await importFile(owner, file, { skipBad: 'true' });
    expect(done.body).toEqual({ ...plan.body, dryRun: false });
    expect((await productsOf(owner)).map(({ variants }) => variants[0]?.sku)).toEqual(['OK2', 'OK']);
  });

  test('a barcode of another product is a fault, one of the same product is not', async () => {
    await importFile(owner, 'sku,name,price,barcode\nA,Rice,1,4006381333931\n');
    const clash = await importFile(owner, 'sku,name,price,barcode\nA,Rice,1,04006381333931\nB,Salt,1,4006381333931\n');
    const alone = await importFile(owner, 'sku,name,price,barcode\nB,Salt,1,4006381333931\n');
    expect(alone.problem.details).toMatchObject({ faults: [{ line: 2, reason: 'This barcode belongs to SKU A.' }] });
    expect(clash.problem.details).toMatchObject({
      faults: [{ line: 3, column: 'barcode', value: '4006381333931', reason: 'This barcode stands in line 2 already.' }],
    });
  });

  test('the unit in which stock is counted does not change', async () => {
    await importFile(owner, 'sku,name,price,unit\nA,Rice,1,kg\n');
    const refused = await importFile(owner, 'sku,name,price,unit\nA,Rice,1,pcs\n');
    expect(refused.problem.details).toMatchObject({
      faults: [{ line: 2, column: 'unit', value: 'pcs', reason: expect.stringContaining('kg') }],
    });
  });

  test('of very many the first thousand are listed and all are counted', async () => {
    const rows = Array.from({ length: 3_000 }, (_unused, index) => `S${index},Name,${index % 2 === 0 ? 'x' : '1'}`);
    const refused = await importFile(owner, ['sku,name,price', ...rows].join('\n'));
    expect(refused.problem.details).toMatchObject({ rows: 3_000, faultyRows: 1_500 });
    const { faults } = refused.problem.details as { faults: { line: number }[] };
    expect(faults).toHaveLength(1_000);
    expect(faults.at(-1)?.line).toBe(2_000);
  });
});

describe('hostile files', () => {
  test('what cannot be read as CSV is refused with its line, and nothing is imported', async () => {
    const good = 'sku,name,price\nA,Rice,1\n';
    expect(await refusedAs(`${good}B,"Salt,1\nC,Oil,2\n`)).toMatchObject({ code: 'csv_invalid', line: 3 });
    expect(await refusedAs(`${good}B,Sa"lt,1\n`)).toMatchObject({ code: 'csv_invalid', line: 3 });
    expect(await refusedAs(`${good}B,Sa\0lt,1\n`)).toMatchObject({ code: 'csv_invalid', line: 3, byte: 28 });
    expect(await refusedAs(Buffer.from(`${good}B,caf\xe9,1\n`, 'latin1'))).toMatchObject({
      code: 'csv_invalid',
      line: 3,
      byte: 29,
    });
    expect(await refusedAs(Buffer.from(`\ufeff${good}`, 'utf16le'))).toMatchObject({
      code: 'csv_invalid',
      line: 1,
      reason: expect.stringContaining('UTF-16'),
    });
    expect(await refusedAs(`${good}B,${'x'.repeat(1_048_576)},1\n`)).toMatchObject({ code: 'csv_invalid', line: 3 });
    expect(await refusedAs('')).toMatchObject({ code: 'csv_invalid' });
    expect(await refusedAs('name,price\nRice,1\n')).toMatchObject({
      code: 'csv_invalid',
      line: 1,
      reason: expect.stringContaining('sku'),
    });
    expect(await refusedAs('sku,name,price,unit_price\n')).toMatchObject({
      code: 'csv_invalid',
      reason: expect.stringContaining('price'),
    });
    expect(await productsOf(owner)).toEqual([]);
  });

  test('two hundred columns are two hundred columns', async () => {
    const extra = Array.from({ length: 200 }, (_unused, index) => `c${index}`).join(',');
    const { body } = await importFile(owner, `sku,name,price,${extra}\nA,Rice,1${','.repeat(200)}\n`);
    expect(body).toMatchObject({ created: 1 });
    expect(body.ignoredColumns).toHaveLength(200);
  });

  test('formulas, quotes, backslashes and SQL are names like any other', async () => {
    const names = ['=cmd()', "'; drop table app.products; --", String.raw`back\slash \N \. \t`, '${name}', '%_', '<script>'];
    const file = names.map((name, index) => `H${index},"${name.replaceAll('"', '""')}",1,${index}|\\\\${index}`).join('\n');
    expect((await importFile(owner, `sku,name,price,barcode\n${file}\n`)).body).toMatchObject({
      created: names.length,
      faultyRows: 0,
    });
    expect((await productsOf(owner)).map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  });

  test('a file without content type, with another one, and JSON are refused', async () => {
    const path = '/v1/catalogue/import';
    const json = await owner.fetch(path, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
    expect(json.status).toBe(415);
    expect((await owner.fetch(path, { method: 'POST' })).status).toBe(415);
    const excel = await owner.fetch(path, {
      method: 'POST',
      body: 'PK',
      headers: { 'content-type': 'application/vnd.ms-excel' },
    });
    expect(excel.status).toBe(415);
  });

  test('a sender who goes away in the middle leaves nothing behind', async () => {
    const controller = new AbortController();
    async function* half() {
      yield new TextEncoder().encode('sku,name,price\nA,Rice,1\n');
      await new Promise((resolve) => setTimeout(resolve, 100));
      controller.abort();
      yield new TextEncoder().encode('B,Salt,1\n');
    }
    const sent = owner.fetch('/v1/catalogue/import', {
      method: 'POST',
      body: ReadableStream.from(half()),
      duplex: 'half',
      signal: controller.signal,
      headers: { 'content-type': 'text/csv' },
    });
    await expect(sent).rejects.toThrow('abort');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await productsOf(owner)).toEqual([]);
  });
});

describe('at once', () => {
  test('of two imports of one file one creates, the other finds nothing to do', async () => {
    const [one, two] = await Promise.all([importFile(owner, manyRows('S')), importFile(owner, manyRows('S'))]);
    const results = [one.body, two.body]
      .map(({ created, unchanged }) => [created, unchanged])
      .toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
    expect(results).toEqual([
      [0, 300],
      [300, 0],
    ]);
  });

  test('an import and single changes beside it all arrive', async () => {
    await importFile(owner, manyRows('S', 100));
    const [first] = await productsOf(owner);
    const variantId = first?.variants[0]?.id ?? '';
    const answers = await Promise.all([
      importFile(owner, manyRows('N', 2_000)),
      ...Array.from({ length: 4 }, (_unused, index) =>
        owner.call(routes.createProduct, { body: { name: `New ${index}`, variants: [{ sku: `NEW-${index}`, pricePaisa: 1 }] } }),
      ),
      owner.call(routes.updateVariant, { params: { variantId }, body: { pricePaisa: 77 } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 201, 201, 201, 200]);
    expect(await rowsOf('select count(*)::int as variants from app.variants where tenant_id = $1')).toEqual([
      { variants: 2_104 },
    ]);
  });

  test('tenants import the same SKUs and barcodes, and see their own only', async () => {
    const stranger = await app.signUpTenant();
    const shared = `sku,name,price,barcode\nA,Mine,1,${ean('400638133393')}\n`;
    const [mine, theirs] = await Promise.all([importFile(owner, shared), importFile(stranger, shared.replace('Mine', 'Theirs'))]);
    expect([mine.body.created, theirs.body.created]).toEqual([1, 1]);
    expect((await productsOf(owner)).map(({ name }) => name)).toEqual(['Mine']);
    expect((await productsOf(stranger)).map(({ name }) => name)).toEqual(['Theirs']);
    expect((await exportOf(stranger)).toString()).not.toContain('Mine');
  });

  test('a cashier may neither import nor change products', async () => {
    const email = `cashier-${owner.tenantId}@example.com`;
    await owner.call(routes.createMember, { body: { name: 'Cashier', role: 'cashier', email, password: 'Another-Horse-8' } });
    const { body: session } = await app.anonymous.call(routes.signIn, { body: { email, password: 'Another-Horse-8' } });
    const cashier = app.as(session.accessToken);
    expect((await cashier.call(routes.importCatalogue, { query: {}, content: manyRows('X') })).problem.code).toBe(
      'permission_denied',
    );
  });
});
