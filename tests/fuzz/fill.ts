import { randomUUID } from 'node:crypto';
import { type CallOptions, createApiClient } from '@zakpos/api-client';
import { denominations, type Route, type RouteResponse, routes, type SessionTokens } from '@zakpos/contracts';

const password = 'Correct-Horse-7-Staples';
const pin = '2468';
const unitPricePaisa = 11_500;
const each = async <T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> => {
  const made: T[] = [];
  for (let n = 0; n < count; n += 1) made.push(await make(n));
  return made;
};

export interface Filled {
  readonly accessToken: string;
  /** Of sessions that a sign-out may end. */
  readonly spareToken: string;
  /** Identifiers and codes by the name of the field that takes them. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

async function signUp(apiUrl: string): Promise<SessionTokens> {
  const body = { tenantName: 'Fuzzed', ownerName: 'Owner', email: 'owner@example.com', password, locale: 'en' };
  const answer = await fetch(`${apiUrl}/v1${routes.signUp.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return routes.signUp.response.parse(await answer.json());
}

async function caller(apiUrl: string, session: SessionTokens) {
  const store = { read: () => Promise.resolve(null), write: () => Promise.resolve() };
  const client = createApiClient({ baseUrl: apiUrl, locale: () => 'en', refreshToken: store });
  await client.adopt(session);
  return <R extends Route>(route: R, options: CallOptions<R>): Promise<RouteResponse<R>> =>
    client.call(route, { ...options, idempotencyKey: randomUUID() });
}
type Call = Awaited<ReturnType<typeof caller>>;

async function fillCatalogue(call: Call, shopId: string) {
  const categories = await each(3, (n) => call(routes.createCategory, { body: { name: `Category ${n}` } }));
  const products = await each(8, (n) => {
    const variants = [{ sku: `SKU-${n}`, pricePaisa: unitPricePaisa, barcodes: [`CODE-${n}`, `OTHER-${n}`] }];
    return call(routes.createProduct, { body: { name: `Product ${n}`, nameBn: 'চা', variants } });
  });
  const variants = products.flatMap((product) => product.variants);
  const lines = variants.map(({ id }) => ({ variantId: id, qtyThousandths: 500_000_000, landedCostPaisa: 1_000_000 }));
  await call(routes.receiveStock, { body: { shopId, lines } });
  const [units, taxClasses] = [await call(routes.listUnits, {}), await call(routes.listTaxClasses, {})];
  return {
    categoryId: categories.map(({ id }) => id),
    productId: products.map(({ id }) => id),
    variantId: variants.map(({ id }) => id),
    barcodeId: variants.flatMap(({ barcodes }) => barcodes.map(({ id }) => id)),
    sku: variants.map(({ sku }) => sku),
    code: variants.flatMap(({ barcodes }) => barcodes.map(({ code }) => code)),
    unitId: units.items.map(({ id }) => id),
    taxClassId: taxClasses.items.map(({ id }) => id),
  };
}

const counts = Object.fromEntries(denominations.map((denomination) => [String(denomination), 0]));

async function fillTills(call: Call, registerId: string, shopId: string, variantId: string) {
  const registers = await each(6, (n) => call(routes.createRegister, { body: { shopId, name: `Till ${n + 2}` } }));
  const sessions = [
    await call(routes.openSession, { body: { registerId, floatPaisa: 0 } }),
    ...(await each(4, (n) => call(routes.openSession, { body: { registerId: registers[n]?.id ?? '', floatPaisa: 0 } }))),
  ];
  const closing = await call(routes.openSession, { body: { registerId: registers[5]?.id ?? '', floatPaisa: 0 } });
  await call(routes.countCash, { params: { sessionId: closing.id }, body: { counts } });
  const zReport = await call(routes.closeSession, { params: { sessionId: closing.id }, body: {} });
  const carts = await each(12, async () => {
    const { id: cartId } = await call(routes.createCart, { body: { registerId } });
    return call(routes.addLine, { params: { cartId }, body: { variantId } });
  });
  const sales = await each(12, () => {
    const tenders = [{ kind: 'cash' as const, amountPaisa: 200_000 }];
    const line = { variantId, qtyThousandths: 9_000 };
    return call(routes.createSale, { body: { registerId, lines: [line], expectedTotalPaisa: 9 * unitPricePaisa, tenders } });
  });
  const returns = await each(2, (n) => {
    const { id: saleId = '', lines = [] } = sales[n] ?? {};
    const back = lines.map(({ id }) => ({ saleLineId: id, qtyThousandths: 1_000 }));
    return call(routes.createReturn, { params: { saleId }, body: { registerId, reason: 'wrong size', lines: back } });
  });
  return {
    registerId: [registerId, ...registers.map(({ id }) => id)],
    sessionId: sessions.map(({ id }) => id),
    zReportId: [zReport.id],
    cartId: carts.map(({ id }) => id),
    lineId: carts.flatMap(({ lines }) => lines.map(({ id }) => id)),
    saleId: sales.map(({ id }) => id),
    saleLineId: sales.flatMap(({ lines }) => lines.map(({ id }) => id)),
    returnId: returns.map(({ id }) => id),
    subjectId: [...carts, ...sales, ...sessions].map(({ id }) => id),
  };
}

/** A tenant in which something of everything exists. */
export async function fillTenant(apiUrl: string): Promise<Filled> {
  const session = await signUp(apiUrl);
  const call = await caller(apiUrl, session);
  const { items } = await call(routes.listRegisters, { query: {} });
  const { id: registerId = '', shopId = '' } = items[0] ?? {};
  const catalogue = await fillCatalogue(call, shopId);
  const tills = await fillTills(call, registerId, shopId, catalogue.variantId[0] ?? '');
  const members = await each(4, (n) =>
    call(routes.createMember, { body: { name: `Member ${n}`, role: n === 0 ? 'manager' : 'cashier', pin } }),
  );
  const devices = await each(4, (n) => call(routes.createDevice, { body: { name: `Device ${n}`, registerId } }));
  const spare = await call(routes.signIn, { body: { email: 'owner@example.com', password } });
  const memberIds = members.map(({ id }) => id);
  return {
    accessToken: session.accessToken,
    spareToken: spare.accessToken,
    ids: {
      ...catalogue,
      ...tills,
      shopId: [shopId],
      memberId: memberIds,
      managerMemberId: memberIds,
      deviceId: devices.map(({ device }) => device.id),
    },
  };
}
