import type { Client } from 'pg';
import { uuidv7 } from '../../platform/ids.ts';

type Values = Readonly<Record<string, unknown>>;

/** What a return or a reprint of a stored sale needs to know. */
export interface StoredSale {
  readonly saleId: string;
  readonly shopId: string;
  readonly registerId: string;
  readonly sessionId: string;
  readonly returnId: string;
}

/**
 * Puts one sale of two lines, half of one of them returned, into the database as the sale feature stores it, so that printing is
 * tested without it. The sale: rice 1.25 kg × 98.75 and 2 sugar × 60.00 at 15 % inclusive less 5.00; paid with 300.00 in cash.
 */
export const storeSale = async (
  superuser: Client,
  of: { tenantId: string; memberId: string; buyer?: Values },
): Promise<StoredSale> => {
  const insert = async (table: string, values: Values & { readonly id?: string }): Promise<string> => {
    const row: Values = { tenant_id: of.tenantId, ...values };
    const columns = Object.keys(row);
    const places = columns.map((_column, index) => `$${index + 1}`);
    await superuser.query(
      `insert into app.${table} (${columns.join(', ')}) values (${places.join(', ')})`,
      columns.map((column) => row[column]),
    );
    return values.id ?? '';
  };
  const at = new Date('2026-10-12T08:05:00Z');
  const fiscal = { fiscal_year: '2026-27', business_day: '2026-10-12', member_id: of.memberId };

  await superuser.query('begin');
  const unitId = await insert('units', { id: uuidv7(), code: 'test', name: 'Test unit', decimals: 3 });
  const taxClassId = await insert('tax_classes', { id: uuidv7(), code: 'test', name: 'Test class', kind: 'standard' });
  const shopId = await insert('shops', { id: uuidv7(), name: 'Mirpur', address: '12/B Mirpur Road', phone: '01711-000000' });
  const registerId = await insert('registers', { id: uuidv7(), shop_id: shopId, name: 'Till 1' });
  const place = { shop_id: shopId, register_id: registerId };
  const sessionId = await insert('cash_sessions', {
    id: uuidv7(),
    ...place,
    session_number: 1,
    float_paisa: 100_000,
    opened_by: of.memberId,
  });
  const variantOf = async (sku: string): Promise<string> => {
    const productId = await insert('products', { id: uuidv7(), name: sku, unit_id: unitId, tax_class_id: taxClassId });
    return insert('variants', { id: uuidv7(), product_id: productId, sku, price_paisa: 100, search_text: sku });
  };
  const [rice, sugar] = [await variantOf('RICE'), await variantOf('SUGAR')];
  const saleId = await insert('sales', {
    id: uuidv7(),
    ...place,
    ...fiscal,
    cash_session_id: sessionId,
    number: 1,
    invoice_number: 'INV-2627-000001',
    sold_at: at,
    subtotal_paisa: 24_344,
    discount_paisa: 500,
    net_paisa: 22_344,
    sd_paisa: 0,
    vat_paisa: 1_500,
    total_paisa: 23_844,
    rounding_paisa: -44,
    change_paisa: 6_200,
    cost_paisa: 0,
    buyer: of.buyer === undefined ? null : JSON.stringify(of.buyer),
  });
  const line = { sale_id: saleId, unit_code: 'pcs', cart_discount_share_paisa: 0, sd_rate_basis_points: 0, sd_paisa: 0 };
  await insert('sale_lines', {
    ...line,
    id: uuidv7(),
    line_number: 1,
    variant_id: rice,
    sku: 'RICE',
    name: 'Miniket rice',
    name_bn: 'মিনিকেট চাল',
    unit_code: 'kg',
    qty_thousandths: 1_250,
    unit_price_paisa: 9_875,
    list_price_paisa: 9_875,
    line_discount_paisa: 0,
    vat_rate_basis_points: 0,
    price_includes_tax: true,
    net_paisa: 12_344,
    vat_paisa: 0,
    total_paisa: 12_344,
    cost_paisa: 0,
  });
  await insert('sale_lines', {
    ...line,
    id: uuidv7(),
    line_number: 2,
    variant_id: sugar,
    sku: 'SUGAR',
    name: 'Sugar',
    name_bn: 'চিনি',
    qty_thousandths: 2_000,
    unit_price_paisa: 6_000,
    list_price_paisa: 6_000,
    line_discount_paisa: 500,
    vat_rate_basis_points: 1_500,
    price_includes_tax: true,
    net_paisa: 10_000,
    vat_paisa: 1_500,
    total_paisa: 11_500,
    cost_paisa: 0,
  });
  await insert('payments', {
    sale_id: saleId,
    ordinal: 1,
    shop_id: shopId,
    cash_session_id: sessionId,
    kind: 'cash',
    tendered_paisa: 30_000,
    applied_paisa: 23_800,
  });
  const returnId = await insert('sale_returns', {
    id: uuidv7(),
    ...place,
    ...fiscal,
    sale_id: saleId,
    cash_session_id: sessionId,
    number: 1,
    credit_note_number: 'CN-2627-000001',
    at,
    reason: 'torn',
    net_paisa: 5_000,
    sd_paisa: 0,
    vat_paisa: 750,
    total_paisa: 5_750,
    rounding_paisa: 50,
    cost_paisa: 0,
  });
  await insert('sale_return_lines', {
    return_id: returnId,
    line_number: 1,
    sale_id: saleId,
    sale_line_number: 2,
    qty_thousandths: 1_000,
    disposition: 'restock',
    net_paisa: 5_000,
    sd_paisa: 0,
    vat_paisa: 750,
    total_paisa: 5_750,
    cost_paisa: 0,
  });
  await insert('refunds', { return_id: returnId, ordinal: 1, cash_session_id: sessionId, kind: 'cash', amount_paisa: 5_800 });
  await superuser.query('commit');
  return { saleId, shopId, registerId, sessionId, returnId };
};
