import type { CartView, ProblemCode, ProblemDetails, SaleView } from '@zakpos/contracts';
import { describe, expect, test, vi } from 'vitest';
import { ok, silent } from './answer.ts';
import { parsePendingSale, type PendingSale } from './pending-sale.ts';
import { Till } from './till.ts';
import type { TillServer } from './till-server.ts';

const problem = (code: ProblemCode): ProblemDetails => ({ type: '', title: code, status: 409, code, detail: '' });
const pricePaisa = 17_500;

const line = (code: string, qtyThousandths: number) =>
  ({
    id: `line-${code}`,
    sku: code,
    qtyThousandths,
    totalPaisa: (pricePaisa * qtyThousandths) / 1000,
  }) as CartView['lines'][number];

/** Keeps carts as the server does: a repeated key changes nothing, a stale version is refused. `cut` loses that many answers. */
const createServer = () => {
  const seen = new Map<string, unknown>();
  const cutAnswers = { before: 0, after: 0 };
  const log: string[] = [];
  let cart: CartView | null = null;
  const change = (edit: (lines: CartView['lines']) => CartView['lines']): CartView => {
    if (cart === null) throw new Error('no cart');
    const lines = edit(cart.lines);
    const totalPaisa = lines.reduce((sum, line) => sum + line.totalPaisa, 0);
    cart = { ...cart, version: cart.version + 1, lines, totalPaisa };
    return cart;
  };
  const lose = () => cutAnswers.before > 0 && cutAnswers.before-- > 0;
  const loseAfter = () => cutAnswers.after > 0 && cutAnswers.after-- > 0;
  const once = <T>(key: string, act: () => T): T => {
    if (!seen.has(key)) seen.set(key, act());
    return seen.get(key) as T;
  };
  const server: TillServer = {
    openCart: async () => ok(cart),
    createCart: async (key) => {
      log.push(`create ${key}`);
      if (lose()) return silent;
      return ok(
        once(
          key,
          () => (cart = { id: crypto.randomUUID(), status: 'open', version: 0, lines: [], totalPaisa: 0 } as unknown as CartView),
        ),
      );
    },
    getCart: async () => (cart === null ? { kind: 'refused', problem: problem('not_found') } : ok(cart)),
    addLine: async (key, _, item) => {
      const code = 'code' in item ? item.code : item.variantId;
      log.push(`add ${code} ${key}`);
      if (lose()) return silent;
      if (code === 'unknown') return { kind: 'refused', problem: problem('barcode_unknown') };
      const next = once(key, () =>
        change((lines) => {
          const old = lines.find((l) => l.sku === code);
          return [...lines.filter((l) => l !== old), line(code, (old?.qtyThousandths ?? 0) + 1000)];
        }),
      );
      return loseAfter() ? silent : ok(next);
    },
    setQty: async (_, lineId, version, qtyThousandths) => {
      if (lose()) return silent;
      if (version !== cart?.version) return { kind: 'refused', problem: problem('cart_version_stale') };
      const next = change((lines) => lines.map((l) => (l.id === lineId ? line(l.sku, qtyThousandths) : l)));
      return loseAfter() ? silent : ok(next);
    },
    removeLine: async (_, lineId) => {
      if (cart?.lines.every((l) => l.id !== lineId)) return { kind: 'refused', problem: problem('not_found') };
      const next = change((lines) => lines.filter((l) => l.id !== lineId));
      return loseAfter() ? silent : ok(next);
    },
    acceptPrices: async () => ok(change((lines) => lines)),
    checkout: async (key, _, request) => {
      log.push(`checkout ${key}`);
      if (lose()) return silent;
      if (!seen.has(key) && request.version !== cart?.version) return { kind: 'refused', problem: problem('cart_version_stale') };
      const sale = once(key, () => {
        cart = null;
        return { invoiceNumber: `S-${seen.size}`, changePaisa: 0 } as SaleView;
      });
      return loseAfter() ? silent : ok(sale);
    },
  };
  return {
    server,
    log,
    cutAnswers,
    change,
    sales: () => [...seen.keys()].filter((key) => log.includes(`checkout ${key}`)).length,
  };
};

const openTill = (made = createServer()) => {
  let stored: PendingSale | null = null;
  const pending = { read: async () => stored, write: async (sale: PendingSale | null) => void (stored = sale) };
  const till = new Till({ server: made.server, pending, newKey: () => crypto.randomUUID(), nowMs: () => 0, pausesMs: [1] });
  const settled = () => vi.waitFor(() => expect(till.state().changing).toBe(false), { interval: 1 });
  return { till, settled, pending, ...made, stored: () => stored };
};

describe('scans', () => {
  test('sixty scans in a row arrive all, in order, each with its own key', async () => {
    const { till, settled, log } = openTill();
    for (let i = 0; i < 60; i++) till.scan(`code-${i}`);
    await settled();
    const adds = log.filter((entry) => entry.startsWith('add'));
    expect(adds.map((entry) => entry.split(' ')[1])).toEqual(Array.from({ length: 60 }, (_, i) => `code-${i}`));
    expect(new Set(adds.map((entry) => entry.split(' ')[2])).size).toBe(60);
    expect(till.state().cart?.totalPaisa).toBe(60 * pricePaisa);
  });
  test('a scan whose answer is lost is sent again with the same key and counts once', async () => {
    const { till, settled, log, cutAnswers } = openTill();
    cutAnswers.after = 2;
    till.scan('tea');
    expect(till.state().waiting).toHaveLength(1);
    await settled();
    expect(new Set(log.filter((entry) => entry.startsWith('add'))).size).toBe(1);
    expect(till.state().cart?.lines.map((l) => l.qtyThousandths)).toEqual([1000]);
    expect(till.state().waiting).toEqual([]);
  });
  test('an unknown code is told and does not stop the next one', async () => {
    const { till, settled } = openTill();
    till.scan('unknown');
    till.scan('tea');
    await settled();
    expect(till.state().refused.map((scan) => [scan.label, scan.problem.code])).toEqual([['unknown', 'barcode_unknown']]);
    expect(till.state().cart?.lines).toHaveLength(1);
  });
  test('without a link new scans are refused and payment is off', async () => {
    const { till, settled, cutAnswers } = openTill();
    till.scan('tea');
    await settled();
    cutAnswers.before = 3;
    till.scan('salt');
    await vi.waitFor(() => expect(till.state().linked).toBe(false), { interval: 1 });
    expect(till.scan('egg')).toBe('no_link');
    expect(till.mayPay()).toBe(false);
    await settled();
    expect(till.state()).toMatchObject({ linked: true, cart: { totalPaisa: 2 * pricePaisa } });
  });
});

describe('changes of a line', () => {
  test('quick presses of plus and minus add up', async () => {
    const { till, settled } = openTill();
    till.scan('tea');
    await settled();
    for (const step of [1000, 1000, 1000, -1000]) till.step('line-tea', step);
    await settled();
    expect(till.state().cart?.lines[0]?.qtyThousandths).toBe(3000);
  });
  test('a change that took place without its answer is not made twice', async () => {
    const { till, settled, cutAnswers } = openTill();
    till.scan('tea');
    await settled();
    cutAnswers.after = 1;
    till.step('line-tea', 1000);
    await settled();
    expect(till.state().cart?.lines[0]?.qtyThousandths).toBe(2000);
    cutAnswers.after = 1;
    till.remove('line-tea');
    await settled();
    expect(till.state()).toMatchObject({ cart: { lines: [] }, problem: null });
  });
  test('minus never takes a line below one', async () => {
    const { till, settled } = openTill();
    till.scan('tea');
    await settled();
    till.step('line-tea', -1000);
    await settled();
    expect(till.state().cart?.lines[0]?.qtyThousandths).toBe(1000);
  });
});

const withTea = async () => {
  const opened = openTill();
  opened.till.scan('tea');
  await opened.settled();
  return opened;
};

describe('changes from elsewhere', () => {
  test('a line that another till adds is shown, and an announcement of one’s own change asks nothing', async () => {
    const { till, settled, change, server } = await withTea();
    const asked = vi.spyOn(server, 'getCart');
    const known = till.state().cart;
    till.cartChanged(known?.id ?? '', known?.version ?? 0);
    expect(asked).not.toHaveBeenCalled();
    const next = change((lines) => [...lines, line('salt', 1000)]);
    till.cartChanged(next.id, next.version);
    await settled();
    expect(till.state().cart).toMatchObject({ version: next.version, totalPaisa: 2 * pricePaisa });
  });
});

describe('payment', () => {
  test('two presses of Finish make one sale', async () => {
    const { till, sales, stored } = await withTea();
    await Promise.all([till.payCash(20_000), till.payCash(20_000)]);
    expect(sales()).toBe(1);
    expect(till.state().sale.phase).toBe('stored');
    expect(stored()).toBeNull();
  });
  test('a lost answer is asked for with the same key until it is known', async () => {
    const { till, sales, log, cutAnswers } = await withTea();
    cutAnswers.after = 3;
    const paying = till.payCash(20_000);
    await vi.waitFor(() => expect(till.state().sale.phase).toBe('checking'), { interval: 1 });
    expect(till.scan('salt')).toBe('sale_open');
    await paying;
    expect(log.filter((entry) => entry.startsWith('checkout'))).toHaveLength(4);
    expect(sales()).toBe(1);
    expect(till.state().sale.phase).toBe('stored');
  });
  test('a restart in the middle finds out with the stored key', async () => {
    const first = await withTea();
    first.cutAnswers.after = 1_000;
    void first.till.payCash(20_000);
    await vi.waitFor(() => expect(first.till.state().sale.phase).toBe('checking'), { interval: 1 });
    first.till.stop();
    first.cutAnswers.after = 0;
    const kept = parsePendingSale(JSON.stringify(first.stored()));
    const second = new Till({
      server: first.server,
      pending: { read: async () => kept, write: first.pending.write },
      newKey: () => crypto.randomUUID(),
      nowMs: () => 0,
    });
    await second.start();
    expect(second.state().sale.phase).toBe('stored');
    expect(first.sales()).toBe(1);
    expect(first.stored()).toBeNull();
  });
  test('a cart that changed elsewhere is shown anew and may be paid again', async () => {
    const { till, change } = await withTea();
    change((lines) => lines);
    await till.payCash(20_000);
    expect(till.state()).toMatchObject({
      sale: { phase: 'refused', problem: { code: 'cart_version_stale' } },
      cart: { version: 2 },
    });
    expect(till.mayPay()).toBe(true);
    await till.payCash(20_000);
    expect(till.state().sale.phase).toBe('stored');
  });
  test('after prices changed nothing is paid until they are kept', async () => {
    const { till, settled, server, sales } = await withTea();
    vi.spyOn(server, 'checkout').mockResolvedValueOnce({ kind: 'refused', problem: problem('total_mismatch') });
    await till.payCash(20_000);
    expect(till.mayPay()).toBe(false);
    till.acceptPrices();
    await settled();
    expect(till.state()).toMatchObject({ sale: { phase: 'none' }, cart: { version: 2 } });
    await till.payCash(20_000);
    expect(sales()).toBe(1);
  });
  test('the next scan keeps the sale as the last one', async () => {
    const { till, settled } = await withTea();
    await till.payCash(17_500);
    till.scan('salt');
    await settled();
    expect(till.state()).toMatchObject({
      sale: { phase: 'none' },
      lastSale: { changePaisa: 0 },
      cart: { totalPaisa: pricePaisa },
    });
  });
});
