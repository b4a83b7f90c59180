import { type CartView, type Permission, type Role, type RouteResponse, routes, type SaleView } from '@zakpos/contracts';
import { uuidv7 } from '../../src/platform/ids.ts';
import type { Caller, TestApp } from '../app.ts';
import { countsOf } from '../drawer.ts';
import { type Colleague, hire } from '../staff.ts';
import { openStore, type Store } from '../store.ts';

export const floatPaisa = 10_000;
export const teaPaisa = 11_500;

/** A tenant in which something of everything exists, and more of it is easily made. */
export interface Business extends Store {
  readonly app: TestApp;
  readonly cashier: Colleague;
  readonly manager: Colleague;
  readonly teaId: string;
  readonly device: RouteResponse<typeof routes.createDevice>;
  readonly unique: (word: string) => string;
  /** A till that was never opened. */
  readonly addTill: () => Promise<string>;
  /** A till that is open, with nothing else on it. */
  readonly openTill: () => Promise<{ registerId: string; sessionId: string }>;
  readonly closedTill: () => Promise<{ registerId: string; sessionId: string; zReportId: string }>;
  /** A cart with one line of tea, made by the cashier. */
  readonly cart: () => Promise<CartView>;
  readonly sale: () => Promise<SaleView>;
  readonly returned: () => Promise<RouteResponse<typeof routes.createReturn>>;
  readonly product: () => Promise<RouteResponse<typeof routes.createProduct>>;
  /** What a manager approves to the cashier. */
  readonly approve: (
    action: 'discount' | 'override_price' | 'void' | 'return' | 'cash_variance',
    of: { id: string; version?: number },
  ) => Promise<string>;
  /** A member who is signed in a second time, and may be signed out. */
  readonly guest: (role?: Role, extraPermissions?: Permission[]) => Promise<Colleague>;
}

const codes = () => uuidv7().replaceAll('-', '').slice(-10).toUpperCase();

export async function openBusiness(app: TestApp, name: string): Promise<Business> {
  const store = await openStore(app, name);
  const { owner, registerId } = store;
  const [cashier, manager] = [await hire(app, store, 'cashier'), await hire(app, store, 'manager', { pin: '2468' })];
  const stock = { qtyThousandths: 900_000_000, landedCostPaisa: 90_000_000 };
  const { TEA: teaId = '' } = await store.add({ sku: 'TEA', name: `${name} tea`, pricePaisa: teaPaisa, stock });
  await store.openSession(registerId, floatPaisa);
  const { body: device } = await owner.call(routes.createDevice, { body: { name: `${name} tablet`, registerId } });

  const unique = (word: string) => `${name} ${word} ${codes()}`;
  const addTill = () => store.addRegister(unique('till'));
  const openTill = async () => {
    const id = await addTill();
    return { registerId: id, sessionId: await store.openSession(id, floatPaisa) };
  };
  const sale = async () => {
    const tenders = [{ kind: 'cash' as const, amountPaisa: 100_000 }];
    const line = { variantId: teaId, qtyThousandths: 5_000 };
    const body = { registerId, lines: [line], expectedTotalPaisa: 5 * teaPaisa, tenders, note: unique('note') };
    return (await owner.call(routes.createSale, { body })).body;
  };
  return {
    ...store,
    app,
    cashier,
    manager,
    teaId,
    device,
    unique,
    addTill,
    openTill,
    sale,
    async closedTill() {
      const till = await openTill();
      const params = { sessionId: till.sessionId };
      await owner.call(routes.countCash, { params, body: { counts: countsOf(floatPaisa) } });
      const { body } = await owner.call(routes.closeSession, { params, body: {} });
      return { ...till, zReportId: body.id };
    },
    async cart() {
      const { body: empty } = await cashier.call(routes.createCart, { body: { registerId } });
      return (await cashier.call(routes.addLine, { params: { cartId: empty.id }, body: { variantId: teaId } })).body;
    },
    async returned() {
      const { id: saleId, lines } = await sale();
      const back = lines.map((line) => ({ saleLineId: line.id, qtyThousandths: 1_000 }));
      const body = { registerId, reason: unique('reason'), lines: back };
      return (await owner.call(routes.createReturn, { params: { saleId }, body })).body;
    },
    async product() {
      const sku = codes();
      const variants = [{ sku, pricePaisa: 100, barcodes: [`B${sku}`] }];
      return (await owner.call(routes.createProduct, { body: { name: unique('product'), variants } })).body;
    },
    async approve(action, { id: subjectId, version }) {
      const who = { managerMemberId: manager.memberId, pin: manager.pin, reason: unique('reason') };
      const body = { action, subjectId, ...who, ...(version === undefined ? {} : { cartVersion: version }) };
      return (await cashier.call(routes.createApproval, { body })).body.id;
    },
    guest: (role = 'cashier', extraPermissions = []) => hire(app, store, role, { extraPermissions }),
  };
}

/** Sends one sample, with whatever stands in it, and reads the answer; of a stream only its beginning. */
export async function firstOf(caller: Caller, path: string, init: RequestInit): Promise<{ response: Response; text: string }> {
  const aborting = new AbortController();
  const response = await caller.fetch(path, { ...init, signal: aborting.signal });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return { response, text: await response.text() };
  aborting.abort();
  return { response, text: '' };
}
