import { Injectable } from '@nestjs/common';
import type { stockRoutes } from '@zakpos/contracts';
import type { StockState } from '@zakpos/domain';
import { z } from 'zod';
import { postJournal } from '../books/post.ts';
import { queryWords } from '../catalogue/search-text.ts';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import type { Db } from '../platform/database/tables.ts';
import { nextDocumentNumber } from '../platform/documents/number.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { domainRefusal } from '../platform/errors/domain-refusal.ts';
import { decodeCursor, pageOf } from '../platform/http/cursor.ts';
import type { Input } from '../platform/http/input.ts';
import { once } from '../platform/idempotency/idempotency.ts';
import { uuidv7 } from '../platform/ids.ts';
import { announce } from '../platform/outbox/announce.ts';
import { type NamedLine, refuseFineQuantities, refuseRepeated, variantsOfLines } from './named-lines.ts';
import { adjusted, counted, received, type StockEffect, stockJournal } from './stock-effects.ts';
import { StockLedger } from './stock-ledger.ts';
import * as queries from './stock.queries.ts';

type Receive = Input<typeof stockRoutes.receiveStock>;
type Count = Input<typeof stockRoutes.countStock>;
type Adjust = Input<typeof stockRoutes.adjustStock>;
type Keyed = Pick<Receive, 'actor' | 'idempotencyKey' | 'requestHash'>;

interface Document<Line extends NamedLine> {
  readonly kind: 'receipt' | 'count' | 'adjustment';
  readonly path: string;
  readonly shopId: string;
  readonly reference: string;
  readonly reason: string;
  readonly lines: readonly Line[];
  readonly quantityField: keyof Line & string;
  readonly quantity: (line: Line) => number;
  readonly effect: (state: StockState, line: Line, allowNegative: boolean) => StockEffect;
}

@Injectable()
export class StockService {
  constructor(private readonly db: DatabaseService) {}

  receiveStock({ body, ...keyed }: Pick<Receive, 'body'> & Keyed) {
    return this.#record(keyed, {
      kind: 'receipt',
      path: '/stock/receipts',
      ...body,
      reason: '',
      quantityField: 'qtyThousandths',
      quantity: (line) => line.qtyThousandths,
      effect: (state, line) => received(state, line),
    });
  }

  countStock({ body, ...keyed }: Pick<Count, 'body'> & Keyed) {
    return this.#record(keyed, {
      kind: 'count',
      path: '/stock/counts',
      ...body,
      reason: '',
      quantityField: 'countedThousandths',
      quantity: (line) => line.countedThousandths,
      effect: (state, line) => counted(state, line.countedThousandths),
    });
  }

  adjustStock({ body, ...keyed }: Pick<Adjust, 'body'> & Keyed) {
    return this.#record(keyed, {
      kind: 'adjustment',
      path: '/stock/adjustments',
      ...body,
      reference: '',
      quantityField: 'differenceThousandths',
      quantity: (line) => line.differenceThousandths,
      effect: (state, line, allowNegative) => adjusted(state, line.differenceThousandths, allowNegative),
    });
  }

  /** @throws AppError `not_found` for a shop that the tenant does not have. */
  async listStock(actor: Actor, query: Input<typeof stockRoutes.listStock>['query']) {
    const { tenantId } = actor;
    const { shopId, q, limit } = query;
    const after = decodeCursor(z.tuple([z.uuid()]), query.cursor)?.[0];
    const rows = await this.db.inTenant(tenantId, async (tx) => {
      if (!(await queries.shopExists(tx, tenantId, shopId))) throw new AppError('not_found', { shopId });
      return queries.stockPage(tx, tenantId, { shopId, words: queryWords(q ?? ''), after, limit });
    });
    return pageOf(
      rows,
      limit,
      (row) => [row.variant_id],
      (row) => ({
        variantId: row.variant_id,
        sku: row.sku,
        name: row.name,
        qtyThousandths: row.qty_thousandths,
        reservedThousandths: row.reserved_thousandths,
        valuePaisa: row.value_paisa,
      }),
    );
  }

  /** @throws AppError `not_found` for a shop or a variant that the tenant does not have. */
  async listMovements(actor: Actor, query: Input<typeof stockRoutes.listMovements>['query']) {
    const { tenantId } = actor;
    const { shopId, variantId, limit } = query;
    const before = decodeCursor(z.tuple([z.int()]), query.cursor)?.[0];
    const rows = await this.db.inTenant(tenantId, async (tx) => {
      const [shop, variant] = await Promise.all([
        queries.shopExists(tx, tenantId, shopId),
        queries.variantExists(tx, tenantId, variantId),
      ]);
      if (!shop || !variant) throw new AppError('not_found', shop ? { variantId } : { shopId });
      return queries.movementsPage(tx, tenantId, { shopId, variantId, before, limit });
    });
    return pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row) => ({
        id: String(row.id),
        at: row.at.toISOString(),
        kind: row.kind,
        variantId: row.variant_id,
        qtyThousandths: row.qty_thousandths,
        valuePaisa: row.value_paisa,
        documentNumber: row.document_number,
      }),
    );
  }

  #record<Line extends NamedLine>({ actor, idempotencyKey, requestHash }: Keyed, document: Document<Line>) {
    const request = { tenantId: actor.tenantId, key: idempotencyKey, route: `POST ${document.path}`, requestHash };
    return once(this.db, request, 201, (tx) => record(tx, actor, document));
  }
}

/** One document: its lines priced by the rules on locked rows, then everything written set-wise, its number last. */
async function record<Line extends NamedLine>(tx: Db, actor: Actor, document: Document<Line>) {
  const { tenantId } = actor;
  const { kind, shopId, lines } = document;
  const [shop, found] = await Promise.all([
    queries.shopNow(tx, tenantId, shopId),
    queries.namedVariants(
      tx,
      tenantId,
      lines.flatMap(({ variantId }) => variantId ?? []),
      lines.flatMap(({ sku }) => sku ?? []),
    ),
  ]);
  if (!shop) throw new AppError('reference_unknown', { shopId }, [{ pointer: '/shopId', message: 'There is no such shop.' }]);
  const variants = variantsOfLines(lines, found);
  const pointer = (index: number) => `/lines/${index}/${document.quantityField}`;
  refuseFineQuantities(
    lines.map((line, index) => ({
      qtyThousandths: document.quantity(line),
      decimals: variants[index]?.decimals ?? 0,
      pointer: pointer(index),
    })),
  );
  if (kind === 'count') refuseRepeated(lines, variants);

  const variantIds = variants.map(({ id }) => id);
  const ledger = await StockLedger.open(tx, tenantId, shopId, variantIds);
  const effects = lines.map((line, index) => {
    const variantId = variantIds[index] ?? '';
    const effect = atLine({ variantId, pointer: pointer(index) }, () =>
      document.effect(ledger.stateOf(variantId), line, shop.allow_negative_stock),
    );
    ledger.move(variantId, effect.state);
    return effect;
  });
  const journal = stockJournal(kind, effects);
  const { valuePaisa } = ledger;

  const id = uuidv7();
  const { at, business_day: businessDay } = shop;
  const series = { shopId, kind: `stock_${kind}`, at, timeZone: shop.time_zone } as const;
  const { text: number } = await nextDocumentNumber(tx, tenantId, series);
  await Promise.all([
    queries.insertStockDocument(tx, {
      tenant_id: tenantId,
      id,
      shop_id: shopId,
      kind,
      number,
      reference: document.reference,
      reason: document.reason,
      member_id: actor.memberId,
      at,
      business_day: businessDay,
      lines: lines.length,
      value_paisa: valuePaisa,
    }),
    ledger.write({ kind, id, number, mayBeNegative: kind === 'adjustment' && shop.allow_negative_stock }),
    postJournal(tx, tenantId, {
      shopId,
      kind: `stock_${kind}`,
      documentId: id,
      documentNumber: number,
      businessDay,
      at,
      lines: journal,
    }),
  ]);
  if (kind !== 'receipt') {
    await audit(tx, actor, {
      action: `stock.${kind}`,
      subjectType: 'stock_document',
      subjectId: id,
      after: { number, lines: lines.length, valuePaisa },
      reason: document.reason === '' ? undefined : document.reason,
    });
  }
  const changed = ledger.movedVariantIds;
  if (changed.length > 0) {
    await announce(tx, tenantId, { shopId, type: 'stock_changed', payload: { variantIds: changed } });
  }
  return { id, number, kind, shopId, at: at.toISOString(), lines: lines.length, valuePaisa };
}

/** Runs a rule for one line; its refusal names the line. */
function atLine<T>(line: { readonly variantId: string; readonly pointer: string }, rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    const refusal = domainRefusal(error);
    if (!(refusal instanceof AppError)) throw error;
    const { variantId, pointer } = line;
    throw new AppError(refusal.code, { ...refusal.details, variantId }, [{ pointer, message: refusal.code }], { cause: error });
  }
}
