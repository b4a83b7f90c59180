import assert from 'node:assert/strict';
import { type ApiClient, ApiProblem } from '@zakpos/api-client';
import { type CartView, routes, type SaleView } from '@zakpos/contracts';
import type { Basket, BasketLine } from './grocery.ts';
import { type Outages, sendTwice, untilAnswered } from './link.ts';
import { payFor } from './tenders.ts';

/** What a till knows of a sale that was acknowledged to it. */
export interface Acknowledged {
  readonly basketId: string;
  readonly saleId: string;
  readonly invoiceNumber: string;
  readonly registerId: string;
  readonly cashPaisa: number;
  readonly roundingPaisa: number;
}

export interface TillOptions {
  readonly client: ApiClient;
  readonly registerId: string;
  readonly variantIds: ReadonlyMap<string, string>;
  /** Whether answers may be lost on the way, and with them the proof of who was first. */
  readonly mayLoseAnswers: boolean;
}

const perUnit = 1_000;

/** The rest are sold in one request: a cart takes some thirty times as many. */
const soldByCart = (turn: number): boolean => turn % 6 === 1;

/** Sells baskets at one register, some through a cart on the server, and sends every keyed request twice. */
export class Till {
  readonly outages: Outages = { repeated: 0 };
  readonly acknowledged: Acknowledged[] = [];
  readonly #options: TillOptions;
  #requests = 0;

  constructor(options: TillOptions) {
    this.#options = options;
  }

  async sell(basket: Basket, turn: number): Promise<void> {
    const payment = payFor(basket, turn);
    const sale = soldByCart(turn) ? await this.#sellByCart(basket, turn) : await this.#sellAtOnce(basket, turn);
    assert.equal(sale.totalPaisa, basket.totalPaisa, `total of basket ${basket.id}`);
    assert.equal(sale.roundingPaisa, payment.roundingPaisa, `rounding of basket ${basket.id}`);
    const { id: saleId, invoiceNumber, registerId } = sale;
    const { cashPaisa, roundingPaisa } = payment;
    this.acknowledged.push({ basketId: basket.id, saleId, invoiceNumber, registerId, cashPaisa, roundingPaisa });
  }

  #sellAtOnce(basket: Basket, turn: number): Promise<SaleView> {
    const { registerId } = this.#options;
    const lines = basket.lines.map((line, index) => ({
      ...this.#named(line, index),
      qtyThousandths: line.quantity * perUnit,
      lineDiscountPaisa: line.lineDiscountPaisa,
      ...(line.unitPricePaisa === line.pricePaisa ? {} : { unitPricePaisa: line.unitPricePaisa }),
    }));
    const { tenders } = payFor(basket, turn);
    const body = { registerId, lines, expectedTotalPaisa: basket.totalPaisa, tenders, note: basket.id };
    return this.#twice((together) => sendTwice(this.#options.client, this.outages, routes.createSale, { body }, together));
  }

  async #sellByCart(basket: Basket, turn: number): Promise<SaleView> {
    const { client, registerId } = this.#options;
    const { id: cartId } = await this.#twice((together) =>
      sendTwice(client, this.outages, routes.createCart, { body: { registerId } }, together),
    );
    const params = { cartId };
    for (const [index, line] of basket.lines.entries()) {
      const body = { ...this.#named(line, index), qtyThousandths: line.quantity * perUnit };
      await this.#twice((together) => sendTwice(client, this.outages, routes.addLine, { params, body }, together));
    }
    let cart = await this.#cart(cartId);
    for (const line of basket.lines) cart = await this.#priceLine(cart, line);
    const { tenders } = payFor(basket, turn);
    const body = { version: cart.version, expectedTotalPaisa: basket.totalPaisa, tenders, note: basket.id };
    return this.#twice((together) => sendTwice(client, this.outages, routes.checkoutCart, { params, body }, together));
  }

  /** By barcode or by variant in turn, as scanners and screens do. */
  #named({ barcode, sku }: BasketLine, index: number): { code: string } | { variantId: string } {
    const variantId = this.#options.variantIds.get(sku);
    if (index % 2 === 0) return { code: barcode };
    if (variantId === undefined) throw new Error(`The shop has no variant ${sku}`);
    return { variantId };
  }

  #cart(cartId: string): Promise<CartView> {
    return untilAnswered(this.outages, () => this.#options.client.call(routes.getCart, { params: { cartId } }));
  }

  /** Has no key but a version: after a lost answer the till looks at the cart before it tries again. */
  async #priceLine(seen: CartView, wanted: BasketLine): Promise<CartView> {
    let cart = seen;
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const line = cart.lines.find(({ sku }) => sku === wanted.sku);
      if (!line) throw new Error(`The cart has lost its line ${wanted.sku}`);
      const { unitPricePaisa, lineDiscountPaisa } = wanted;
      if (line.unitPricePaisa === unitPricePaisa && line.lineDiscountPaisa === lineDiscountPaisa) return cart;
      const { version, id: cartId } = cart;
      const price = line.unitPricePaisa === unitPricePaisa ? {} : { unitPricePaisa };
      const body = { version, lineDiscountPaisa, ...price, reason: 'as it was sold' };
      const request = { params: { cartId, lineId: line.id }, body };
      try {
        cart = await untilAnswered(this.outages, () => this.#options.client.call(routes.updateLine, request));
      } catch (error) {
        const isStale = error instanceof ApiProblem && error.problem.code === 'cart_version_stale';
        if (!isStale || !this.#options.mayLoseAnswers) throw error;
        cart = await this.#cart(cartId);
      }
    }
    throw new Error(`The line ${wanted.sku} could not be priced`);
  }

  async #twice<T>(send: (together: boolean) => Promise<{ body: T; again: T; replays: number }>): Promise<T> {
    this.#requests += 1;
    const { body, again, replays } = await send(this.#requests % 2 === 0);
    assert.deepEqual(again, body, 'the second request with the same key was answered otherwise');
    const expected = this.#options.mayLoseAnswers ? [1, 2] : [1];
    assert(expected.includes(replays), `${replays} of two requests with one key were answered with what was stored`);
    return body;
  }
}
