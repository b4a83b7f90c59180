import { randomUUID } from 'node:crypto';
import { routes } from '@zakpos/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type SignedIn, type TestApp } from '../../test/app.ts';
import { SettingsService } from '../settings/settings.service.ts';

let app: TestApp;
let owner: SignedIn;
beforeAll(async () => {
  app = await openApp();
  owner = await app.signUpTenant('Rahim Store');
});
afterAll(() => app.close());

test('a new tenant has a shop of its name, a register, units, tax classes with rates, and settings', async () => {
  const [shops, registers, units, taxClasses, settings] = await Promise.all([
    owner.call(routes.listShops),
    owner.call(routes.listRegisters, { query: {} }),
    owner.call(routes.listUnits),
    owner.call(routes.listTaxClasses),
    owner.call(routes.getSettings),
  ]);
  expect(shops.body.items).toEqual([expect.objectContaining({ name: 'Rahim Store', timeZone: 'Asia/Dhaka' })]);
  expect(registers.body.items).toEqual([
    expect.objectContaining({ name: 'Till 1', shopId: shops.body.items[0]?.id, openSessionId: null }),
  ]);
  expect(units.body.items.map(({ code, decimals }) => [code, decimals])).toEqual(
    expect.arrayContaining([
      ['pcs', 0],
      ['kg', 3],
      ['g', 0],
      ['l', 3],
    ]),
  );
  expect(taxClasses.body.items.map(({ code, rates }) => [code, rates[0]?.vatRateBasisPoints, rates[0]?.validFrom])).toEqual(
    expect.arrayContaining([
      ['standard', 1500, '2019-07-01'],
      ['reduced-7.5', 750, '2019-07-01'],
      ['reduced-5', 500, '2019-07-01'],
      ['zero', 0, '2019-07-01'],
      ['exempt', 0, '2019-07-01'],
    ]),
  );
  expect(settings.body).toMatchObject({
    tenantName: 'Rahim Store',
    locale: 'en',
    cashRoundingUnitPaisa: 100,
    inStoreLayouts: [],
  });
});

test('a name is taken once per tenant, and per shop for registers', async () => {
  const first = await owner.call(routes.createShop, { body: { name: 'Mirpur', address: 'Mirpur 10' } });
  expect(first.status).toBe(201);
  const again = await owner.call(routes.createShop, { body: { name: 'Mirpur' } });
  expect(again.problem).toMatchObject({ code: 'duplicate', errors: [{ pointer: '/name' }] });
  const shopId = first.body.id;
  const names = await Promise.all(
    Array.from({ length: 5 }, () => owner.call(routes.createRegister, { body: { shopId, name: 'Front' } })),
  );
  expect(names.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409, 409]);
  const listed = await owner.call(routes.listRegisters, { query: { shopId } });
  expect(listed.body.items.map(({ name }) => name)).toEqual(['Front']);
  const renamed = await owner.call(routes.updateShop, { params: { shopId }, body: { phone: '01711-000000' } });
  expect(renamed.body).toMatchObject({ name: 'Mirpur', address: 'Mirpur 10', phone: '01711-000000' });
  const clash = await owner.call(routes.updateShop, { params: { shopId }, body: { name: 'Rahim Store' } });
  expect(clash.problem.code).toBe('duplicate');
});

test('another tenant’s shop is not found, and not changed', async () => {
  const stranger = await app.signUpTenant('Stranger');
  const {
    body: { items },
  } = await owner.call(routes.listShops);
  const shopId = items[0]?.id ?? '';
  const update = await stranger.call(routes.updateShop, { params: { shopId }, body: { name: 'Taken over' } });
  expect(update.problem.code).toBe('not_found');
  const register = await stranger.call(routes.createRegister, { body: { shopId, name: 'Till 9' } });
  expect(register.problem).toMatchObject({ code: 'reference_unknown', errors: [{ pointer: '/shopId' }] });
  const list = await stranger.call(routes.listRegisters, { query: { shopId } });
  expect(list.body.items).toEqual([]);
  const unknown = await owner.call(routes.updateShop, { params: { shopId: randomUUID() }, body: {} });
  expect(unknown.problem.code).toBe('not_found');
  expect((await owner.call(routes.listShops)).body.items.map(({ name }) => name)).not.toContain('Taken over');
});

test('settings change one by one and are audited', async () => {
  const changed = await owner.call(routes.updateSettings, {
    body: { cashRoundingUnitPaisa: 500, bin: '004567891-0101', tenantName: 'Rahim & Sons' },
  });
  expect(changed.body).toMatchObject({
    cashRoundingUnitPaisa: 500,
    bin: '004567891-0101',
    tenantName: 'Rahim & Sons',
    locale: 'en',
  });
  expect((await owner.call(routes.getSettings)).body).toEqual(changed.body);
  const superuser = await app.database.connect('postgres');
  const { rows } = await superuser.query<{ before: { bin: string }; after: { bin: string } }>(
    `select before, after from app.audit_log where tenant_id = $1 and action = 'settings.update'`,
    [owner.tenantId],
  );
  expect(rows).toEqual([
    { before: expect.objectContaining({ bin: '' }), after: expect.objectContaining({ bin: '004567891-0101' }) },
  ]);
});

test('a change of settings holds at once here, and a moment later in another replica', async () => {
  const other = await openApp({ database: app.database });
  const [here, there] = [app.nest.get(SettingsService), other.nest.get(SettingsService)];
  const toleranceOf = async (service: SettingsService) => (await service.of(owner.tenantId)).varianceTolerancePaisa;
  expect([await toleranceOf(here), await toleranceOf(there)]).toEqual([10_000, 10_000]);
  await owner.call(routes.updateSettings, { body: { varianceTolerancePaisa: 50_000 } });
  expect(await toleranceOf(here)).toBe(50_000);
  await expect.poll(() => toleranceOf(there), { timeout: 3_000, interval: 50 }).toBe(50_000);
  await other.close();
});

test('a layout that does not fill thirteen digits is refused with its place', async () => {
  const layout = { prefix: '21', itemDigits: 5, valueKind: 'weight_grams', valueDigits: 5 } as const;
  const short = await owner.call(routes.updateSettings, {
    body: { inStoreLayouts: [layout, { ...layout, prefix: '22', valueDigits: 4 }] },
  });
  expect(short.problem).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/inStoreLayouts/1' }] });
  const twice = await owner.call(routes.updateSettings, { body: { inStoreLayouts: [layout, layout] } });
  expect(twice.problem.errors).toEqual([expect.objectContaining({ pointer: '/inStoreLayouts/1' })]);
  expect((await owner.call(routes.getSettings)).body.inStoreLayouts).toEqual([]);
});
