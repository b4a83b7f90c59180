import { Injectable } from '@nestjs/common';
import type { cartRoutes, CartView } from '@zakpos/contracts';
import { ApprovalsService, type Given } from '../approvals/approvals.service.ts';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { run } from '../platform/database/run.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Input } from '../platform/http/input.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { checkQuantity, checkVersion, demandFor, openCart } from './cart-lines.ts';
import { deleteLine, reserve, reserveLess, updateLine } from './carts.queries.ts';
import * as sql from './carts.statements.ts';
import { changeCart, type CartState, type Tx } from './change-cart.ts';
import { acceptPrices } from './current-prices.ts';
import { refuseShortage } from './stock-for-cart.ts';

type UpdateLine = Input<typeof cartRoutes.updateLine>['body'];
type UpdateCart = Input<typeof cartRoutes.updateCart>['body'];

/** Changes of what is in a cart, made on the version that the till shows. */
@Injectable()
export class CartChangesService {
  constructor(
    private readonly db: DatabaseService,
    private readonly approvals: ApprovalsService,
    private readonly settings: SettingsService,
  ) {}

  updateLine(actor: Actor, cartId: string, lineId: string, body: UpdateLine): Promise<CartView> {
    return changeCart(this.db, actor, cartId, async (tx, state) => {
      const { cart, lines } = state;
      openCart(cart);
      checkVersion(cart, lines, body.version);
      const before = lines.find((line) => line.id === lineId);
      if (!before) throw new AppError('not_found');
      const line = changedLine(before, body);
      if (isSameLine(before, line)) return state;
      await this.#permitLine(tx, actor, state, { before, line, body });
      const after = { cart, lines: lines.map((other) => (other === before ? line : other)) };
      await updateLine(tx, actor.tenantId, line);
      await this.#reserveChange(tx, actor, after, { before, line });
      return after;
    });
  }

  removeLine(actor: Actor, cartId: string, lineId: string): Promise<CartView> {
    return changeCart(this.db, actor, cartId, async (tx, { cart, lines }) => {
      openCart(cart);
      const gone = lines.find((line) => line.id === lineId);
      if (!gone) throw new AppError('not_found');
      await deleteLine(tx, actor.tenantId, gone);
      const left = lines
        .filter((line) => line !== gone)
        .map((line) => (line.line_number > gone.line_number ? { ...line, line_number: line.line_number - 1 } : line));
      // A discount on nothing would stand in the way of the next customer's first line.
      return { cart: left.length === 0 ? { ...cart, cart_discount_paisa: 0 } : cart, lines: left };
    });
  }

  updateCart(actor: Actor, cartId: string, body: UpdateCart): Promise<CartView> {
    return changeCart(this.db, actor, cartId, async (tx, state) => {
      const { cart, lines } = state;
      openCart(cart);
      checkVersion(cart, lines, body.version);
      const discountPaisa = body.cartDiscountPaisa ?? cart.cart_discount_paisa;
      const label = body.label ?? cart.label;
      const priced = body.acceptPrices ? await acceptPrices(tx, actor.tenantId, state) : lines;
      if (discountPaisa === cart.cart_discount_paisa && label === cart.label && priced === lines) return state;
      if (discountPaisa > cart.cart_discount_paisa) {
        const given = await this.#permit(tx, actor, cart, 'discount', body.approvalId);
        await audit(tx, actor, {
          action: 'cart.discount',
          subjectType: 'cart',
          subjectId: cart.id,
          before: { cartDiscountPaisa: cart.cart_discount_paisa },
          after: { cartDiscountPaisa: discountPaisa },
          ...reasoned(body, given),
        });
      }
      return { cart: { ...cart, cart_discount_paisa: discountPaisa, label }, lines: priced };
    });
  }

  /** A larger discount or another price needs the permission or an approval; one approval is for one of them. */
  async #permitLine(
    tx: Tx,
    actor: Actor,
    { cart }: CartState,
    { before, line, body }: { before: sql.CartLineRow; line: sql.CartLineRow; body: UpdateLine },
  ): Promise<void> {
    const entry = { subjectType: 'cart', subjectId: cart.id };
    const of = { lineId: line.id, variantId: line.variant_id, name: line.name };
    if (line.price_overridden && line.unit_price_paisa !== before.unit_price_paisa) {
      const given = await this.#permit(tx, actor, cart, 'override_price', body.approvalId);
      await audit(tx, actor, {
        ...entry,
        action: 'cart.price_override',
        before: { ...of, unitPricePaisa: before.unit_price_paisa, listPricePaisa: line.current_price_paisa },
        after: { unitPricePaisa: line.unit_price_paisa },
        ...reasoned(body, given),
      });
    }
    if (line.line_discount_paisa > before.line_discount_paisa) {
      const given = await this.#permit(tx, actor, cart, 'discount', body.approvalId);
      await audit(tx, actor, {
        ...entry,
        action: 'cart.line_discount',
        before: { ...of, lineDiscountPaisa: before.line_discount_paisa },
        after: { lineDiscountPaisa: line.line_discount_paisa },
        ...reasoned(body, given),
      });
    }
  }

  #permit(tx: Tx, actor: Actor, cart: sql.CartRow, action: 'discount' | 'override_price', approvalId: string | undefined) {
    return this.approvals.permit(tx, actor, { action, subjectId: cart.id, cartVersion: cart.version, approvalId });
  }

  /** More is taken under the stock row's lock; less is always given back. */
  async #reserveChange(
    tx: Tx,
    actor: Actor,
    { cart, lines }: CartState,
    { before, line }: { before: sql.CartLineRow; line: sql.CartLineRow },
  ): Promise<void> {
    if (line.qty_thousandths < before.qty_thousandths) await reserveLess(tx, actor.tenantId, line);
    if (line.qty_thousandths <= before.qty_thousandths) return;
    const settings = await this.settings.of(actor.tenantId);
    const wanted = sql.wantedOf(cart.id, undefined, line.variant_id);
    const stock = await run(tx, sql.lockWantedStock(...wanted));
    const held = await run(tx, sql.wantedHeldByOthers(...wanted));
    if (!settings.allowNegativeStock) {
      const need = { variantId: line.variant_id, wanted: demandFor(lines, line.variant_id), stock, held };
      await refuseShortage(need, line.name, () => run(tx, sql.tillsHolding(cart.id, line.variant_id)));
    }
    await reserve(tx, actor.tenantId, cart.shop_id, line, settings.reservationMinutes);
  }
}

const reasoned = (body: { reason?: string | undefined }, given: Given) => ({
  reason: body.reason || given.reason || undefined,
  approverId: given.approverId,
});

/** @throws AppError `quantity_precision`, `amount_out_of_range`. */
function changedLine(line: sql.CartLineRow, body: UpdateLine): sql.CartLineRow {
  const { qtyThousandths = line.qty_thousandths, unitPricePaisa = line.unit_price_paisa } = body;
  if (qtyThousandths !== line.qty_thousandths) checkQuantity(qtyThousandths, line.unit_decimals);
  const hasNewPrice = unitPricePaisa !== line.unit_price_paisa;
  // A printed amount holds for the printed quantity at its price.
  const isAsPrinted = !hasNewPrice && qtyThousandths === line.qty_thousandths;
  return {
    ...line,
    qty_thousandths: qtyThousandths,
    unit_price_paisa: unitPricePaisa,
    list_price_paisa: hasNewPrice ? line.current_price_paisa : line.list_price_paisa,
    price_overridden: hasNewPrice ? unitPricePaisa !== line.current_price_paisa : line.price_overridden,
    line_discount_paisa: body.lineDiscountPaisa ?? line.line_discount_paisa,
    encoded_amount_paisa: isAsPrinted ? line.encoded_amount_paisa : null,
  };
}

const isSameLine = (a: sql.CartLineRow, b: sql.CartLineRow): boolean =>
  a.qty_thousandths === b.qty_thousandths &&
  a.unit_price_paisa === b.unit_price_paisa &&
  a.line_discount_paisa === b.line_discount_paisa;
