import { Injectable } from '@nestjs/common';
import type { catalogueRoutes, Locale, RouteInputParsed, RouteResponse, Sellable } from '@zakpos/contracts';
import { businessDate, latinDigits, normalizeSearch } from '@zakpos/domain';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { fieldRefusal } from '../platform/errors/field-refusal.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { type CodeReading, encodedQtyThousandths, readCode } from './code-reading.ts';
import { type Available, barcodeStatement, lookupStatement, searchStatement } from './search.queries.ts';
import { queryWords } from './search-text.ts';
import { pickFound, type SellableRow } from './sellable.ts';

type SearchQuery = RouteInputParsed<typeof catalogueRoutes.search>['query'];
type Found = RouteResponse<typeof catalogueRoutes.lookup>;

const view = (row: SellableRow & Available): Sellable => ({
  variantId: row.variant_id,
  sku: row.sku,
  name: row.name,
  nameBn: row.name_bn,
  unitCode: row.unit_code,
  unitDecimals: row.unit_decimals,
  pricePaisa: row.price_paisa,
  priceIncludesTax: row.price_includes_tax,
  // Search also shows what cannot be sold for want of a rate: to add it says so.
  vatRateBasisPoints: row.vat_rate_basis_points ?? 0,
  sdRateBasisPoints: row.sd_rate_basis_points ?? 0,
  availableThousandths: row.available_thousandths,
});

@Injectable()
export class LookupService {
  constructor(
    private readonly db: DatabaseService,
    private readonly settings: SettingsService,
  ) {}

  /**
   * @throws AppError `reference_unknown` (shop), `barcode_unknown`, `barcode_check_digit` or `tax_rate_missing`.
   * @throws DomainError where a printed price meets a variant without price, or a quantity beyond all bounds.
   */
  async lookup({ tenantId }: Actor, shopId: string, code: string, locale: Locale): Promise<Found> {
    const { day, settings } = await this.#shop(tenantId, shopId, locale);
    const reading = readCode(code, settings.inStoreLayouts);
    const found = await this.#found(tenantId, reading, day, shopId);
    if (!found) throw new AppError(reading.refusal);
    const { row, candidate } = found;
    if (row.vat_rate_basis_points === null) throw new AppError('tax_rate_missing', { variantId: row.variant_id, day });
    return {
      ...view(row),
      qtyThousandths: encodedQtyThousandths(candidate, row),
      encodedPricePaisa: candidate.encodedPricePaisa,
    };
  }

  /** @throws AppError `reference_unknown` (shop) */
  async search({ tenantId }: Actor, { shopId, q, limit }: SearchQuery, locale: Locale): Promise<{ items: Sellable[] }> {
    const { day } = await this.#shop(tenantId, shopId, locale);
    const words = queryWords(q);
    if (words.length === 0) return { items: [] };
    const typed = latinDigits(normalizeSearch(q));
    const digits = /^\d{4,14}$/.test(typed) ? typed : undefined;
    const [rows] = await this.db.read(tenantId, searchStatement({ limit, shopId, day, reading: readCode(q, []), digits, words }));
    return { items: rows.map(view) };
  }

  /** The first candidate is nearly always what is found; where it is not, one more trip asks for all of them. */
  async #found(tenantId: string, reading: CodeReading, day: string, shopId: string) {
    const [candidate, other] = reading.candidates;
    if (candidate?.by === 'barcode') {
      const [[row]] = await this.db.read(tenantId, barcodeStatement(candidate.key, day, shopId));
      if (row) return { row, candidate };
      if (!other) return undefined;
    }
    const [rows] = await this.db.read(tenantId, lookupStatement(reading, day, shopId));
    return pickFound(reading, rows);
  }

  async #shop(tenantId: string, shopId: string, locale: Locale) {
    const { shops, settings } = await this.settings.profile(tenantId);
    const shop = shops.get(shopId);
    if (!shop) throw fieldRefusal('reference_unknown', '/query/shopId', locale);
    return { settings, day: businessDate(new Date(), shop.timeZone) };
  }
}
