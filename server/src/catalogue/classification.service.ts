import { Injectable } from '@nestjs/common';
import type { createTaxRate, Locale, RouteInputParsed, RouteResponse, shopRoutes } from '@zakpos/contracts';
import type { z } from 'zod';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { isUniqueViolation, sqlState } from '../platform/database/failures.ts';
import type { Db } from '../platform/database/tables.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { fieldRefusal } from '../platform/errors/field-refusal.ts';
import { uuidv7 } from '../platform/ids.ts';
import * as queries from './classification.queries.ts';

type TaxClass = RouteResponse<typeof shopRoutes.listTaxClasses>['items'][number];
type Rate = z.output<typeof createTaxRate>;
type Body<Name extends 'createUnit' | 'createTaxClass'> = RouteInputParsed<(typeof shopRoutes)[Name]>['body'];

const wholePage = <T>(items: T[]) => ({ items, nextCursor: null });

function taxClassesOf(rows: Awaited<ReturnType<typeof queries.taxClassRates>>): TaxClass[] {
  const classes = new Map<string, TaxClass>();
  for (const { id, code, name, kind, ...rate } of rows) {
    const taxClass = classes.get(id) ?? { id, code, name, kind, rates: [] };
    classes.set(id, taxClass);
    if (rate.rate_id === null || rate.valid_from === null) continue;
    taxClass.rates.push({
      id: rate.rate_id,
      vatRateBasisPoints: rate.vat_rate_basis_points ?? 0,
      sdRateBasisPoints: rate.sd_rate_basis_points ?? 0,
      validFrom: rate.valid_from,
      validUntil: rate.valid_until,
    });
  }
  return [...classes.values()];
}

/** Categories, units of measure, and tax classes with their effective-dated rates. */
@Injectable()
export class ClassificationService {
  constructor(private readonly db: DatabaseService) {}

  async listCategories({ tenantId }: Actor) {
    return wholePage(await this.db.inTenant(tenantId, (tx) => queries.listCategories(tx, tenantId)));
  }

  /** @throws AppError `duplicate` */
  async createCategory({ tenantId }: Actor, name: string, locale: Locale) {
    const category = { id: uuidv7(), name };
    await this.#unique('/name', locale, () => this.db.inTenant(tenantId, (tx) => queries.insertCategory(tx, tenantId, category)));
    return category;
  }

  async listUnits({ tenantId }: Actor) {
    return wholePage(await this.db.inTenant(tenantId, (tx) => queries.listUnits(tx, tenantId)));
  }

  /** @throws AppError `duplicate` */
  async createUnit({ tenantId }: Actor, input: Body<'createUnit'>, locale: Locale) {
    const unit = { id: uuidv7(), ...input };
    await this.#unique('/code', locale, () => this.db.inTenant(tenantId, (tx) => queries.insertUnit(tx, tenantId, unit)));
    return unit;
  }

  async listTaxClasses({ tenantId }: Actor) {
    return wholePage(taxClassesOf(await this.db.inTenant(tenantId, (tx) => queries.taxClassRates(tx, tenantId))));
  }

  /** @throws AppError `duplicate` */
  createTaxClass(actor: Actor, { firstRate, ...input }: Body<'createTaxClass'>, locale: Locale): Promise<TaxClass> {
    const { tenantId } = actor;
    const taxClassId = uuidv7();
    return this.#unique('/code', locale, () =>
      this.db.inTenant(tenantId, async (tx) => {
        await queries.insertTaxClass(tx, tenantId, { id: taxClassId, ...input });
        await queries.insertTaxRate(tx, tenantId, { id: uuidv7(), taxClassId, ...firstRate });
        return this.#audited(tx, actor, taxClassId, undefined);
      }),
    );
  }

  /** @throws AppError `not_found` or `rates_overlap` */
  async createTaxRate(actor: Actor, taxClassId: string, rate: Rate): Promise<TaxClass> {
    const { tenantId } = actor;
    try {
      return await this.db.inTenant(tenantId, async (tx) => {
        if (!(await queries.lockTaxClass(tx, tenantId, taxClassId))) throw new AppError('not_found');
        const [before] = taxClassesOf(await queries.taxClassRates(tx, tenantId, taxClassId));
        await queries.endOpenRate(tx, tenantId, taxClassId, rate.validFrom);
        await queries.insertTaxRate(tx, tenantId, { id: uuidv7(), taxClassId, ...rate });
        return this.#audited(tx, actor, taxClassId, before);
      });
    } catch (error) {
      const isOverlap = sqlState(error) === '23P01'; // exclusion_violation
      throw isOverlap ? new AppError('rates_overlap', undefined, undefined, { cause: error }) : error;
    }
  }

  /** Rates decide what customers pay and what the state gets: each change is written down. */
  async #audited(tx: Db, actor: Actor, taxClassId: string, before: TaxClass | undefined): Promise<TaxClass> {
    const [after] = taxClassesOf(await queries.taxClassRates(tx, actor.tenantId, taxClassId));
    if (!after) throw new Error(`The tax class ${taxClassId} is gone`);
    const action = before ? 'tax_rate.create' : 'tax_class.create';
    await audit(tx, actor, { action, subjectType: 'tax_class', subjectId: taxClassId, before, after });
    return after;
  }

  async #unique<T>(pointer: string, locale: Locale, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw isUniqueViolation(error) ? fieldRefusal('duplicate', pointer, locale, error) : error;
    }
  }
}
