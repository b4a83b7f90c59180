import { routes, type CartView, type SaleView, type Sellable, type TenderKind } from '@zakpos/contracts';
import { api } from '../api/client.ts';

export interface TenderInput {
  kind: TenderKind;
  amountPaisa: number;
  reference?: string;
}
/** What is sold: a scanned or typed code, or a variant that was picked. */
export type Item = { code: string } | { variantId: string };
export interface CheckoutInput {
  version: number;
  expectedTotalPaisa: number;
  tenders: TenderInput[];
}

/** What the till asks of the server, for one register. */
export interface TillServer {
  /** The cart that this register has open, if any. */
  openCart(): Promise<CartView | null>;
  createCart(idempotencyKey: string): Promise<CartView>;
  getCart(cartId: string): Promise<CartView>;
  addLine(cartId: string, item: Item, qtyThousandths: number | undefined, idempotencyKey: string): Promise<CartView>;
  setQuantity(cart: CartView, lineId: string, qtyThousandths: number): Promise<CartView>;
  removeLine(cartId: string, lineId: string): Promise<CartView>;
  acceptPrices(cart: CartView): Promise<CartView>;
  hold(cartId: string): Promise<CartView>;
  recall(cartId: string): Promise<CartView>;
  heldCarts(): Promise<CartView[]>;
  checkout(cartId: string, input: CheckoutInput, idempotencyKey: string): Promise<SaleView>;
  search(text: string, signal: AbortSignal): Promise<Sellable[]>;
}

export const tillServer = (shopId: string, registerId: string): TillServer => ({
  openCart: async () => {
    const { items } = await api.call(routes.listCarts, { query: { shopId, status: 'open' } });
    return items.find((cart) => cart.registerId === registerId) ?? null;
  },
  createCart: (idempotencyKey) => api.call(routes.createCart, { body: { registerId }, idempotencyKey }),
  getCart: (cartId) => api.call(routes.getCart, { params: { cartId } }),
  addLine: (cartId, item, qtyThousandths, idempotencyKey) => {
    const body = { ...item, ...(qtyThousandths === undefined ? {} : { qtyThousandths }) };
    return api.call(routes.addLine, { params: { cartId }, body, idempotencyKey });
  },
  setQuantity: ({ id, version }, lineId, qtyThousandths) =>
    api.call(routes.updateLine, { params: { cartId: id, lineId }, body: { version, qtyThousandths } }),
  removeLine: (cartId, lineId) => api.call(routes.removeLine, { params: { cartId, lineId } }),
  acceptPrices: ({ id, version }) =>
    api.call(routes.updateCart, { params: { cartId: id }, body: { version, acceptPrices: true } }),
  hold: (cartId) => api.call(routes.holdCart, { params: { cartId }, body: {} }),
  recall: (cartId) => api.call(routes.recallCart, { params: { cartId }, body: { registerId } }),
  heldCarts: async () => (await api.call(routes.listCarts, { query: { shopId, status: 'held' } })).items,
  checkout: (cartId, body, idempotencyKey) => api.call(routes.checkoutCart, { params: { cartId }, body, idempotencyKey }),
  search: async (q, signal) => (await api.call(routes.search, { query: { shopId, q, limit: 20 }, signal })).items,
});
