import { type CartLineView, type CartView, cart as cartSchema, type ProblemDetails } from '@zakpos/contracts';
import { createPatience, type Patience } from './patience.ts';
import type { PendingSale, PendingSaleStore } from './pending-sale.ts';
import type { Item, TillServer } from './till-server.ts';
import type { RefusedScan, TillState, WaitingScan } from './till-state.ts';

type Change =
  | { kind: 'add'; scan: WaitingScan }
  | { kind: 'step'; lineId: string; stepThousandths: number }
  | { kind: 'remove'; lineId: string }
  | { kind: 'accept' }
  | { kind: 'look'; cartId: string; version: number };

export interface TillDependencies {
  server: TillServer;
  pending: PendingSaleStore;
  newKey: () => string;
  nowMs: () => number;
  pausesMs?: readonly number[];
}

export type ScanAnswer = 'queued' | 'no_link' | 'sale_open';

/**
 * One register's till: sends changes of the cart in order, one at a time, repeats what was not answered with the same key, and
 * holds what the screens show. The server decides; nothing here counts money.
 */
export class Till {
  readonly #deps: TillDependencies;
  readonly #patience: Patience;
  readonly #listeners = new Set<() => void>();
  readonly #queue: Change[] = [];
  #draining = false;
  #cartKey: string | null = null;
  #lastAnswerAtMs: number;
  #state: TillState;

  constructor(deps: TillDependencies) {
    this.#deps = deps;
    this.#state = {
      cart: null,
      waiting: [],
      refused: [],
      problem: null,
      changing: false,
      lastAnswerAtMs: deps.nowMs(),
      linked: true,
      sale: { phase: 'none' },
      lastSale: null,
    };
    this.#lastAnswerAtMs = deps.nowMs();
    this.#patience = createPatience({ onAnswer: this.heard, onSilence: this.fellSilent }, deps.pausesMs);
  }

  readonly state = (): TillState => this.#state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes up what a restart interrupted: a sale whose answer was not seen, else the register's open cart. */
  async start(): Promise<void> {
    const pending = await this.#deps.pending.read();
    if (pending !== null) {
      this.#set({ sale: { phase: 'checking' } });
      await this.#settle(pending);
      return;
    }
    const answer = await this.#patience.insist(() => this.#deps.server.openCart());
    if (answer?.kind === 'ok' && this.#state.cart === null) this.#set({ cart: answer.value });
  }

  /** Stops all repeating; the till is not used after this. */
  stop(): void {
    this.#patience.stop();
  }

  /** The server was heard, by an answer or by its beat. */
  readonly heard = (): void => {
    this.#lastAnswerAtMs = this.#deps.nowMs();
    if (!this.#state.linked) this.#set({ linked: true });
  };

  /** The server is not heard any more: nothing may be tendered until it is. */
  readonly fellSilent = (): void => {
    if (this.#state.linked) this.#set({ linked: false, lastAnswerAtMs: this.#lastAnswerAtMs });
  };

  /** Another till or the office changed a cart. */
  readonly cartChanged = (cartId: string, version: number): void => {
    if (this.#state.cart?.id === cartId && this.#state.cart.version < version) this.#enqueue({ kind: 'look', cartId, version });
  };

  tryNow(): void {
    this.#patience.tryNow();
  }

  scan(code: string): ScanAnswer {
    return this.add({ code }, code);
  }

  add(item: Item, label: string): ScanAnswer {
    const { sale } = this.#state;
    if (sale.phase === 'storing' || sale.phase === 'checking') return 'sale_open';
    if (!this.#state.linked) return 'no_link';
    const scan = { key: this.#deps.newKey(), item, label };
    this.dismissSale();
    this.#set({ waiting: [...this.#state.waiting, scan] });
    this.#enqueue({ kind: 'add', scan });
    return 'queued';
  }

  /** Raises or lowers a line; presses in a row add up, whatever order the answers come in. */
  step(lineId: string, stepThousandths: number): void {
    this.#enqueue({ kind: 'step', lineId, stepThousandths });
  }

  remove(lineId: string): void {
    this.#enqueue({ kind: 'remove', lineId });
  }

  /** Agrees to the catalogue's prices of now, after a checkout was refused because they changed. */
  acceptPrices(): void {
    this.#enqueue({ kind: 'accept' });
  }

  dropRefused(key: string): void {
    this.#set({ refused: this.#state.refused.filter((scan) => scan.key !== key) });
  }

  dropProblem(): void {
    this.#set({ problem: null });
  }

  /** The stored sale leaves the screen and stays as the last one. */
  dismissSale(): void {
    const { sale } = this.#state;
    if (sale.phase === 'stored') this.#set({ sale: { phase: 'none' }, lastSale: sale.sale });
    else if (sale.phase === 'refused') this.#set({ sale: { phase: 'none' } });
  }

  mayPay(): boolean {
    const { cart, linked, changing, waiting, sale } = this.#state;
    // A total that the server does not agree with is settled first: new prices kept, or a line removed.
    if (sale.phase === 'refused' && sale.problem.code === 'total_mismatch') return false;
    const idle = linked && !changing && waiting.length === 0;
    return idle && cart !== null && cart.lines.length > 0 && (sale.phase === 'none' || sale.phase === 'refused');
  }

  /** Sells the cart that is shown, for cash. Does nothing unless `mayPay`. */
  async payCash(receivedPaisa: number): Promise<void> {
    const { cart } = this.#state;
    if (cart === null || !this.mayPay()) return;
    const pending: PendingSale = {
      key: this.#deps.newKey(),
      cartId: cart.id,
      request: {
        version: cart.version,
        expectedTotalPaisa: cart.totalPaisa,
        tenders: receivedPaisa === 0 ? [] : [{ kind: 'cash', amountPaisa: receivedPaisa }],
      },
    };
    // Before anything is awaited, so that a second press finds the sale begun.
    this.#set({ sale: { phase: 'storing' }, problem: null });
    await this.#deps.pending.write(pending);
    await this.#settle(pending);
  }

  async #settle(pending: PendingSale): Promise<void> {
    const answer = await this.#patience.insist(async () => {
      const given = await this.#deps.server.checkout(pending.key, pending.cartId, pending.request);
      if (given.kind === 'silent') this.#set({ sale: { phase: 'checking' } });
      return given;
    });
    if (answer === null) return;
    await this.#deps.pending.write(null);
    if (answer.kind === 'ok') {
      this.#cartKey = null;
      this.#set({ cart: null, sale: { phase: 'stored', sale: answer.value } });
      return;
    }
    this.#set({ sale: { phase: 'refused', problem: answer.problem } });
    await this.#refresh(pending.cartId, answer.problem);
  }

  #enqueue(change: Change): void {
    this.#queue.push(change);
    if (change.kind !== 'look') this.#forgetRefusals();
    this.#set({ changing: true });
    if (!this.#draining) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    for (let change = this.#queue[0]; change !== undefined; change = this.#queue[0]) {
      if (change.kind === 'add') await this.#add(change.scan);
      else if (change.kind === 'step') await this.#step(change.lineId, change.stepThousandths);
      else if (change.kind === 'remove') await this.#remove(change.lineId);
      else if (change.kind === 'accept') await this.#accept();
      else await this.#look(change.cartId, change.version);
      this.#queue.shift();
    }
    this.#draining = false;
    this.#set({ changing: false });
  }

  async #add(scan: WaitingScan): Promise<void> {
    const cart = this.#state.cart ?? (await this.#newCart(scan));
    if (cart === null) return;
    const answer = await this.#patience.insist(() => this.#deps.server.addLine(scan.key, cart.id, scan.item));
    if (answer === null) return;
    if (answer.kind === 'ok') {
      this.#set({ cart: answer.value, waiting: this.#waitingWithout(scan.key) });
      return;
    }
    // Another till closed this cart: the next scan opens a new one.
    if (answer.problem.code === 'cart_closed' || answer.problem.code === 'not_found') this.#forgetCart();
    this.#refuse({ ...scan, problem: answer.problem });
  }

  async #newCart(scan: WaitingScan): Promise<CartView | null> {
    this.#cartKey ??= this.#deps.newKey();
    const cartKey = this.#cartKey;
    const answer = await this.#patience.insist(() => this.#deps.server.createCart(cartKey));
    if (answer === null) return null;
    if (answer.kind === 'ok') {
      this.#set({ cart: answer.value });
      return answer.value;
    }
    this.#cartKey = null;
    this.#refuse({ ...scan, problem: answer.problem });
    return null;
  }

  #waitingWithout(key: string): WaitingScan[] {
    return this.#state.waiting.filter((scan) => scan.key !== key);
  }

  #refuse(scan: RefusedScan): void {
    this.#set({ waiting: this.#waitingWithout(scan.key), refused: [...this.#state.refused, scan] });
  }

  async #step(lineId: string, stepThousandths: number): Promise<void> {
    const before = this.#line(lineId);
    if (before === undefined) return;
    const qtyThousandths = before.qtyThousandths + stepThousandths;
    if (qtyThousandths <= 0) return;
    for (let tries = 0; tries < 3; tries++) {
      const { cart } = this.#state;
      // An earlier try whose answer was lost may have done it.
      if (cart === null || this.#line(lineId)?.qtyThousandths === qtyThousandths) return;
      const answer = await this.#patience.insist(() => this.#deps.server.setQty(cart.id, lineId, cart.version, qtyThousandths));
      if (answer === null) return;
      if (answer.kind === 'ok') {
        this.#set({ cart: answer.value });
        return;
      }
      await this.#refresh(cart.id, answer.problem);
      if (answer.problem.code !== 'cart_version_stale') {
        this.#set({ problem: answer.problem });
        return;
      }
    }
  }

  async #remove(lineId: string): Promise<void> {
    const { cart } = this.#state;
    if (cart === null) return;
    const answer = await this.#patience.insist(() => this.#deps.server.removeLine(cart.id, lineId));
    if (answer === null) return;
    if (answer.kind === 'ok') {
      this.#set({ cart: answer.value });
      return;
    }
    await this.#refresh(cart.id, answer.problem);
    // Gone is what was asked for.
    if (this.#line(lineId) !== undefined) this.#set({ problem: answer.problem });
  }

  async #accept(): Promise<void> {
    const { cart } = this.#state;
    if (cart === null) return;
    const answer = await this.#patience.insist(() => this.#deps.server.acceptPrices(cart.id, cart.version));
    if (answer === null) return;
    if (answer.kind === 'ok') this.#set({ cart: answer.value });
    // A lost answer makes the next try stale: the cart as it is now shows whether the prices were taken.
    else await this.#refresh(cart.id, answer.problem);
  }

  /** One's own change is announced too, often before its answer comes: then there is nothing to ask. */
  async #look(cartId: string, version: number): Promise<void> {
    const { cart } = this.#state;
    if (cart?.id === cartId && cart.version < version) await this.#fetchCart(cartId);
  }

  /** Shows the cart as the server has it now: from the refusal where it carries one, else by asking. */
  async #refresh(cartId: string, problem: ProblemDetails): Promise<void> {
    const sent = cartSchema.safeParse(problem.details?.['cart']);
    if (sent.success) {
      this.#set({ cart: sent.data });
      return;
    }
    await this.#fetchCart(cartId);
  }

  async #fetchCart(cartId: string): Promise<void> {
    const answer = await this.#patience.insist(() => this.#deps.server.getCart(cartId));
    if (answer?.kind === 'ok' && answer.value.status === 'open') this.#set({ cart: answer.value });
    else if (answer !== null) this.#forgetCart();
  }

  #forgetRefusals(): void {
    if (this.#state.sale.phase === 'refused') this.#set({ sale: { phase: 'none' }, problem: null });
    else if (this.#state.problem !== null) this.#set({ problem: null });
  }

  #forgetCart(): void {
    this.#cartKey = null;
    this.#set({ cart: null });
  }

  #line(lineId: string): CartLineView | undefined {
    return this.#state.cart?.lines.find((line) => line.id === lineId);
  }

  #set(change: Partial<TillState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
