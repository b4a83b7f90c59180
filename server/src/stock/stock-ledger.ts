import type { StockState } from '@zakpos/domain';
import { sql } from 'kysely';
import type { Db, TenantId } from '../platform/database/tables.ts';
import type { StockTables } from './stock.tables.ts';

interface StockMove {
  readonly variantId: string;
  readonly qtyThousandths: number;
  readonly valuePaisa: number;
}

interface LockedRow {
  variant_id: string;
  qty_thousandths: number;
  value_paisa: number;
  last_cost_paisa: number;
}

/** The document that moves stock. */
export interface MovingDocument {
  readonly kind: StockTables['stock_movements']['kind'];
  readonly id: string;
  readonly number: string;
  /** Where the tenant allows stock below zero; otherwise the database refuses it. */
  readonly mayBeNegative?: boolean;
}

/**
 * The stock rows of some variants at a shop, locked until the transaction ends. Rules of @zakpos/domain say what a row becomes
 * (`move`), `write` stores all of it set-wise: the rows, and one movement for each change.
 */
export class StockLedger {
  readonly #tx: Db;
  readonly #tenantId: TenantId;
  readonly #shopId: string;
  readonly #states: Map<string, StockState>;
  readonly #moves: StockMove[] = [];

  private constructor(tx: Db, tenantId: TenantId, shopId: string, rows: readonly LockedRow[]) {
    this.#tx = tx;
    this.#tenantId = tenantId;
    this.#shopId = shopId;
    this.#states = new Map(
      rows.map((row) => [
        row.variant_id,
        { qtyThousandths: row.qty_thousandths, valuePaisa: row.value_paisa, lastCostPaisaPerUnit: row.last_cost_paisa },
      ]),
    );
  }

  /** Makes the rows that are missing and locks all of them in the order of the key, as everyone does who locks several. */
  static async open(tx: Db, tenantId: TenantId, shopId: string, variantIds: readonly string[]): Promise<StockLedger> {
    const ids = [...new Set(variantIds)].toSorted();
    if (ids.length === 0) return new StockLedger(tx, tenantId, shopId, []);
    await sql`insert into stock (tenant_id, shop_id, variant_id, qty_thousandths, value_paisa)
      select ${tenantId}::uuid, ${shopId}::uuid, v, 0, 0 from unnest(${ids}::uuid[]) v
      where not exists (
        select from stock s where s.tenant_id = ${tenantId}::uuid and s.shop_id = ${shopId}::uuid and s.variant_id = v
      )
      order by v on conflict do nothing`.execute(tx);
    const { rows } = await sql<LockedRow>`select variant_id, qty_thousandths, value_paisa, last_cost_paisa from stock
      where tenant_id = ${tenantId} and shop_id = ${shopId} and variant_id = any(${ids}::uuid[])
      order by variant_id for no key update`.execute(tx);
    return new StockLedger(tx, tenantId, shopId, rows);
  }

  stateOf(variantId: string): StockState {
    const state = this.#states.get(variantId);
    if (!state) throw new Error(`The stock of ${variantId} is not locked`);
    return state;
  }

  /** Notes what a row becomes. A change of nothing is no movement. */
  move(variantId: string, after: StockState): void {
    const before = this.stateOf(variantId);
    this.#states.set(variantId, after);
    const qtyThousandths = after.qtyThousandths - before.qtyThousandths;
    if (qtyThousandths === 0) return;
    this.#moves.push({ variantId, qtyThousandths, valuePaisa: after.valuePaisa - before.valuePaisa });
  }

  /** Change of the stock's value by all that was noted. */
  get valuePaisa(): number {
    return this.#moves.reduce((sum, { valuePaisa }) => sum + valuePaisa, 0);
  }

  get movedVariantIds(): string[] {
    return [...new Set(this.#moves.map(({ variantId }) => variantId))];
  }

  async write(document: MovingDocument): Promise<void> {
    if (this.#moves.length === 0) return;
    const rows = this.movedVariantIds.map((variantId) => {
      const { qtyThousandths, valuePaisa, lastCostPaisaPerUnit } = this.stateOf(variantId);
      return { variant_id: variantId, qty: qtyThousandths, value: valuePaisa, last_cost: lastCostPaisaPerUnit };
    });
    const moves = this.#moves.map(({ variantId, qtyThousandths, valuePaisa }) => ({
      variant_id: variantId,
      qty: qtyThousandths,
      value: valuePaisa,
    }));
    await sql`update stock set qty_thousandths = n.qty, value_paisa = n.value, last_cost_paisa = n.last_cost,
        may_be_negative = stock.may_be_negative or ${document.mayBeNegative ?? false}::boolean
      from json_to_recordset(${JSON.stringify(rows)}::json) as n(variant_id uuid, qty bigint, value bigint, last_cost bigint)
      where stock.tenant_id = ${this.#tenantId} and stock.shop_id = ${this.#shopId} and stock.variant_id = n.variant_id`.execute(
      this.#tx,
    );
    await sql`insert into stock_movements (tenant_id, shop_id, variant_id, kind, qty_thousandths, value_paisa, document_id, document_number)
      select ${this.#tenantId}::uuid, ${this.#shopId}::uuid, m.variant_id, ${document.kind}, m.qty, m.value,
        ${document.id}::uuid, ${document.number}
      from json_to_recordset(${JSON.stringify(moves)}::json) as m(variant_id uuid, qty bigint, value bigint)`.execute(this.#tx);
  }
}
