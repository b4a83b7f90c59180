import { fiscalYearOf } from '@zakpos/domain';
import type { SaleView } from '@zakpos/contracts';
import type { CodeReading } from '../catalogue/code-reading.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Pipeline } from '../platform/database/pipeline.ts';
import { keysOf, type SellableRow } from '../catalogue/sellable.ts';
import { numberPrefix } from '../platform/documents/number.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { lockKey, replayOf, storedKey } from '../platform/idempotency/pipelined-key.ts';
import * as sql from './ground.statements.ts';
import { issueLines, type IssuedStock, type PricedSale, priceSale, type SaleLine, type SaleTender } from './price-sale.ts';
import { saleRows, saleView } from './sale-record.ts';
import { auditSale, makeStockRows, writeCartSale, writeSale } from './write-sale.statements.ts';

/** What the first trip found. Every row that the rules rest on is locked or cannot change before the commit. */
export interface Ground {
  readonly till: sql.TillRow & { readonly session_id: string };
  readonly offers: ReadonlyMap<string, SellableRow>;
  readonly codes: readonly sql.CodeRow[];
  readonly cart: { readonly row: sql.LockedCartRow; readonly lines: readonly sql.CartLineRow[] } | undefined;
}

/** What is to be sold, once the first trip has told what there is. */
export interface SaleDraft {
  readonly lines: readonly SaleLine[];
  readonly cartDiscountPaisa: number;
}

export interface SaleRequest {
  readonly actor: Actor;
  readonly key: string;
  readonly route: string;
  readonly requestHash: Buffer;
  /** A one-request sale names its register, a checkout its cart. */
  readonly from: { readonly registerId: string } | { readonly cartId: string };
  readonly variantIds: readonly string[];
  readonly readings: readonly CodeReading[];
  readonly expectedTotalPaisa: number;
  readonly tenders: readonly SaleTender[];
  readonly buyer: SaleView['buyer'];
  readonly note: string;
  readonly traceParent: string | null;
  /** Turns what was asked for into lines, or refuses what cannot be sold so. */
  readonly draft: (ground: Ground) => SaleDraft;
  /** What of it belongs into the audit log. */
  readonly audits: (saleId: string, lines: readonly SaleLine[]) => Parameters<typeof auditSale>[];
}

/** A replay names the sale that the key made before. */
export type Committed = { readonly replayOf: string } | { readonly sale: SaleView };

/**
 * Commits a sale in two round trips (performance.md): the first reads and locks, the rules run here, the second writes all and
 * commits. Runs inside a pipeline of the tenant, which is tried again as a whole on deadlocks; the key makes that safe.
 * @throws AppError for every refusal of `commitProblems`.
 */
export async function commitSale(p: Pipeline, request: SaleRequest): Promise<Committed> {
  const found = await firstTrip(p, request);
  const replay = replayOf<{ saleId: string }>(found.stored[0], { ...request, tenantId: request.actor.tenantId });
  if (replay) return { replayOf: replay.body.saleId };

  const ground = groundOf(found, request);
  const draft = request.draft(ground);
  const priced = priceSale({ ...draft, ...request, cashRoundingUnitPaisa: ground.till.cash_rounding_unit_paisa });
  const issued = issueLines(priced.document.lines, found.stock, found.reserved, ground.till.allow_negative_stock);
  if (issued.after.size > found.stock.length) await makeMissingRows(p, ground, issued, found.stock);

  return writeAndCommit(p, request, ground, priced, issued);
}

async function firstTrip(p: Pipeline, request: SaleRequest) {
  const { from, key } = request;
  if ('cartId' in from) {
    const { cartId } = from;
    const of = sql.groundOfCart(cartId);
    // The order is the rule: the key, the cart, the session, then the stock.
    const [, stored, cart, lines, , till, offers, stock, reserved] = await p.send(
      lockKey(key),
      storedKey(key),
      sql.lockCart(cartId),
      sql.cartLines(cartId),
      of.lockSession,
      of.till,
      of.offers,
      of.lockStock,
      of.reservedByOthers,
    );
    return { stored, cart: cart[0], lines, till: till[0], codes: [], offers, stock, reserved };
  }
  const barcodes = keysOf(request.readings, 'barcode');
  const skus = keysOf(request.readings, 'sku');
  const of =
    request.readings.length === 0
      ? sql.groundOfVariants(from.registerId, request.variantIds)
      : sql.groundOfCodes(from.registerId, request.variantIds, barcodes, skus);
  const [, stored, , till, codes, offers, stock, reserved] = await p.send(
    lockKey(key),
    storedKey(key),
    of.lockSession,
    of.till,
    sql.variantsOfCodes(barcodes, skus),
    of.offers,
    of.lockStock,
    of.reservedByOthers,
  );
  return { stored, cart: undefined, lines: [], till: till[0], codes, offers, stock, reserved };
}

type Found = Awaited<ReturnType<typeof firstTrip>>;

function groundOf(found: Found, request: SaleRequest): Ground {
  if ('cartId' in request.from && !found.cart) throw new AppError('not_found');
  if (!found.till) throw new AppError('reference_unknown', { ...request.from });
  const { session_id } = found.till;
  if (session_id === null) throw new AppError('session_closed', { registerId: found.till.register_id });
  return {
    till: { ...found.till, session_id },
    offers: new Map(found.offers.map((offer) => [offer.variant_id, offer])),
    codes: found.codes,
    cart: found.cart && { row: found.cart, lines: found.lines },
  };
}

/** Goods that were never received, sold by a tenant that allows it: rare, so it may cost a trip of its own. */
async function makeMissingRows(p: Pipeline, ground: Ground, issued: IssuedStock, stock: readonly sql.StockRow[]): Promise<void> {
  const known = new Set(stock.map((row) => row.variant_id));
  const missing = [...issued.after.keys()].filter((variantId) => !known.has(variantId));
  await p.send(makeStockRows(ground.till.shop_id, missing));
}

async function writeAndCommit(
  p: Pipeline,
  request: SaleRequest,
  ground: Ground,
  priced: PricedSale,
  issued: IssuedStock,
): Promise<Committed> {
  const fiscalYear = fiscalYearOf(new Date(`${ground.till.business_day}T00:00:00Z`), 'UTC');
  const rows = saleRows({ request, cartId: ground.cart?.row.id ?? null, till: ground.till, priced, issued, fiscalYear });
  const audits = request.audits(rows.sale.id, priced.document.lines);
  // Rare, so it may cost a trip of its own: before the write, which ends with the lock that all tills of the shop share.
  if (audits.length > 0) await p.send(...audits.map((entry) => auditSale(...entry)));
  const write = ground.cart ? writeCartSale : writeSale;
  const [written] = await p.commit(
    write(
      JSON.stringify(rows.sale),
      JSON.stringify(rows.lines),
      JSON.stringify(rows.payments),
      JSON.stringify(rows.journal),
      numberPrefix('invoice', fiscalYear),
      request.key,
      request.route,
      request.requestHash,
      rows.stock.map((row) => row.variant_id),
      rows.stock.map((row) => row.qty_thousandths),
      rows.stock.map((row) => row.value_paisa),
      ground.till.allow_negative_stock,
    ),
  );
  const invoiceNumber = written[0]?.invoice_number;
  if (invoiceNumber === undefined) throw new Error('The sale was written without an invoice number');
  return { sale: saleView(rows, invoiceNumber, request.actor.name) };
}
