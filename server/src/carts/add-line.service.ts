import { Injectable } from '@nestjs/common';
import { cartRoutes, type CartView, type Settings } from '@zakpos/contracts';
import { readCode } from '../catalogue/code-reading.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import type { Pipeline } from '../platform/database/pipeline.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { Answer, type Input } from '../platform/http/input.ts';
import { keyedRequest } from '../platform/idempotency/once-per-key.ts';
import { isReplay, keyRefusal, keyValues, storedKey } from '../platform/idempotency/pipelined-key.ts';
import { type KeyedRequest, replayedHeader } from '../platform/idempotency/idempotency.ts';
import { currentTraceParent } from '../platform/telemetry/telemetry.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { addToLines, type AskedLine } from './add-line.ts';
import { cartView, demandFor, openCart } from './cart-lines.ts';
import * as sql from './carts.statements.ts';
import { refuseShortage } from './stock-for-cart.ts';

type AddLine = Input<typeof cartRoutes.addLine>;

/** Adding to a cart is what a till does most: two round trips, the rules between them (performance.md). */
@Injectable()
export class AddLineService {
  constructor(
    private readonly db: DatabaseService,
    private readonly settings: SettingsService,
  ) {}

  /** @throws AppError for every refusal of the route. */
  async addLine(call: AddLine): Promise<Answer<CartView>> {
    const { actor, params, body } = call;
    const settings = await this.settings.of(actor.tenantId);
    const reading = body.code === undefined ? undefined : readCode(body.code, settings.inStoreLayouts);
    const asked = { reading, qtyThousandths: body.qtyThousandths, variantId: body.variantId };
    const request = keyedRequest(cartRoutes.addLine, call);
    return this.db
      .pipeline(actor.tenantId, (p) => addLine(p, { cartId: params.cartId, asked, settings, request }))
      .catch((error: unknown) => {
        throw keyRefusal(error);
      });
  }
}

interface Addition {
  readonly cartId: string;
  readonly asked: AskedLine & { readonly variantId: string | undefined };
  readonly settings: Settings;
  readonly request: KeyedRequest;
}

async function addLine(p: Pipeline, { cartId, asked, settings, request }: Addition): Promise<Answer<CartView>> {
  const wanted = sql.wantedOf(cartId, asked.reading, asked.variantId);
  // The key needs no lock of its own: who asks the same again waits for the same cart.
  const [[row], [stored], before, offers, stock, held] = await p.send(
    sql.lockCart(cartId),
    storedKey(request.key),
    sql.linesOf(cartId),
    sql.offers(...wanted),
    sql.lockWantedStock(...wanted),
    sql.wantedHeldByOthers(...wanted),
  );
  if (isReplay(stored, request)) return replayed(row, before);

  const cart = openCart(row);
  const { line, lines } = addToLines(cartId, before, asked, offers);
  if (!settings.allowNegativeStock) {
    const need = { variantId: line.variant_id, wanted: demandFor(lines, line.variant_id), stock, held };
    await refuseShortage(need, line.name, async () => (await p.send(sql.tillsHolding(cartId, line.variant_id)))[0]);
  }
  const view = cartView({ ...cart, version: cart.version + 1, updated_at: new Date() }, lines);
  await p.commit(
    sql.putLine(
      line.id,
      cartId,
      line.line_number,
      line.variant_id,
      line.qty_thousandths,
      line.unit_price_paisa,
      line.vat_rate_basis_points,
      line.sd_rate_basis_points,
      line.price_includes_tax,
      line.from_encoded_code,
      line.encoded_amount_paisa,
      cart.shop_id,
      settings.reservationMinutes,
      view.version,
      new Date(view.updatedAt),
      ...keyValues(request, cartRoutes.addLine.status, { cartId, version: view.version }),
    ),
    sql.announceCart(cart.shop_id, JSON.stringify({ cartId, version: view.version }), currentTraceParent() ?? null),
  );
  return new Answer(view, { status: cartRoutes.addLine.status });
}

/**
 * Asked again, a till gets the cart as it is now: all answers of a cart, each with all of its lines so far, would grow with the square of
 * its lines, and the till would only have to ask for the newest.
 */
function replayed(cart: sql.CartRow | undefined, lines: readonly sql.CartLineRow[]): Answer<CartView> {
  if (!cart) throw new AppError('not_found');
  return new Answer(cartView(cart, lines), { status: cartRoutes.addLine.status, headers: replayedHeader });
}
