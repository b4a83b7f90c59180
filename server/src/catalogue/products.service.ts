import { Injectable } from '@nestjs/common';
import type { catalogueRoutes, Locale, ProductView, RouteInputParsed } from '@zakpos/contracts';
import { z } from 'zod';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import type { Db, TenantId } from '../platform/database/tables.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { fieldRefusal } from '../platform/errors/field-refusal.ts';
import { decodeCursor, pageOf } from '../platform/http/cursor.ts';
import type { Answer } from '../platform/http/input.ts';
import { type KeyedRequest, once } from '../platform/idempotency/idempotency.ts';
import { uuidv7 } from '../platform/ids.ts';
import { announce } from '../platform/outbox/announce.ts';
import { addBarcodes, addVariants, namingWhatIsTaken } from './add-variants.ts';
import * as queries from './products.queries.ts';
import { queryWords, searchTextOf } from './search-text.ts';
import { defaultTaxClassCode } from './tax-presets.ts';
import { defaultUnitCode } from './unit-presets.ts';

type Routes = typeof catalogueRoutes;
type Body<Name extends 'createProduct' | 'updateProduct' | 'addVariant' | 'updateVariant'> = RouteInputParsed<
  Routes[Name]
>['body'];
type ListQuery = RouteInputParsed<Routes['listProducts']>['query'];
export type Keyed = Pick<KeyedRequest, 'key' | 'requestHash'>;

const afterKey = z.tuple([z.string(), z.uuid()]);

@Injectable()
export class ProductsService {
  constructor(private readonly db: DatabaseService) {}

  /** @throws AppError `invalid_request` for a cursor that is not of this list. */
  async list({ tenantId }: Actor, { q, categoryId, cursor, limit }: ListQuery) {
    const after = decodeCursor(afterKey, cursor);
    const words = q === undefined ? [] : queryWords(q);
    // Only signs: nothing has such a name.
    if (q !== undefined && words.length === 0) return { items: [], nextCursor: null };
    return this.db.inTenant(tenantId, async (tx) => {
      const wanted = { categoryId, after, limit, words: words.map(({ begins }) => begins) };
      const rows = await queries.productsByName(tx, tenantId, wanted);
      const page = pageOf(
        rows,
        limit,
        ({ name, id }) => [name, id],
        ({ id }) => id,
      );
      return { items: await queries.productViews(tx, tenantId, page.items), nextCursor: page.nextCursor };
    });
  }

  /** @throws AppError `not_found` */
  get({ tenantId }: Actor, productId: string): Promise<ProductView> {
    return this.db.inTenant(tenantId, (tx) => this.#view(tx, tenantId, productId));
  }

  /** @throws AppError `duplicate`, `reference_unknown`, `barcode_check_digit` or `invalid_request` for a code that is none. */
  create(actor: Actor, input: Body<'createProduct'>, keyed: Keyed, locale: Locale): Promise<Answer<ProductView>> {
    const { tenantId } = actor;
    return namingWhatIsTaken('/variants', locale, () =>
      once(this.db, { tenantId, route: 'POST /products', ...keyed }, 201, async (tx) => {
        await queries.catalogueLock(tx, tenantId, 'shared');
        const product = {
          id: uuidv7(),
          name: input.name,
          name_bn: input.nameBn,
          brand: input.brand,
          category_id: await this.#categoryId(tx, tenantId, input.categoryId, locale),
          unit_id: await this.#unitId(tx, tenantId, input.unitId, locale),
          tax_class_id: await this.#taxClassId(tx, tenantId, input.taxClassId, locale),
        };
        await queries.insertProduct(tx, tenantId, product);
        await addVariants(tx, tenantId, { product, variants: input.variants, pointer: (index) => `/variants/${index}`, locale });
        return this.#view(tx, tenantId, product.id);
      }),
    );
  }

  /** @throws AppError `not_found` or `reference_unknown` */
  update(actor: Actor, productId: string, changes: Body<'updateProduct'>, locale: Locale): Promise<ProductView> {
    const { tenantId } = actor;
    return this.db.inTenant(tenantId, async (tx) => {
      await queries.catalogueLock(tx, tenantId, 'shared');
      const before = await queries.productForUpdate(tx, tenantId, productId);
      if (!before) throw new AppError('not_found');
      const after = await queries.updateProduct(tx, tenantId, productId, {
        name: changes.name,
        name_bn: changes.nameBn,
        brand: changes.brand,
        active: changes.active,
        category_id: changes.categoryId && (await this.#categoryId(tx, tenantId, changes.categoryId, locale)),
        tax_class_id: changes.taxClassId && (await this.#taxClassId(tx, tenantId, changes.taxClassId, locale)),
      });
      const variants = await queries.variantsOfProduct(tx, tenantId, productId);
      await this.#searchBy(tx, tenantId, after, variants);
      const view = await this.#view(tx, tenantId, productId);
      // The rate is part of what a customer pays.
      if (before.tax_class_id !== after.tax_class_id || before.active !== after.active) {
        await this.#announcePrices(
          tx,
          tenantId,
          variants.map(({ id }) => id),
        );
      }
      return view;
    });
  }

  /** @throws AppError `not_found`, `duplicate`, `barcode_check_digit` or `invalid_request` for a code that is none. */
  addVariant(actor: Actor, productId: string, input: Body<'addVariant'>, keyed: Keyed, locale: Locale) {
    const { tenantId } = actor;
    return namingWhatIsTaken('/sku', locale, () =>
      once(this.db, { tenantId, route: 'POST /products/{productId}/variants', ...keyed }, 201, async (tx) => {
        await queries.catalogueLock(tx, tenantId, 'shared');
        const product = await queries.productForUpdate(tx, tenantId, productId);
        if (!product) throw new AppError('not_found');
        await addVariants(tx, tenantId, { product, variants: [input], pointer: () => '', locale });
        await queries.updateProduct(tx, tenantId, productId, {});
        return this.#view(tx, tenantId, productId);
      }),
    );
  }

  /** @throws AppError `not_found` */
  updateVariant(actor: Actor, variantId: string, changes: Body<'updateVariant'>): Promise<ProductView> {
    const { tenantId } = actor;
    return this.db.inTenant(tenantId, async (tx) => {
      const { product, variant } = await this.#lockedVariant(tx, tenantId, variantId);
      await queries.updateVariant(tx, tenantId, variantId, {
        name: changes.name,
        price_paisa: changes.pricePaisa,
        price_includes_tax: changes.priceIncludesTax,
        active: changes.active,
      });
      const after = { ...variant, name: changes.name ?? variant.name };
      await this.#searchBy(tx, tenantId, product, [after]);
      await queries.updateProduct(tx, tenantId, product.id, {});
      const view = await this.#view(tx, tenantId, product.id);
      const price = { pricePaisa: variant.price_paisa, priceIncludesTax: variant.price_includes_tax };
      const newPrice = {
        pricePaisa: changes.pricePaisa ?? price.pricePaisa,
        priceIncludesTax: changes.priceIncludesTax ?? price.priceIncludesTax,
      };
      const isPriced = price.pricePaisa !== newPrice.pricePaisa || price.priceIncludesTax !== newPrice.priceIncludesTax;
      if (isPriced) {
        const subject = { action: 'variant.price_change', subjectType: 'variant', subjectId: variantId };
        await audit(tx, actor, { ...subject, before: price, after: newPrice });
      }
      if (isPriced || (changes.active ?? variant.active) !== variant.active) {
        await this.#announcePrices(tx, tenantId, [variantId]);
      }
      return view;
    });
  }

  /** @throws AppError `not_found`, `duplicate`, `barcode_check_digit` or `invalid_request` for a code that is none. */
  addBarcode({ tenantId }: Actor, variantId: string, code: string, locale: Locale): Promise<ProductView> {
    return namingWhatIsTaken('/code', locale, () =>
      this.db.inTenant(tenantId, async (tx) => {
        const { product } = await this.#lockedVariant(tx, tenantId, variantId);
        await addBarcodes(tx, tenantId, { variantId, codes: [{ code, pointer: '/code' }], locale });
        await queries.updateProduct(tx, tenantId, product.id, {});
        return this.#view(tx, tenantId, product.id);
      }),
    );
  }

  /** @throws AppError `not_found` */
  removeBarcode({ tenantId }: Actor, barcodeId: string): Promise<ProductView> {
    return this.db.inTenant(tenantId, async (tx) => {
      await queries.catalogueLock(tx, tenantId, 'shared');
      const removed = await queries.deleteBarcode(tx, tenantId, barcodeId);
      const owner = removed && (await queries.productOfVariant(tx, tenantId, removed.variant_id));
      if (!owner) throw new AppError('not_found');
      await queries.updateProduct(tx, tenantId, owner.product_id, {});
      return this.#view(tx, tenantId, owner.product_id);
    });
  }

  /** The product first, so that all who change it or its variants wait in one order. */
  async #lockedVariant(tx: Db, tenantId: TenantId, variantId: string) {
    await queries.catalogueLock(tx, tenantId, 'shared');
    const owner = await queries.productOfVariant(tx, tenantId, variantId);
    const product = owner && (await queries.productForUpdate(tx, tenantId, owner.product_id));
    if (!product) throw new AppError('not_found');
    const variants = await queries.variantsOfProduct(tx, tenantId, product.id);
    const variant = variants.find(({ id }) => id === variantId);
    if (!variant) throw new Error(`The variant ${variantId} has left its product`);
    return { product, variant };
  }

  async #searchBy(
    tx: Db,
    tenantId: TenantId,
    { name, name_bn: nameBn, brand }: { name: string; name_bn: string; brand: string },
    variants: readonly { id: string; name: string; sku: string }[],
  ): Promise<void> {
    const texts = variants.map(({ id, name: variantName, sku }) => ({
      id,
      text: searchTextOf({ name, variantName, nameBn, brand, sku }),
    }));
    await queries.updateSearchTexts(tx, tenantId, texts);
  }

  /** Last in a transaction. */
  async #announcePrices(tx: Db, tenantId: TenantId, variantIds: string[]): Promise<void> {
    await announce(tx, tenantId, { shopId: null, type: 'price_changed', payload: { variantIds } });
  }

  async #view(tx: Db, tenantId: TenantId, productId: string): Promise<ProductView> {
    const [view] = await queries.productViews(tx, tenantId, [productId]);
    if (!view) throw new AppError('not_found');
    return view;
  }

  async #categoryId(tx: Db, tenantId: TenantId, id: string | null, locale: Locale): Promise<string | null> {
    if (id === null || (await queries.categoryById(tx, tenantId, id))) return id;
    throw fieldRefusal('reference_unknown', '/categoryId', locale);
  }

  async #unitId(tx: Db, tenantId: TenantId, id: string | undefined, locale: Locale): Promise<string> {
    const unit = await (id === undefined
      ? queries.unitByCode(tx, tenantId, defaultUnitCode)
      : queries.unitById(tx, tenantId, id));
    if (!unit) throw fieldRefusal('reference_unknown', '/unitId', locale);
    return unit.id;
  }

  async #taxClassId(tx: Db, tenantId: TenantId, id: string | undefined, locale: Locale): Promise<string> {
    const taxClass = await (id === undefined
      ? queries.taxClassByCode(tx, tenantId, defaultTaxClassCode)
      : queries.taxClassById(tx, tenantId, id));
    if (!taxClass) throw fieldRefusal('reference_unknown', '/taxClassId', locale);
    return taxClass.id;
  }
}
