import { Injectable } from '@nestjs/common';
import { cartRoutes, type CartView, type Settings } from '@zakpos/contracts';
import { shareSession } from '../cash/session-lock.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { run } from '../platform/database/run.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { fieldRefusal } from '../platform/errors/field-refusal.ts';
import { Answer, type Input } from '../platform/http/input.ts';
import { keyedRequest } from '../platform/idempotency/once-per-key.ts';
import { keyRefusal, keyValues, lockKey, replayOf, storedKey } from '../platform/idempotency/pipelined-key.ts';
import { uuidv7 } from '../platform/ids.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { cartView, demandFor, openCart } from './cart-lines.ts';
import { freeReservations, renewReservations } from './carts.queries.ts';
import * as sql from './carts.statements.ts';
import { changeCart, type CartState, type Tx } from './change-cart.ts';
import { shortageOf } from './stock-for-cart.ts';

type ListCarts = Input<typeof cartRoutes.listCarts>['query'];

/** A cart as a whole: opened, held, recalled, abandoned. What is in it: add-line.service.ts and cart-changes.service.ts. */
@Injectable()
export class CartsService {
  constructor(
    private readonly db: DatabaseService,
    private readonly settings: SettingsService,
  ) {}

  create(call: Input<typeof cartRoutes.createCart>): Promise<Answer<CartView>> {
    const { actor, body } = call;
    const request = keyedRequest(cartRoutes.createCart, call);
    const created = this.db.pipeline(actor.tenantId, async (p) => {
      const [, [stored], , [register]] = await p.send(
        lockKey(request.key),
        storedKey(request.key),
        shareSession(body.registerId),
        sql.registerOf(body.registerId),
      );
      const replay = replayOf<CartView>(stored, request);
      if (replay) return replay;
      const { shop_id } = openRegister(register, actor);
      const view = cartView(
        {
          id: uuidv7(),
          shop_id,
          register_id: body.registerId,
          status: 'open',
          version: 0,
          label: '',
          cart_discount_paisa: 0,
          updated_at: new Date(),
        },
        [],
      );
      const key = keyValues(request, cartRoutes.createCart.status, view);
      await p.commit(sql.insertCart(view.id, shop_id, body.registerId, actor.memberId, new Date(view.updatedAt), ...key));
      return new Answer(view, { status: cartRoutes.createCart.status });
    });
    return created.catch((error: unknown) => {
      throw keyRefusal(error);
    });
  }

  async list({ tenantId }: Actor, { shopId, status }: ListCarts): Promise<{ items: CartView[]; nextCursor: null }> {
    const [carts, lines] = await this.db.read(tenantId, sql.cartsOfShop(shopId, status), sql.linesOfShop(shopId, status));
    const linesOf = Map.groupBy(lines, (line) => line.cart_id);
    return { items: carts.map((cart) => cartView(cart, linesOf.get(cart.id) ?? [])), nextCursor: null };
  }

  /** @throws AppError `not_found`. */
  async get({ tenantId }: Actor, cartId: string): Promise<CartView> {
    const [[cart], lines] = await this.db.read(tenantId, sql.cartOf(cartId), sql.linesOf(cartId));
    if (!cart) throw new AppError('not_found');
    return cartView(cart, lines);
  }

  hold(actor: Actor, cartId: string, label: string): Promise<CartView> {
    return changeCart(this.db, actor, cartId, (_tx, state) => {
      const { cart, lines } = state;
      // Asked again after a lost answer: it is held already.
      if (cart.status === 'held') return state;
      const [first] = lines;
      if (cart.status === 'open' && !first) throw new AppError('cart_empty');
      const shown = label || cart.label || (first?.name.slice(0, 80) ?? '');
      return { cart: { ...openCart(cart), status: 'held', label: shown }, lines };
    });
  }

  /** At any register of the shop that is open. */
  async recall(actor: Actor, cartId: string, registerId: string): Promise<CartView> {
    const settings = await this.settings.of(actor.tenantId);
    return changeCart(this.db, actor, cartId, async (tx, state) => {
      const { cart } = state;
      await run(tx, shareSession(registerId));
      const [found] = await run(tx, sql.registerOf(registerId));
      const register = openRegister(found?.shop_id === cart.shop_id ? found : undefined, actor);
      // Asked again after a lost answer.
      if (cart.status === 'open' && cart.register_id === register.id) return state;
      if (cart.status !== 'held') throw new AppError('cart_closed', { status: cart.status });
      await this.#reserveAgain(tx, actor.tenantId, state, settings);
      return { ...state, cart: { ...cart, status: 'open', register_id: register.id } };
    });
  }

  abandon(actor: Actor, cartId: string): Promise<CartView> {
    return changeCart(this.db, actor, cartId, async (tx, state) => {
      const { cart } = state;
      if (cart.status === 'abandoned') return state;
      if (cart.status === 'checked_out') throw new AppError('cart_closed', { status: cart.status });
      await freeReservations(tx, actor.tenantId, cart.id);
      return { ...state, cart: { ...cart, status: 'abandoned' } };
    });
  }

  /** What is still there is held back for the whole time again; what was sold meanwhile shows at checkout. */
  async #reserveAgain(tx: Tx, tenantId: string, { cart, lines }: CartState, settings: Settings): Promise<void> {
    const stock = await run(tx, sql.lockCartStock(cart.id));
    const held = await run(tx, sql.cartHeldByOthers(cart.id));
    const variantIds = [...new Set(lines.map((line) => line.variant_id))].filter(
      (variantId) => settings.allowNegativeStock || !shortageOf({ variantId, wanted: demandFor(lines, variantId), stock, held }),
    );
    if (variantIds.length > 0) await renewReservations(tx, tenantId, cart.id, variantIds, settings.reservationMinutes);
  }
}

/** @throws AppError `reference_unknown`, `session_closed`. */
function openRegister(register: sql.RegisterRow | undefined, actor: Actor): sql.RegisterRow {
  if (!register) throw fieldRefusal('reference_unknown', '/registerId', actor.locale);
  if (register.session_id === null) throw new AppError('session_closed', { registerId: register.id });
  return register;
}
