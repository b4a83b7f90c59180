import { Injectable } from '@nestjs/common';
import type { Checkout, CreateSale, Permission, saleRoutes, SaleView } from '@zakpos/contracts';
import { z } from 'zod';
import { readCode } from '../catalogue/code-reading.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { isUniqueViolation } from '../platform/database/failures.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { decodeCursor, pageOf } from '../platform/http/cursor.ts';
import { Answer, type Input } from '../platform/http/input.ts';
import { replayedHeader } from '../platform/idempotency/idempotency.ts';
import { uuidv7 } from '../platform/ids.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { commitSale, type SaleRequest } from './commit-sale.ts';
import { cartDraft, requestDraft } from './drafts.ts';
import type { SaleLine, SaleTender } from './price-sale.ts';
import { invoiceOfReference, saleHead, saleLines, salePayments, salesPage } from './sales.queries.ts';
import { saleSummaryView, storedSaleView } from './sale-views.ts';

/** What comes with a write: who, with which key. */
export interface KeyedCaller {
  readonly actor: Actor;
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
  readonly traceParent: string | null;
}

const salesCursor = z.tuple([z.iso.datetime({ offset: true }), z.uuid()]);

const needs = (actor: Actor, permission: Permission): void => {
  if (!actor.permissions.has(permission)) throw new AppError('permission_denied', { permission });
};

@Injectable()
export class SalesService {
  constructor(
    private readonly db: DatabaseService,
    private readonly settings: SettingsService,
  ) {}

  /** Sells in one request. @throws AppError for every refusal of `commitProblems`, and those of unknown codes and permissions. */
  async createSale(caller: KeyedCaller, asked: CreateSale): Promise<Answer<SaleView>> {
    const { actor } = caller;
    if (asked.cartDiscountPaisa > 0 || asked.lines.some(({ lineDiscountPaisa }) => lineDiscountPaisa > 0)) {
      needs(actor, 'sales.discount');
    }
    const coded = asked.lines.some(({ code }) => code !== undefined);
    const { inStoreLayouts } = coded ? await this.settings.of(actor.tenantId) : { inStoreLayouts: [] };
    const readings = new Map(
      asked.lines.flatMap(({ code }, index) => (code === undefined ? [] : [[index, readCode(code, inStoreLayouts)] as const])),
    );
    return this.#commit(caller, {
      route: 'POST /sales',
      from: { registerId: asked.registerId },
      variantIds: asked.lines.flatMap(({ variantId }) => (variantId === undefined ? [] : [variantId])),
      readings: [...readings.values()],
      expectedTotalPaisa: asked.expectedTotalPaisa,
      tenders: asked.tenders,
      buyer: asked.buyer ?? null,
      note: asked.note,
      draft: (ground) => {
        const draft = requestDraft(asked, readings, ground);
        if (draft.lines.some((line) => line.unitPricePaisa !== line.listPricePaisa)) needs(actor, 'sales.override_price');
        return draft;
      },
      audits: (saleId, lines) => allowedChanges(actor, saleId, lines, asked.cartDiscountPaisa),
    });
  }

  /** Sells a cart. Overrides and discounts were audited when they were made. */
  checkout(caller: KeyedCaller, cartId: string, asked: Checkout): Promise<Answer<SaleView>> {
    return this.#commit(caller, {
      route: 'POST /carts/{cartId}/checkout',
      from: { cartId },
      variantIds: [],
      readings: [],
      expectedTotalPaisa: asked.expectedTotalPaisa,
      tenders: asked.tenders,
      buyer: asked.buyer ?? null,
      note: asked.note,
      draft: (ground) => cartDraft(asked.version, ground),
      audits: () => [],
    });
  }

  /** @throws AppError `not_found`. */
  async getSale(actor: Actor, saleId: string): Promise<SaleView> {
    const [[head], lines, payments] = await this.db.read(
      actor.tenantId,
      saleHead(saleId),
      saleLines(saleId),
      salePayments(saleId),
    );
    if (!head) throw new AppError('not_found');
    return storedSaleView(head, lines, payments);
  }

  async listSales(actor: Actor, query: Input<typeof saleRoutes.listSales>['query']) {
    const after = decodeCursor(salesCursor, query.cursor);
    const { shopId, businessDay, q, limit } = query;
    const rows = await this.db.inTenant(actor.tenantId, (tx) =>
      salesPage(tx, actor.tenantId, { shopId, businessDay, q, after, limit }),
    );
    return pageOf(rows, limit, (row) => [row.sold_at.toISOString(), row.id], saleSummaryView);
  }

  async #commit(
    caller: KeyedCaller,
    sale: Omit<SaleRequest, 'actor' | 'key' | 'requestHash' | 'traceParent'>,
  ): Promise<Answer<SaleView>> {
    const { actor, idempotencyKey: key, requestHash, traceParent } = caller;
    const committed = await this.db
      .pipeline(actor.tenantId, (p) => commitSale(p, { ...sale, actor, key, requestHash, traceParent }))
      .catch((error: unknown) => this.#refusal(error, actor, sale.tenders));
    if ('sale' in committed) return new Answer(committed.sale, { status: 201 });
    // The answer of then: what was returned or voided since is not part of it.
    const view = await this.getSale(actor, committed.replayOf);
    const lines = view.lines.map((line) => ({ ...line, returnedThousandths: 0 }));
    return new Answer({ ...view, lines, voidedAt: null }, { status: 201, headers: replayedHeader });
  }

  /** A wallet transaction that has paid another sale is named with its invoice: the cashier can show which. */
  async #refusal(error: unknown, actor: Actor, tenders: readonly SaleTender[]): Promise<never> {
    if (!isUniqueViolation(error, 'payments_transaction')) throw error;
    const referenced = tenders.filter(({ reference }) => reference !== undefined);
    const kinds = referenced.map(({ kind }) => kind);
    const references = referenced.map(({ reference }) => reference ?? '');
    const [used] = await this.db.read(actor.tenantId, invoiceOfReference(kinds, references));
    const first = used[0];
    throw new AppError('payment_reference_used', first && { ...first, invoiceNumber: first.invoice_number }, undefined, {
      cause: error,
    });
  }
}

function allowedChanges(actor: Actor, saleId: string, lines: readonly SaleLine[], cartDiscountPaisa: number) {
  const entries: ReturnType<SaleRequest['audits']> = [];
  const add = (action: string, before: unknown, after: unknown) =>
    entries.push([uuidv7(), actor.memberId, actor.deviceId, action, saleId, JSON.stringify(before), JSON.stringify(after)]);
  for (const { offer, listPricePaisa, unitPricePaisa, lineDiscountPaisa } of lines) {
    const { variant_id: variantId, name } = offer;
    if (unitPricePaisa !== listPricePaisa) add('sale.price_override', { variantId, name, listPricePaisa }, { unitPricePaisa });
    if (lineDiscountPaisa > 0) add('sale.line_discount', { variantId, name }, { lineDiscountPaisa });
  }
  if (cartDiscountPaisa > 0) add('sale.cart_discount', {}, { cartDiscountPaisa });
  return entries;
}
