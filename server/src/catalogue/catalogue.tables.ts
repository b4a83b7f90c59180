import type { Generated } from 'kysely';
import type { DefaultJson, Instant } from '../platform/database/columns.ts';

/** Settings, shops, registers and the catalogue, as server/migrations/0002_catalogue.sql makes them. */
export interface CatalogueTables {
  tenant_settings: {
    tenant_id: string;
    bin: Generated<string>;
    locale: 'bn' | 'en';
    digits: Generated<'latin' | 'bengali'>;
    cash_rounding_unit_paisa: Generated<number>;
    allow_negative_stock: Generated<boolean>;
    variance_tolerance_paisa: Generated<number>;
    buyer_identity_threshold_paisa: Generated<number>;
    reservation_minutes: Generated<number>;
    in_store_layouts: DefaultJson;
    updated_at: Instant;
  };
  shops: {
    tenant_id: string;
    id: string;
    name: string;
    address: Generated<string>;
    phone: Generated<string>;
    time_zone: Generated<string>;
    created_at: Instant;
  };
  registers: {
    tenant_id: string;
    id: string;
    shop_id: string;
    name: string;
    created_at: Instant;
  };
  units: {
    tenant_id: string;
    id: string;
    code: string;
    name: string;
    decimals: number;
  };
  categories: {
    tenant_id: string;
    id: string;
    name: string;
  };
  tax_classes: {
    tenant_id: string;
    id: string;
    code: string;
    name: string;
    kind: 'standard' | 'reduced' | 'zero' | 'exempt' | 'specific';
  };
  tax_rates: {
    tenant_id: string;
    id: string;
    tax_class_id: string;
    vat_rate_basis_points: number;
    sd_rate_basis_points: Generated<number>;
    valid: string;
  };
  products: {
    tenant_id: string;
    id: string;
    name: string;
    name_bn: Generated<string>;
    brand: Generated<string>;
    category_id: string | null;
    unit_id: string;
    tax_class_id: string;
    active: Generated<boolean>;
    created_at: Instant;
    updated_at: Instant;
  };
  variants: {
    tenant_id: string;
    id: string;
    product_id: string;
    sku: string;
    name: Generated<string>;
    price_paisa: number;
    price_includes_tax: Generated<boolean>;
    active: Generated<boolean>;
    search_text: string;
    updated_at: Instant;
  };
  barcodes: {
    tenant_id: string;
    id: string;
    variant_id: string;
    lookup_key: string;
    gtin14: string | null;
    raw: string;
  };
}
