import type { CartView, SaleView, TenderKind } from '@zakpos/contracts';
import type { Answer } from './answer.ts';

export interface CheckoutRequest {
  version: number;
  expectedTotalPaisa: number;
  tenders: { kind: TenderKind; amountPaisa: number }[];
}

/** What is added: a code as it was read, or a variant that was picked from a list. */
export type Item = { code: string } | { variantId: string };

/** All that a till asks of the server. A `key` makes a repeated request the same one. */
export interface TillServer {
  openCart(): Promise<Answer<CartView | null>>;
  createCart(key: string): Promise<Answer<CartView>>;
  getCart(cartId: string): Promise<Answer<CartView>>;
  addLine(key: string, cartId: string, item: Item): Promise<Answer<CartView>>;
  setQty(cartId: string, lineId: string, version: number, qtyThousandths: number): Promise<Answer<CartView>>;
  removeLine(cartId: string, lineId: string): Promise<Answer<CartView>>;
  /** Takes the catalogue's prices of now into the cart. */
  acceptPrices(cartId: string, version: number): Promise<Answer<CartView>>;
  checkout(key: string, cartId: string, request: CheckoutRequest): Promise<Answer<SaleView>>;
}
