import { ApiProblem, LinkLost } from '@zakpos/api-client';
import type { CartLineView, CartView, ProblemCode, SaleView } from '@zakpos/contracts';
import { describe, expect, test, vi } from 'vitest';
import type { SentCheckout } from './payer.ts';
import type { TillServer } from './till-server.ts';
import { TillStore } from './till-store.ts';

const line = (sku: string, qtyThousandths: number): CartLineView => ({
  id: `line-${sku}`,
  lineNumber: 1,
  variantId: `variant-${sku}`,
  sku,
  name: sku,
  nameBn: '',
  unitCode: 'pcs',
  unitDecimals: 0,
  qtyThousandths,
  unitPricePaisa: 100,
  listPricePaisa: 100,
  lineDiscountPaisa: 0,
  cartDiscountSharePaisa: 0,
  vatRateBasisPoints: 0,
  netPaisa: qtyThousandths / 10,
  sdPaisa: 0,
  vatPaisa: 0,
  totalPaisa: qtyThousandths / 10,
});

const cartOf = (version: number, lines: CartLineView[]): CartView => {
  const totalPaisa = lines.reduce((sum, { totalPaisa }) => sum + totalPaisa, 0);
  return {
    id: 'cart',
    shopId: 'shop',
    registerId: 'register',
    status: 'open',
    version,
    label: '',
    cartDiscountPaisa: 0,
    subtotalPaisa: totalPaisa,
    discountPaisa: 0,
    netPaisa: totalPaisa,
    sdPaisa: 0,
    vatPaisa: 0,
    totalPaisa,
    lines,
    updatedAt: '2026-11-23T00:00:00.000Z',
  };
};

const refusal = (code: ProblemCode, status = 409) => new ApiProblem({ type: '', title: '', status, code, detail: '' });
const sale = { id: 'sale', invoiceNumber: 'S-1', changePaisa: 0 } as SaleView;

/** A server in memory that keeps what it was asked for, and fails when told to. */
const fakeServer = () => {
  const asked: string[] = [];
  const failures: (Error | null)[] = [];
  let current = cartOf(0, []);
  const answer = async <T>(what: string, result: () => T): Promise<T> => {
    asked.push(what);
    await Promise.resolve();
    const failure = failures.shift();
    if (failure) throw failure;
    return result();
  };
  const put = (sku: string, qty: number) => {
    const rest = current.lines.filter((other) => other.sku !== sku);
    const old = current.lines.find((other) => other.sku === sku)?.qtyThousandths ?? 0;
    current = cartOf(current.version + 1, [...rest, line(sku, old + qty)]);
    return current;
  };
  const server: TillServer = {
    openCart: () => answer('open', () => null),
    createCart: () => answer('create', () => current),
    getCart: () => answer('get', () => current),
    addLine: (_cart, item, qty, key) =>
      answer(`add ${'code' in item ? item.code : item.variantId} ${key}`, () =>
        put('code' in item ? item.code : item.variantId.replace('variant-', ''), qty ?? 1000),
      ),
    setQuantity: (_cart, lineId, qty) =>
      answer(`set ${lineId} ${qty}`, () => {
        const sku = lineId.replace('line-', '');
        current = cartOf(current.version + 1, [...current.lines.filter((other) => other.sku !== sku), line(sku, qty)]);
        return current;
      }),
    removeLine: (_cart, lineId) =>
      answer(`remove ${lineId}`, () => {
        current = cartOf(
          current.version + 1,
          current.lines.filter(({ id }) => id !== lineId),
        );
        return current;
      }),
    acceptPrices: () => answer('accept', () => current),
    hold: () => answer('hold', () => current),
    recall: () => answer('recall', () => current),
    heldCarts: () => answer('held', () => []),
    checkout: (_cart, input, key) => answer(`pay ${input.version} ${input.expectedTotalPaisa} ${key}`, () => sale),
    search: () => answer('search', () => []),
  };
  return { server, asked, failures, changeBehindTheBack: (sku: string) => put(sku, 1000) };
};

const till = () => {
  const fake = fakeServer();
  let stored: SentCheckout | null = null;
  const storage = { read: () => stored, write: (sent: SentCheckout | null) => (stored = sent) };
  const sounds: string[] = [];
  const pauses: number[] = [];
  const store = new TillStore(fake.server, {
    storage,
    sound: (sound) => sounds.push(sound),
    sleep: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  });
  const settled = () => vi.waitFor(() => expect(store.getState().pending.filter(({ refusal }) => refusal === null)).toEqual([]));
  return { ...fake, store, sounds, pauses, settled, sent: () => stored };
};

const ready = async () => {
  const all = till();
  all.store.add({ code: 'TEA' }, 'TEA');
  await all.settled();
  return all;
};

describe('scans', () => {
  test('60 at once go out in order, each once with its own key', async () => {
    const { store, asked, settled } = till();
    const codes = Array.from({ length: 60 }, (_, i) => String(1000 + i));
    for (const code of codes) store.add({ code }, code);
    expect(store.mayPay).toBe(false);
    await settled();
    const adds = asked.filter((what) => what.startsWith('add ')).map((what) => what.split(' '));
    expect(adds.map(([, code]) => code)).toEqual(codes);
    expect(new Set(adds.map(([, , key]) => key)).size).toBe(60);
    expect(store.getState().cart?.lines).toHaveLength(60);
    expect(store.mayPay).toBe(true);
  });

  test('an unknown code stays as a refused row while scanning goes on', async () => {
    const { store, failures, sounds, settled } = till();
    store.add({ code: 'TEA' }, 'TEA');
    await settled();
    failures.push(refusal('barcode_unknown', 404));
    store.add({ code: '999' }, '999');
    store.add({ code: 'RICE' }, 'RICE');
    await settled();
    expect(store.getState().cart?.lines.map(({ sku }) => sku)).toEqual(['TEA', 'RICE']);
    expect(store.getState().pending.map(({ label }) => label)).toEqual(['999']);
    expect(sounds).toEqual(['error']);
    expect(store.mayPay).toBe(true);
  });

  test('a lost answer is asked for again with the same key once the link is back', async () => {
    const { store, asked, failures, settled } = till();
    store.add({ code: 'TEA' }, 'TEA');
    await settled();
    failures.push(new LinkLost(null));
    store.add({ code: 'RICE' }, 'RICE');
    await vi.waitFor(() => expect(store.getState().linkLost).toBe(true));
    expect(store.mayPay).toBe(false);
    expect(store.add({ code: 'EGG' }, 'EGG')).toBe(false);
    await store.linkHeard();
    await settled();
    const rice = asked.filter((what) => what.startsWith('add RICE'));
    expect(rice).toHaveLength(2);
    expect(rice[0]).toBe(rice[1]);
    expect(store.mayPay).toBe(true);
  });

  test('when the link comes back the rows that changed meanwhile are named', async () => {
    const { store, settled, changeBehindTheBack } = till();
    store.add({ code: 'TEA' }, 'TEA');
    await settled();
    store.linkFailed();
    changeBehindTheBack('SALT');
    await store.linkHeard();
    expect(store.getState().linkBackChanges).toEqual(['SALT']);
    store.linkFailed();
    await store.linkHeard();
    expect(store.getState().linkBackChanges).toEqual([]);
  });
});

test('what was missed while no events were heard is read anew', async () => {
  const { store, settled, changeBehindTheBack } = till();
  store.add({ code: 'TEA' }, 'TEA');
  await settled();
  changeBehindTheBack('SALT');
  store.reread();
  await vi.waitFor(() => expect(store.getState().cart?.lines.map(({ sku }) => sku)).toEqual(['TEA', 'SALT']));
});

describe('rows', () => {
  test('step up and down, never below one', async () => {
    const { store, asked, settled } = till();
    store.add({ code: 'TEA' }, 'TEA');
    await settled();
    store.step('line-TEA', 1);
    store.step('line-TEA', -1);
    store.step('line-TEA', -1);
    await vi.waitFor(() => expect(asked.filter((what) => what.startsWith('set'))).toHaveLength(2));
    expect(store.getState().cart?.lines[0]?.qtyThousandths).toBe(1000);
  });

  test('a removed row comes back with its quantity', async () => {
    const { store, settled } = till();
    store.add({ code: 'TEA' }, 'TEA', 3000);
    await settled();
    store.remove('line-TEA');
    await vi.waitFor(() => expect(store.getState().cart?.lines).toEqual([]));
    store.undoRemove();
    await settled();
    expect(store.getState().cart?.lines[0]?.qtyThousandths).toBe(3000);
    expect(store.getState().removed).toBeNull();
  });

  test('a refused change shows and the cart is read anew', async () => {
    const { store, asked, failures, settled } = till();
    store.add({ code: 'TEA' }, 'TEA');
    await settled();
    failures.push(refusal('cart_version_stale'));
    store.setQuantity('line-TEA', 5000);
    await vi.waitFor(() => expect(asked.at(-1)).toBe('get'));
    expect(store.getState().failure).toBeInstanceOf(ApiProblem);
  });
});

describe('payment', () => {
  test('names the version and total that are shown, and empties the cart', async () => {
    const { store, asked, sounds } = await ready();
    store.pay([{ kind: 'cash', amountPaisa: 100 }]);
    await vi.waitFor(() => expect(store.getState().checkout.step).toBe('stored'));
    expect(asked.at(-1)).toMatch(/^pay 1 100 /);
    expect(store.getState().cart).toBeNull();
    expect(sounds).toEqual(['stored']);
  });

  test('pressed twice is sent once', async () => {
    const { store, asked } = await ready();
    store.pay([{ kind: 'cash', amountPaisa: 100 }]);
    store.pay([{ kind: 'cash', amountPaisa: 100 }]);
    await vi.waitFor(() => expect(store.getState().checkout.step).toBe('stored'));
    expect(asked.filter((what) => what.startsWith('pay'))).toHaveLength(1);
  });

  test('without an answer asks again after 1, 2, 4 and 8 s with the same key', async () => {
    const { store, asked, failures, pauses, sent } = await ready();
    failures.push(new LinkLost(null), new LinkLost(null), refusal('unavailable', 502), new LinkLost(null), null);
    store.pay([{ kind: 'cash', amountPaisa: 100 }]);
    await vi.waitFor(() => expect(store.getState().checkout.step).toBe('stored'));
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(new Set(asked.filter((what) => what.startsWith('pay'))).size).toBe(1);
    expect(store.getState().checkout).toMatchObject({ step: 'stored', afterChecking: true });
    expect(sent()).toBeNull();
  });

  test('that the server cannot store ends as not stored', async () => {
    const { store, asked, failures } = await ready();
    failures.push(...Array.from({ length: 5 }, () => refusal('internal_error', 500)));
    store.pay([{ kind: 'cash', amountPaisa: 100 }]);
    await vi.waitFor(() => expect(store.getState().checkout.step).toBe('refused'));
    expect(new Set(asked.filter((what) => what.startsWith('pay'))).size).toBe(1);
  });

  test('that a reload interrupted is asked for again with the same key', async () => {
    const { server, asked } = fakeServer();
    const sent = { idempotencyKey: 'the-key', cartId: 'cart', input: { version: 4, expectedTotalPaisa: 7, tenders: [] } };
    const storage = { read: () => sent, write: () => undefined };
    const store = new TillStore(server, { storage });
    await store.start();
    expect(asked[0]).toBe('pay 4 7 the-key');
    expect(store.getState().lastSale?.invoiceNumber).toBe('S-1');
  });

  test('that was refused keeps the cart and says why', async () => {
    const { store, failures } = await ready();
    failures.push(refusal('total_mismatch'));
    store.pay([{ kind: 'cash', amountPaisa: 100 }]);
    await vi.waitFor(() => expect(store.getState().checkout.step).toBe('refused'));
    expect(store.getState().cart?.lines).toHaveLength(1);
    store.dismissRefusal();
    expect(store.mayPay).toBe(true);
  });
});
