import { routes } from '@zakpos/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type SignedIn, type TestApp } from '../../test/app.ts';

let app: TestApp;
let owner: SignedIn;
beforeAll(async () => {
  app = await openApp();
  owner = await app.signUpTenant();
});
afterAll(() => app.close());

const classOf = async (caller: SignedIn, code: string) => {
  const { body } = await caller.call(routes.listTaxClasses);
  const taxClass = body.items.find((item) => item.code === code);
  if (!taxClass) throw new Error(`no tax class ${code}`);
  return taxClass;
};

test('a new rate ends the open-ended one before it on the day on which it begins', async () => {
  const { id } = await classOf(owner, 'standard');
  const changed = await owner.call(routes.createTaxRate, {
    params: { taxClassId: id },
    body: { vatRateBasisPoints: 1_550, validFrom: '2027-07-01' },
  });
  expect(changed.body.rates).toEqual([
    expect.objectContaining({ vatRateBasisPoints: 1_500, validFrom: '2019-07-01', validUntil: '2027-07-01' }),
    expect.objectContaining({ vatRateBasisPoints: 1_550, sdRateBasisPoints: 0, validFrom: '2027-07-01', validUntil: null }),
  ]);
  expect(await classOf(owner, 'standard')).toEqual(changed.body);
});

test('a rate for days that have one is refused, and changes nothing', async () => {
  const { id, rates } = await classOf(owner, 'zero');
  for (const validFrom of ['2019-07-01', '2010-01-01']) {
    const refused = await owner.call(routes.createTaxRate, {
      params: { taxClassId: id },
      body: { vatRateBasisPoints: 100, validFrom },
    });
    expect(refused.problem.code).toBe('rates_overlap');
  }
  expect((await classOf(owner, 'zero')).rates).toEqual(rates);
  const year0 = await owner.call(routes.createTaxRate, {
    params: { taxClassId: id },
    body: { vatRateBasisPoints: 1, validFrom: '0000-01-01' },
  });
  expect(year0.problem.code).toBe('invalid_request');
});

test('of two rates that are added for one day at once, one is refused', async () => {
  const { id } = await classOf(owner, 'reduced-5');
  const answers = await Promise.all(
    [510, 520, 530].map((vatRateBasisPoints) =>
      owner.call(routes.createTaxRate, { params: { taxClassId: id }, body: { vatRateBasisPoints, validFrom: '2028-07-01' } }),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
  expect((await classOf(owner, 'reduced-5')).rates).toHaveLength(2);
});

test('a tax class, a unit and a category can be added, each code and name once', async () => {
  const body = {
    code: 'tobacco',
    name: 'তামাক',
    kind: 'specific',
    firstRate: { vatRateBasisPoints: 1_500, sdRateBasisPoints: 35_000, validFrom: '2025-07-01' },
  } as const;
  const made = await owner.call(routes.createTaxClass, { body });
  expect(made.body).toMatchObject({ code: 'tobacco', rates: [{ sdRateBasisPoints: 35_000 }] });
  expect((await owner.call(routes.createTaxClass, { body })).problem).toMatchObject({ errors: [{ pointer: '/code' }] });
  const unit = { code: 'maund', name: 'মণ', decimals: 2 };
  expect((await owner.call(routes.createUnit, { body: unit })).body).toMatchObject(unit);
  expect((await owner.call(routes.createUnit, { body: unit })).problem).toMatchObject({ errors: [{ pointer: '/code' }] });
  expect((await owner.call(routes.createCategory, { body: { name: 'মসলা' } })).status).toBe(201);
  expect((await owner.call(routes.createCategory, { body: { name: 'মসলা' } })).problem.code).toBe('duplicate');
  expect((await owner.call(routes.listCategories)).body.items.map(({ name }) => name)).toEqual(['মসলা']);
});

test('another tenant’s tax class is not found, its categories and units are not seen', async () => {
  const stranger = await app.signUpTenant();
  const { id, rates } = await classOf(owner, 'exempt');
  const foreign = await stranger.call(routes.createTaxRate, {
    params: { taxClassId: id },
    body: { vatRateBasisPoints: 9, validFrom: '2030-01-01' },
  });
  expect(foreign.problem.code).toBe('not_found');
  expect((await classOf(owner, 'exempt')).rates).toEqual(rates);
  expect((await stranger.call(routes.listCategories)).body.items).toEqual([]);
  expect((await stranger.call(routes.listUnits)).body.items.map(({ code }) => code)).not.toContain('maund');
  // The same names are free to each tenant.
  expect((await stranger.call(routes.createCategory, { body: { name: 'মসলা' } })).status).toBe(201);
});
