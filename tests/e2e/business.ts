import { createApiClient, type ApiClient } from '@zakpos/api-client';
import { routes } from '@zakpos/contracts';
import type { Page } from '@playwright/test';

const password = 'correct-horse-battery-7';

export interface Product {
  sku: string;
  barcode: string;
  name: string;
  nameBn?: string;
  pricePaisa: number;
  stock?: number;
}

export const tea: Product = { sku: 'TEA', barcode: '8941100500019', name: 'Tea 400 g', nameBn: 'চা ৪০০ গ্রাম', pricePaisa: 23_000 };
export const rice: Product = {
  sku: 'RICE',
  barcode: '8941100500026',
  name: 'Miniket rice 5 kg',
  nameBn: 'মিনিকেট চাল ৫ কেজি',
  pricePaisa: 38_000,
};
export const oil: Product = {
  sku: 'OIL',
  barcode: '8941100500033',
  name: 'Soybean oil 1 L',
  nameBn: 'সয়াবিন তেল ১ লি',
  pricePaisa: 17_500,
};

let registered = 0;

/** One business of a test, reached through the web app's own address as the browser reaches it. */
export class Business {
  readonly email: string;
  readonly api: ApiClient;
  private readonly url: string;

  private constructor(url: string, email: string) {
    this.url = url;
    this.email = email;
    let token: string | null = null;
    const refreshToken = {
      read: () => Promise.resolve(token),
      write: (next: string | null) => {
        token = next;
        return Promise.resolve();
      },
    };
    this.api = createApiClient({ baseUrl: url, locale: () => 'en', refreshToken });
  }

  static async register(url: string, name = 'Rahman Store'): Promise<Business> {
    registered += 1;
    const email = `owner-${process.pid}-${Date.now()}-${registered}@example.com`;
    const business = new Business(url, email);
    const body = { tenantName: name, ownerName: 'Rina', email, password, locale: 'en' as const };
    await business.api.adopt(await business.api.call(routes.signUp, { body }));
    return business;
  }

  /** Gives the browser the owner's session, as signing in by the form would. */
  async signIn(page: Page): Promise<void> {
    const answer = await page.request.post(`${this.url}/v1/auth/sign-in`, {
      data: { email: this.email, password, tokenDelivery: 'cookie' },
    });
    if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`);
  }

  static get password(): string {
    return password;
  }

  async shop(): Promise<{ shopId: string; registerId: string }> {
    const shops = await this.api.call(routes.listShops, {});
    const shop = shops.items[0] ?? (await this.api.call(routes.createShop, { body: { name: 'Mirpur' } }));
    const registers = await this.api.call(routes.listRegisters, { query: { shopId: shop.id } });
    const register =
      registers.items[0] ?? (await this.api.call(routes.createRegister, { body: { shopId: shop.id, name: 'Till 2' } }));
    return { shopId: shop.id, registerId: register.id };
  }

  /** Adds products, and puts them on the shelf. */
  async stock(...products: Product[]): Promise<void> {
    const { shopId } = await this.shop();
    for (const { sku, barcode, name, nameBn = '', pricePaisa } of products) {
      const body = { name, nameBn, variants: [{ sku, pricePaisa, barcodes: [barcode] }] };
      await this.api.call(routes.createProduct, { body, idempotencyKey: crypto.randomUUID() });
    }
    const lines = products.map(({ sku, stock = 100, pricePaisa }) => ({
      sku,
      qtyThousandths: stock * 1000,
      landedCostPaisa: Math.round(pricePaisa * stock * 0.8),
    }));
    await this.api.call(routes.receiveStock, { body: { shopId, lines }, idempotencyKey: crypto.randomUUID() });
  }

  async useBengaliDigits(): Promise<void> {
    await this.api.call(routes.updateSettings, { body: { digits: 'bengali' } });
  }

  /** Opens the register with a float of 2,000 taka and lets this browser stand at it. */
  async openTill(page: Page, readyText = 'Ready to scan'): Promise<void> {
    const { registerId } = await this.shop();
    await this.api.call(routes.openSession, { body: { registerId, floatPaisa: 200_000 }, idempotencyKey: crypto.randomUUID() });
    const { tenantId } = await this.api.call(routes.me, {});
    await page.addInitScript(([key, value]) => localStorage.setItem(key, value), [
      `zakpos.register.${tenantId}`,
      JSON.stringify(registerId),
    ] as const);
    await page.goto('/till');
    await page.getByText(readyText).waitFor();
  }
}
