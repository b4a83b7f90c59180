import { ApiProblem } from '@zakpos/api-client';
import type { CartView, LiveEvent } from '@zakpos/contracts';
import { newIdempotencyKey } from '../api/idempotency-key.ts';
import { isAnswerUnknown } from '../api/problem-text.ts';
import { Payer, type CheckoutState, type CheckoutStorage } from './payer.ts';
import type { Item, TenderInput, TillServer } from './till-server.ts';
import { changedLine, changedNames, emptyTill, type PendingItem, type TillState } from './till-state.ts';

export type Sound = 'error' | 'stored';

interface TillOptions {
  storage: CheckoutStorage;
  sound?: (sound: Sound) => void;
  sleep?: (ms: number) => Promise<void>;
  undoMs?: number;
}

/** One till: the server's cart, what waits to get into it, and the payment. Changes go out one after the other, in order. */
export class TillStore {
  private state = emptyTill;
  private readonly listeners = new Set<() => void>();
  private tail: Promise<void> = Promise.resolve();
  private linkIsBack: (() => void) | null = null;
  private linkBack = Promise.resolve();
  private undoTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly server: TillServer;
  private readonly options: TillOptions;
  private readonly payer: Payer;

  constructor(server: TillServer, options: TillOptions) {
    this.server = server;
    this.options = options;
    this.payer = new Payer(server, options.storage, options.sleep, (checkout) => this.paid(checkout));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly getState = (): TillState => this.state;

  private set(change: Partial<TillState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  /** Takes up what this register was doing: a payment without its answer first, then its open cart. */
  async start(): Promise<void> {
    await this.payer.resume();
    await this.enqueue(async () => {
      const cart = await this.server.openCart();
      this.set({ cart, loaded: true, selectedLineId: cart?.lines.at(-1)?.id ?? null });
    });
  }

  /** Whether Pay may be pressed: the server confirmed all that is shown, and can be reached. */
  get mayPay(): boolean {
    const { cart, pending, linkLost, checkout } = this.state;
    const waiting = pending.some(({ refusal }) => refusal === null);
    return !linkLost && !waiting && checkout.step === 'idle' && (cart?.lines.length ?? 0) > 0;
  }

  /** Whether the payment may be begun; it is finished only once `mayPay` holds too. */
  get mayTender(): boolean {
    const { cart, pending, linkLost, checkout } = this.state;
    const waiting = pending.some(({ refusal }) => refusal === null);
    return !linkLost && checkout.step === 'idle' && (waiting || (cart?.lines.length ?? 0) > 0);
  }

  /** Scans and picks queue and go out in order, each with its own key. Refused by a tone while the link is lost or a payment runs. */
  add(item: Item, label: string, qtyThousandths?: number): boolean {
    const { linkLost, checkout } = this.state;
    if (linkLost || checkout.step === 'storing' || checkout.step === 'checking') {
      this.options.sound?.('error');
      return false;
    }
    const [key, cartKey] = [newIdempotencyKey(), newIdempotencyKey()];
    const pending: PendingItem = { key, cartKey, item, label, qtyThousandths, refusal: null };
    this.set({ pending: [...this.state.pending, pending], linkBackChanges: null });
    if (checkout.step !== 'idle') this.set({ checkout: { step: 'idle' } });
    void this.enqueue(() => this.sendItem(pending));
    return true;
  }

  private async sendItem(pending: PendingItem): Promise<void> {
    try {
      const cart = this.state.cart ?? (await this.server.createCart(pending.cartKey));
      if (!this.state.cart) this.set({ cart });
      const after = await this.server.addLine(cart.id, pending.item, pending.qtyThousandths, pending.key);
      const line = changedLine(this.state.cart, after);
      const times = (this.state.confirmed?.times ?? 0) + 1;
      this.set({
        cart: after,
        pending: this.state.pending.filter(({ key }) => key !== pending.key),
        ...(line ? { selectedLineId: line.id, confirmed: { line, totalPaisa: after.totalPaisa, times } } : {}),
      });
    } catch (error) {
      if (isAnswerUnknown(error)) throw error;
      this.options.sound?.('error');
      this.set({
        pending: this.state.pending.map((other) => (other.key === pending.key ? { ...other, refusal: error } : other)),
      });
      if (error instanceof ApiProblem && error.problem.code === 'cart_closed') this.set({ cart: null });
    }
  }

  dropPending(key: string): void {
    this.set({ pending: this.state.pending.filter((pending) => pending.key !== key) });
  }

  retryPending(key: string): void {
    const pending = this.state.pending.find((other) => other.key === key);
    if (!pending) return;
    this.dropPending(key);
    this.add(pending.item, pending.label, pending.qtyThousandths);
  }

  setQuantity(lineId: string, qtyThousandths: number): void {
    this.changeCart((cart) => this.server.setQuantity(cart, lineId, qtyThousandths), lineId);
  }

  /** One more or one less of a row, never below one. */
  step(lineId: string, difference: 1 | -1): void {
    this.changeCart((cart) => {
      const line = cart.lines.find(({ id }) => id === lineId);
      const wanted = (line?.qtyThousandths ?? 0) + difference * 1000;
      return line && wanted >= 1000 ? this.server.setQuantity(cart, lineId, wanted) : Promise.resolve(cart);
    }, lineId);
  }

  remove(lineId: string): void {
    const line = this.state.cart?.lines.find(({ id }) => id === lineId);
    if (!line) return;
    this.changeCart(async (cart) => {
      const after = await this.server.removeLine(cart.id, lineId);
      clearTimeout(this.undoTimer);
      this.undoTimer = setTimeout(() => this.set({ removed: null }), this.options.undoMs ?? 10_000);
      this.set({ removed: line, selectedLineId: after.lines.at(-1)?.id ?? null });
      return after;
    });
  }

  undoRemove(): void {
    const { removed } = this.state;
    if (!removed) return;
    clearTimeout(this.undoTimer);
    this.set({ removed: null });
    this.add({ variantId: removed.variantId }, removed.name, removed.qtyThousandths);
  }

  acceptPrices(): void {
    this.changeCart((cart) => this.server.acceptPrices(cart));
  }

  select(lineId: string): void {
    this.set({ selectedLineId: lineId });
  }

  selectNext(difference: 1 | -1): void {
    const { cart, selectedLineId } = this.state;
    const ids = cart?.lines.map(({ id }) => id) ?? [];
    const from = ids.indexOf(selectedLineId ?? '');
    const next = ids[Math.min(Math.max(from + difference, 0), ids.length - 1)];
    if (next !== undefined) this.set({ selectedLineId: next });
  }

  hold(): void {
    this.changeCart(async (cart) => {
      await this.server.hold(cart.id);
      return null;
    });
  }

  recall(cartId: string): void {
    void this.enqueue(() => this.guarded(async () => this.set({ cart: await this.server.recall(cartId) })));
  }

  dismissFailure(): void {
    this.set({ failure: null });
  }

  /** Changes the cart after all that was asked for before; a refusal shows, and the cart is read anew. */
  private changeCart(change: (cart: CartView) => Promise<CartView | null>, lineId?: string): void {
    void this.enqueue(() =>
      this.guarded(async () => {
        const { cart } = this.state;
        if (!cart) return;
        const after = await change(cart);
        const line = after?.lines.find(({ id }) => id === lineId);
        const times = (this.state.confirmed?.times ?? 0) + 1;
        this.set({
          cart: after,
          failure: null,
          ...(line && after ? { selectedLineId: line.id, confirmed: { line, totalPaisa: after.totalPaisa, times } } : {}),
        });
      }),
    );
  }

  private async guarded(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      // Whether a lost change took place shows in the cart; it is not sent twice.
      if (isAnswerUnknown(error)) this.linkFailed();
      else this.options.sound?.('error');
      this.set({ failure: error });
      if (!isAnswerUnknown(error)) await this.refresh().catch(() => undefined);
    }
  }

  /** Runs after all that came before; waits for the link and repeats where the answer was lost. */
  private enqueue(run: () => Promise<void>): Promise<void> {
    this.tail = this.runAfter(this.tail, run);
    return this.tail;
  }

  private async runAfter(before: Promise<void>, run: () => Promise<void>): Promise<void> {
    await before;
    for (;;) {
      try {
        await run();
        return;
      } catch (error) {
        if (!isAnswerUnknown(error)) {
          this.set({ failure: error, loaded: true });
          return;
        }
        this.linkFailed();
        await this.linkBack;
      }
    }
  }

  private async refresh(): Promise<void> {
    const { cart } = this.state;
    if (!cart) return;
    const after = await this.server.getCart(cart.id);
    this.set({ cart: after.status === 'open' ? after : null });
  }

  /** No beat, or a request without an answer: nothing is sold until the server is heard again. */
  linkFailed(): void {
    if (this.state.linkLost) return;
    this.linkBack = new Promise((resolve) => {
      this.linkIsBack = resolve;
    });
    this.set({ linkLost: true, linkBackChanges: null });
  }

  /** The server was heard again: the cart is compared before anything waiting goes out. */
  async linkHeard(): Promise<void> {
    if (!this.state.linkLost || this.linkIsBack === null) return;
    const resume = this.linkIsBack;
    this.linkIsBack = null;
    const before = this.state.cart;
    try {
      await this.refresh();
    } catch (error) {
      if (isAnswerUnknown(error)) {
        this.linkIsBack = resume;
        return;
      }
    }
    const after = this.state.cart;
    this.set({
      linkLost: false,
      failure: null,
      linkBackChanges: before && after ? changedNames(before, after) : before ? [] : null,
    });
    resume();
  }

  /** Events may have been missed: behind what is under way the cart is read anew. */
  reread(): void {
    if (this.state.cart) void this.enqueue(() => this.refresh());
  }

  heard(event: LiveEvent): void {
    const { cart } = this.state;
    if (!cart) return;
    const concerns =
      event.type === 'cart_changed'
        ? event.cartId === cart.id && event.version > cart.version
        : event.type === 'price_changed' && cart.lines.some(({ variantId }) => event.variantIds.includes(variantId));
    if (!concerns) return;
    // Behind what is under way, whose own answer may bring this very change.
    void this.enqueue(async () => {
      if (event.type === 'cart_changed' && (this.state.cart?.version ?? Infinity) >= event.version) return;
      await this.refresh();
    });
  }

  pay(tenders: TenderInput[]): void {
    const { cart } = this.state;
    if (!cart || !this.mayPay) return;
    this.set({ failure: null, removed: null, linkBackChanges: null });
    void this.payer.pay(cart.id, { version: cart.version, expectedTotalPaisa: cart.totalPaisa, tenders });
  }

  /** The next scan or key after a sale: the change goes from the pane into the line below. */
  nextCustomer(): void {
    if (this.state.checkout.step === 'stored') this.set({ checkout: { step: 'idle' } });
  }

  dismissRefusal(): void {
    if (this.state.checkout.step === 'refused') this.set({ checkout: { step: 'idle' } });
  }

  private paid(checkout: CheckoutState): void {
    this.set({ checkout });
    if (checkout.step === 'stored') {
      this.options.sound?.('stored');
      this.set({ lastSale: checkout.sale, cart: null, selectedLineId: null, confirmed: null, pending: [] });
    }
    if (checkout.step === 'refused') {
      this.options.sound?.('error');
      void this.enqueue(() => this.refresh());
    }
  }
}
