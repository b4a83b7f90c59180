import { type identityRoutes, type catalogueRoutes, type shopRoutes, type stockRoutes, routes } from '@zakpos/contracts';
import { uuidv7 } from '../../src/platform/ids.ts';
import { testPassword } from '../app.ts';
import type { Business } from './business.ts';
import type { Samples } from './sample.ts';

const email = () => `${uuidv7()}@example.com`;
// With a letter in front, for eight digits would be an EAN-8 with a check digit.
const code = () => `T${uuidv7().slice(-8)}`;

const firstOfList = async (items: Promise<{ body: { items: { id: string }[] } }>): Promise<string> =>
  (await items).body.items[0]?.id ?? '';
const unitId = ({ owner }: Business) => firstOfList(owner.call(routes.listUnits));
const taxClassId = ({ owner }: Business) => firstOfList(owner.call(routes.listTaxClasses));
const categoryId = async ({ owner, unique }: Business) =>
  (await owner.call(routes.createCategory, { body: { name: unique('category') } })).body.id;
const member = async ({ owner, unique }: Business) =>
  (await owner.call(routes.createMember, { body: { name: unique('member'), role: 'cashier', pin: '9753' } })).body.id;

export const identitySamples: Samples<keyof typeof identityRoutes> = {
  signUp: ({ unique }) => ({
    body: { tenantName: unique('tenant'), ownerName: 'Owner', email: email(), password: testPassword, locale: 'en' },
  }),
  signIn: ({ owner, tenantId, app }) => ({
    body: { email: owner.email, password: owner.password, tenantId, tokenDelivery: 'body' },
    caller: app.anonymous,
  }),
  pinSignIn: ({ device, cashier, app }) => ({
    body: { deviceToken: device.deviceToken, memberId: cashier.memberId, pin: cashier.pin, tokenDelivery: 'body' },
    caller: app.anonymous,
  }),
  async refresh({ app, owner }) {
    const { body } = await app.anonymous.call(routes.signIn, { body: { email: owner.email, password: owner.password } });
    return { body: { refreshToken: body.refreshToken ?? '' }, caller: app.anonymous };
  },
  signOut: async (business) => ({ body: {}, caller: await business.guest() }),
  signOutEverywhere: async (business) => ({ body: {}, caller: await business.guest() }),
  me: () => ({}),
  listMembers: () => ({}),
  createMember: ({ unique }) => ({
    body: {
      name: unique('member'),
      role: 'manager',
      email: email(),
      password: testPassword,
      pin: '5814',
      extraPermissions: ['audit.read'],
    },
  }),
  updateMember: async (business) => ({
    params: { memberId: await member(business) },
    body: { name: business.unique('renamed'), role: 'manager', extraPermissions: ['audit.read'], enabled: true, pin: '8025' },
  }),
  listDevices: () => ({}),
  createDevice: ({ unique, registerId }) => ({ body: { name: unique('device'), registerId } }),
  revokeDevice: async ({ owner, unique }) => ({
    params: { deviceId: (await owner.call(routes.createDevice, { body: { name: unique('device') } })).body.device.id },
  }),
};

export const shopSamples: Samples<keyof typeof shopRoutes> = {
  getSettings: () => ({}),
  updateSettings: ({ unique }) => ({
    body: {
      tenantName: unique('name'),
      bin: '001234567-0101',
      locale: 'en',
      digits: 'latin',
      cashRoundingUnitPaisa: 100,
      allowNegativeStock: false,
      varianceTolerancePaisa: 10_000,
      buyerIdentityThresholdPaisa: 2_500_000,
      reservationMinutes: 30,
      inStoreLayouts: [{ prefix: '21', itemDigits: 5, valueKind: 'weight_grams', valueDigits: 5 }],
    },
  }),
  listShops: () => ({}),
  createShop: ({ unique }) => ({ body: { name: unique('shop'), address: 'Dhaka', phone: '01700000000' } }),
  updateShop: async ({ owner, unique }) => ({
    params: { shopId: (await owner.call(routes.createShop, { body: { name: unique('shop') } })).body.id },
    body: { name: unique('renamed'), address: 'Khulna', phone: '' },
  }),
  listRegisters: ({ shopId }) => ({ query: { shopId } }),
  createRegister: ({ shopId, unique }) => ({ body: { shopId, name: unique('register') } }),
  listCategories: () => ({}),
  createCategory: ({ unique }) => ({ body: { name: unique('category') } }),
  listUnits: () => ({}),
  createUnit: () => ({ body: { code: code(), name: 'Crate', decimals: 0 } }),
  listTaxClasses: () => ({}),
  createTaxClass: () => ({
    body: {
      code: code(),
      name: 'Special',
      kind: 'reduced',
      firstRate: { vatRateBasisPoints: 500, sdRateBasisPoints: 0, validFrom: '2024-07-01' },
    },
  }),
  createTaxRate: async ({ owner }) => {
    const firstRate = { vatRateBasisPoints: 500, validFrom: '2024-07-01' };
    const body = { code: code(), name: 'Special', kind: 'reduced', firstRate } as const;
    const { body: made } = await owner.call(routes.createTaxClass, { body });
    return {
      params: { taxClassId: made.id },
      body: { vatRateBasisPoints: 750, sdRateBasisPoints: 0, validFrom: '2025-07-01' },
    };
  },
};

export const catalogueSamples: Samples<keyof typeof catalogueRoutes> = {
  lookup: ({ shopId }) => ({ query: { shopId, code: 'TEA' } }),
  search: ({ shopId }) => ({ query: { shopId, q: 'tea', limit: 5 } }),
  listProducts: async (business) => {
    const { owner, unique } = business;
    const [id, name] = [await categoryId(business), unique('product')];
    await owner.call(routes.createProduct, { body: { name, categoryId: id, variants: [{ sku: code(), pricePaisa: 100 }] } });
    return { query: { q: name, categoryId: id, limit: 5 } };
  },
  createProduct: async (business) => ({
    body: {
      name: business.unique('product'),
      nameBn: 'চা',
      brand: 'Brand',
      categoryId: await categoryId(business),
      unitId: await unitId(business),
      taxClassId: await taxClassId(business),
      variants: [{ sku: code(), name: 'Small', pricePaisa: 5_000, priceIncludesTax: true, barcodes: [code()] }],
    },
  }),
  getProduct: async ({ product }) => ({ params: { productId: (await product()).id } }),
  updateProduct: async (business) => ({
    params: { productId: (await business.product()).id },
    body: {
      name: business.unique('renamed'),
      nameBn: 'চাল',
      brand: 'Other',
      categoryId: await categoryId(business),
      taxClassId: await taxClassId(business),
      active: true,
    },
  }),
  addVariant: async ({ product }) => ({
    params: { productId: (await product()).id },
    body: { sku: code(), name: 'Large', pricePaisa: 9_000, priceIncludesTax: true, barcodes: [code()] },
  }),
  updateVariant: async ({ product }) => ({
    params: { variantId: (await product()).variants[0]?.id ?? '' },
    body: { name: 'Medium', pricePaisa: 7_000, priceIncludesTax: true, active: true },
  }),
  addBarcode: async ({ product }) => ({
    params: { variantId: (await product()).variants[0]?.id ?? '' },
    body: { code: code() },
  }),
  removeBarcode: async ({ product }) => ({
    params: { barcodeId: (await product()).variants[0]?.barcodes[0]?.id ?? '' },
  }),
  importCatalogue: () => ({
    query: { dryRun: 'false', skipBad: 'false' },
    content: `sku,name,price\n${code()},Imported,12.50\n`,
  }),
  exportCatalogue: () => ({}),
};

export const stockSamples: Samples<keyof typeof stockRoutes> = {
  listStock: ({ shopId }) => ({ query: { shopId, q: 'tea', limit: 5 } }),
  listMovements: ({ shopId, teaId }) => ({ query: { shopId, variantId: teaId, limit: 5 } }),
  receiveStock: ({ shopId, teaId }) => ({
    body: { shopId, reference: 'delivery', lines: [{ variantId: teaId, qtyThousandths: 1_000, landedCostPaisa: 100 }] },
  }),
  countStock: async ({ shopId, product }) => ({
    body: {
      shopId,
      reference: 'count',
      lines: [{ variantId: (await product()).variants[0]?.id ?? '', countedThousandths: 3_000 }],
    },
  }),
  adjustStock: ({ shopId, teaId }) => ({
    body: { shopId, reason: 'broken', lines: [{ variantId: teaId, differenceThousandths: -1_000 }] },
  }),
};
