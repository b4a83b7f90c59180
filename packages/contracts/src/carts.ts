import { z } from 'zod';
import { pin } from './identity.ts';
import { route } from './route.ts';
import { buyer, commitProblems, sale, tenders } from './sales.ts';
import { exactlyOne, id, instant, optionalText, page, paisa, qtyThousandths, scannedCode, text } from './scalars.ts';

export const cartLine = z.strictObject({
  id,
  lineNumber: z.int(),
  variantId: id,
  sku: z.string(),
  name: z.string(),
  nameBn: z.string(),
  unitCode: z.string(),
  unitDecimals: z.int(),
  qtyThousandths: z.int(),
  unitPricePaisa: z.int(),
  /** The catalogue's price now; differs from `unitPricePaisa` after an override or a price change. */
  listPricePaisa: z.int(),
  lineDiscountPaisa: z.int(),
  cartDiscountSharePaisa: z.int(),
  vatRateBasisPoints: z.int(),
  netPaisa: z.int(),
  sdPaisa: z.int(),
  vatPaisa: z.int(),
  totalPaisa: z.int(),
});
export const cart = z.strictObject({
  id,
  shopId: id,
  registerId: id,
  status: z.enum(['open', 'held', 'checked_out', 'abandoned']),
  /** Grows with every change; checkout names the version that the till shows. */
  version: z.int(),
  label: z.string(),
  cartDiscountPaisa: z.int(),
  subtotalPaisa: z.int(),
  discountPaisa: z.int(),
  netPaisa: z.int(),
  sdPaisa: z.int(),
  vatPaisa: z.int(),
  totalPaisa: z.int(),
  lines: z.array(cartLine),
  updatedAt: instant,
});
export type CartView = z.infer<typeof cart>;
export type CartLineView = z.infer<typeof cartLine>;

/** What a manager may approve for another member: one action, on one cart version or sale, within two minutes. */
export const approvalAction = z.enum(['discount', 'override_price', 'void', 'return', 'cash_variance']);
export const approval = z.strictObject({
  id,
  action: approvalAction,
  subjectId: id,
  cartVersion: z.int().nullable(),
  expiresAt: instant,
});

export const addLine = exactlyOne(
  z.strictObject({
    code: scannedCode.optional(),
    variantId: id.optional(),
    /** Without it: what the code says, else one unit. */
    qtyThousandths: qtyThousandths.optional(),
  }),
  'variantId',
  'code',
);
/** `version`: the version that the change was made on. A price or discount beyond one's permission needs `approvalId`. */
export const updateLine = z.strictObject({
  version: z.int().min(0),
  qtyThousandths: qtyThousandths.optional(),
  lineDiscountPaisa: paisa.optional(),
  unitPricePaisa: paisa.optional(),
  reason: optionalText(200).optional(),
  approvalId: id.optional(),
});
export const updateCart = z.strictObject({
  version: z.int().min(0),
  cartDiscountPaisa: paisa.optional(),
  label: optionalText(80).optional(),
  /** Take the catalogue's current prices and rates into every line that was not overridden. */
  acceptPrices: z.literal(true).optional(),
  reason: optionalText(200).optional(),
  approvalId: id.optional(),
});
export const checkout = z.strictObject({
  version: z.int().min(0),
  expectedTotalPaisa: paisa,
  tenders,
  buyer: buyer.optional(),
  note: optionalText(200).default(''),
});
export type Checkout = z.output<typeof checkout>;

const cartId = z.strictObject({ cartId: id });
const cartLineId = z.strictObject({ cartId: id, lineId: id });
const onCart = { access: 'sales.sell', response: cart } as const;
const lineProblems = [
  'not_found',
  'cart_closed',
  'insufficient_stock',
  'quantity_precision',
  'amount_out_of_range',
  'discount_exceeds_amount',
  'tax_rate_missing',
] as const;

export const cartRoutes = {
  createCart: route({
    ...onCart,
    method: 'POST',
    path: '/carts',
    summary: 'Open a cart at a register',
    idempotent: true,
    body: z.strictObject({ registerId: id }),
    status: 201,
    problems: ['reference_unknown', 'session_closed'],
  }),
  listCarts: route({
    method: 'GET',
    path: '/carts',
    summary: 'Open and held carts of a shop',
    access: 'sales.sell',
    query: z.strictObject({ shopId: id, status: z.enum(['open', 'held']).default('held') }),
    response: page(cart),
  }),
  getCart: route({
    ...onCart,
    method: 'GET',
    path: '/carts/{cartId}',
    summary: 'One cart',
    params: cartId,
    problems: ['not_found'],
  }),
  /** Asked again with its key it adds nothing, and answers with the cart as it is by then. */
  addLine: route({
    ...onCart,
    method: 'POST',
    path: '/carts/{cartId}/lines',
    summary: 'Add to a cart by code or variant; the same item again raises its line (not weighed or priced codes)',
    idempotent: true,
    params: cartId,
    body: addLine,
    status: 201,
    problems: [...lineProblems, 'barcode_unknown', 'barcode_check_digit', 'reference_unknown'],
  }),
  updateLine: route({
    ...onCart,
    method: 'PATCH',
    path: '/carts/{cartId}/lines/{lineId}',
    summary: 'Change quantity, discount or price of a line',
    params: cartLineId,
    body: updateLine,
    problems: [...lineProblems, 'cart_version_stale', 'approval_invalid', 'permission_denied'],
  }),
  removeLine: route({
    ...onCart,
    method: 'DELETE',
    path: '/carts/{cartId}/lines/{lineId}',
    summary: 'Remove a line',
    params: cartLineId,
    problems: ['not_found', 'cart_closed', 'discount_exceeds_amount'],
  }),
  updateCart: route({
    ...onCart,
    method: 'PATCH',
    path: '/carts/{cartId}',
    summary: 'Change discount or label of a cart, or accept changed prices',
    params: cartId,
    body: updateCart,
    problems: [
      'not_found',
      'cart_closed',
      'cart_version_stale',
      'discount_exceeds_amount',
      'approval_invalid',
      'permission_denied',
      'amount_out_of_range',
      'tax_rate_missing',
    ],
  }),
  holdCart: route({
    ...onCart,
    method: 'POST',
    path: '/carts/{cartId}/hold',
    summary: 'Hold a cart so that any till of the shop can recall it',
    params: cartId,
    body: z.strictObject({ label: optionalText(80).default('') }),
    problems: ['not_found', 'cart_closed', 'cart_empty'],
  }),
  recallCart: route({
    ...onCart,
    method: 'POST',
    path: '/carts/{cartId}/recall',
    summary: 'Recall a held cart to a register',
    params: cartId,
    body: z.strictObject({ registerId: id }),
    problems: ['not_found', 'cart_closed', 'reference_unknown', 'session_closed'],
  }),
  abandonCart: route({
    ...onCart,
    method: 'POST',
    path: '/carts/{cartId}/abandon',
    summary: 'Abandon a cart and free what it reserves',
    params: cartId,
    body: z.strictObject({}),
    problems: ['not_found', 'cart_closed'],
  }),
  checkoutCart: route({
    method: 'POST',
    path: '/carts/{cartId}/checkout',
    summary: 'Sell the cart: the version and the total that the till shows must match',
    access: 'sales.sell',
    idempotent: true,
    params: cartId,
    body: checkout,
    status: 201,
    response: sale,
    problems: [...commitProblems, 'not_found', 'cart_closed', 'cart_version_stale', 'cart_empty', 'reference_unknown'],
  }),
  createApproval: route({
    method: 'POST',
    path: '/approvals',
    summary: 'A manager approves one action at the cashier’s till with a PIN',
    access: 'signed_in',
    body: z.strictObject({
      action: approvalAction,
      subjectId: id,
      cartVersion: z.int().min(0).optional(),
      managerMemberId: id,
      pin,
      reason: text(200),
    }),
    status: 201,
    response: approval,
    problems: ['wrong_credentials', 'sign_in_locked', 'permission_denied', 'not_found', 'cart_version_stale'],
  }),
};
