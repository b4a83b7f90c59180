import { randomUUID } from 'node:crypto';
import { routes } from '@zakpos/contracts';
import type { Call, Send } from './load.ts';
import { barcode, pricePaisa, registerId, sizes, type Stage, type Tenant, variantId } from './stage.ts';

/** One thing that a till does, again and again; `baseline` is the pgbench script of the same statements. */
export interface Scenario {
  readonly name: string;
  readonly baseline: string | undefined;
  /** How many of the tenants the connections are spread over. */
  readonly tenants: number;
  readonly open: (stage: Stage, tenant: Tenant, connection: number) => Promise<(send: Send) => Promise<void>>;
}

const random = (from: number, to: number) => from + Math.floor(Math.random() * (to - from + 1));
/** Five different products, one of each fifth of the catalogue, as the baseline takes them. */
const basket = () => Array.from({ length: 5 }, (_, fifth) => random(fifth * 200 + 1, fifth * 200 + 200));
const enough = (totalPaisa: number) => Math.ceil(totalPaisa / 100_000) * 100_000;
const cashFor = (totalPaisa: number) => [{ kind: 'cash', amountPaisa: enough(totalPaisa) }];

const post = (tenant: Tenant, path: string, body: unknown): Call => ({
  method: 'POST',
  path: `/v1${path}`,
  token: tenant.accessToken,
  key: randomUUID(),
  body,
});

const oneRequestSale: Scenario['open'] = async (_stage, tenant, connection) => async (send) => {
  const products = basket();
  const total = products.reduce((sum, n) => sum + pricePaisa(n), 0);
  await send(
    post(tenant, routes.createSale.path, {
      registerId: registerId(connection + 1),
      lines: products.map((n) => ({ variantId: variantId(n), qtyThousandths: 1_000 })),
      expectedTotalPaisa: total,
      tenders: cashFor(total),
    }),
  );
};

interface Cart {
  readonly id: string;
  readonly version: number;
  readonly totalPaisa: number;
}
const openCart = async (send: Send, tenant: Tenant, connection: number) =>
  (await send(post(tenant, routes.createCart.path, { registerId: registerId(connection + 1) }))) as Cart;
const addLine = async (send: Send, tenant: Tenant, cartId: string, n: number) =>
  (await send(post(tenant, `/carts/${cartId}/lines`, { code: barcode(n) }))) as Cart;

/** Lines of one cart after the other, thirty to a cart: what a busy till does most. */
const addLines: Scenario['open'] = async (_stage, tenant, connection) => {
  let cart: Cart | undefined;
  let lines = 0;
  return async (send) => {
    if (cart === undefined || lines === 30) {
      cart = await openCart(send, tenant, connection);
      lines = 0;
    }
    lines += 1;
    await addLine(send, tenant, cart.id, random(1, sizes.products));
  };
};

const saleByCart: Scenario['open'] = async (_stage, tenant, connection) => async (send) => {
  let cart = await openCart(send, tenant, connection);
  for (const n of basket()) cart = await addLine(send, tenant, cart.id, n);
  await send(
    post(tenant, `/carts/${cart.id}/checkout`, {
      version: cart.version,
      expectedTotalPaisa: cart.totalPaisa,
      tenders: cashFor(cart.totalPaisa),
    }),
  );
};

const lookUp: Scenario['open'] = async (_stage, tenant) => async (send) => {
  const path = `/v1/lookup?shopId=${tenant.shopId}&code=${barcode(random(1, sizes.products))}`;
  await send({ method: 'GET', path, token: tenant.accessToken });
};

export const scenarios: readonly Scenario[] = [
  { name: 'look-up', baseline: 'lookup.pgbench.sql', tenants: sizes.tenants, open: lookUp },
  { name: 'add line', baseline: 'add-line.pgbench.sql', tenants: sizes.tenants, open: addLines },
  { name: 'sale by cart', baseline: undefined, tenants: sizes.tenants, open: saleByCart },
  { name: 'one-request sale', baseline: 'sale.pgbench.sql', tenants: sizes.tenants, open: oneRequestSale },
  { name: 'one busy shop', baseline: 'sale.pgbench.sql', tenants: 1, open: oneRequestSale },
];
