import { z } from 'zod';
import { route } from './route.ts';
import { day, id, locale, optionalText, page, paisa, text } from './scalars.ts';

/** Where the digits of an in-store label stand (prefixes 20 to 29): item number, then weight in grams or price in paisa. */
export const inStoreLayout = z.strictObject({
  prefix: z.string().regex(/^2\d$/),
  itemDigits: z.int().min(3).max(6),
  valueKind: z.enum(['weight_grams', 'price_paisa']),
  valueDigits: z.int().min(4).max(6),
});

export const settings = z.strictObject({
  tenantName: text(120),
  /** Business identification number of the VAT authority: text, for it may begin with zeros. */
  bin: optionalText(30),
  locale,
  digits: z.enum(['latin', 'bengali']),
  /** Unit to which the cash part of a total is rounded: 1 paisa, 1 taka or 5 taka. */
  cashRoundingUnitPaisa: z.union([z.literal(1), z.literal(100), z.literal(500)]),
  allowNegativeStock: z.boolean(),
  /** A cash variance beyond this needs a reason and an approval. */
  varianceTolerancePaisa: paisa,
  /** From this total on a VAT invoice must name the buyer. */
  buyerIdentityThresholdPaisa: paisa,
  reservationMinutes: z.int().min(1).max(1440),
  inStoreLayouts: z.array(inStoreLayout).max(10),
});
export type Settings = z.infer<typeof settings>;

export const shop = z.strictObject({ id, name: z.string(), address: z.string(), phone: z.string(), timeZone: z.string() });
export const createShop = z.strictObject({
  name: text(120),
  address: optionalText(300).default(''),
  phone: optionalText(40).default(''),
});
export const updateShop = z.strictObject({
  name: text(120).optional(),
  address: optionalText(300).optional(),
  phone: optionalText(40).optional(),
});

export const register = z.strictObject({
  id,
  shopId: id,
  name: z.string(),
  /** The open cash session, if there is one. */
  openSessionId: id.nullable(),
});
export const createRegister = z.strictObject({ shopId: id, name: text(60) });

export const category = z.strictObject({ id, name: z.string() });
/** `decimals`: how many decimals a quantity in this unit may have (piece 0, kilogram 3). */
export const unit = z.strictObject({ id, code: z.string(), name: z.string(), decimals: z.int().min(0).max(3) });
export const taxRate = z.strictObject({
  id,
  vatRateBasisPoints: z.int(),
  sdRateBasisPoints: z.int(),
  validFrom: day,
  /** First day on which the rate is no longer in force; null while it is open-ended. */
  validUntil: day.nullable(),
});
export const taxClass = z.strictObject({
  id,
  code: z.string(),
  name: z.string(),
  kind: z.enum(['standard', 'reduced', 'zero', 'exempt', 'specific']),
  rates: z.array(taxRate),
});

const bp = z.int().min(0).max(50_000);
/** A new rate ends the open-ended one before it. */
export const createTaxRate = z.strictObject({ vatRateBasisPoints: bp, sdRateBasisPoints: bp.default(0), validFrom: day });
const shopId = z.strictObject({ shopId: id });

export const shopRoutes = {
  getSettings: route({
    method: 'GET',
    path: '/settings',
    summary: 'Settings of the tenant',
    access: 'signed_in',
    response: settings,
  }),
  updateSettings: route({
    method: 'PATCH',
    path: '/settings',
    summary: 'Change settings of the tenant',
    access: 'tenant.manage',
    body: settings.partial(),
    response: settings,
  }),
  listShops: route({ method: 'GET', path: '/shops', summary: 'Shops', access: 'signed_in', response: page(shop) }),
  createShop: route({
    method: 'POST',
    path: '/shops',
    summary: 'Add a shop',
    access: 'tenant.manage',
    body: createShop,
    status: 201,
    response: shop,
    problems: ['duplicate'],
  }),
  updateShop: route({
    method: 'PATCH',
    path: '/shops/{shopId}',
    summary: 'Change a shop',
    access: 'tenant.manage',
    params: shopId,
    body: updateShop,
    response: shop,
    problems: ['not_found', 'duplicate'],
  }),
  listRegisters: route({
    method: 'GET',
    path: '/registers',
    summary: 'Registers, of one shop or of all',
    access: 'signed_in',
    query: z.strictObject({ shopId: id.optional() }),
    response: page(register),
  }),
  createRegister: route({
    method: 'POST',
    path: '/registers',
    summary: 'Add a register to a shop',
    access: 'tenant.manage',
    body: createRegister,
    status: 201,
    response: register,
    problems: ['duplicate', 'reference_unknown'],
  }),
  listCategories: route({
    method: 'GET',
    path: '/categories',
    summary: 'Categories',
    access: 'catalogue.read',
    response: page(category),
  }),
  createCategory: route({
    method: 'POST',
    path: '/categories',
    summary: 'Add a category',
    access: 'catalogue.write',
    body: z.strictObject({ name: text(120) }),
    status: 201,
    response: category,
    problems: ['duplicate'],
  }),
  listUnits: route({
    method: 'GET',
    path: '/units',
    summary: 'Units of measure',
    access: 'catalogue.read',
    response: page(unit),
  }),
  createUnit: route({
    method: 'POST',
    path: '/units',
    summary: 'Add a unit of measure',
    access: 'catalogue.write',
    body: z.strictObject({ code: text(12), name: text(60), decimals: z.int().min(0).max(3) }),
    status: 201,
    response: unit,
    problems: ['duplicate'],
  }),
  listTaxClasses: route({
    method: 'GET',
    path: '/tax-classes',
    summary: 'Tax classes with their rates',
    access: 'catalogue.read',
    response: page(taxClass),
  }),
  createTaxClass: route({
    method: 'POST',
    path: '/tax-classes',
    summary: 'Add a tax class with its first rate',
    access: 'catalogue.write',
    body: z.strictObject({ code: text(30), name: text(120), kind: taxClass.shape.kind, firstRate: createTaxRate }),
    status: 201,
    response: taxClass,
    problems: ['duplicate'],
  }),
  createTaxRate: route({
    method: 'POST',
    path: '/tax-classes/{taxClassId}/rates',
    summary: 'Add a rate from a day on; it ends the open-ended one before it',
    access: 'catalogue.write',
    params: z.strictObject({ taxClassId: id }),
    body: createTaxRate,
    status: 201,
    response: taxClass,
    problems: ['not_found', 'rates_overlap'],
  }),
};
