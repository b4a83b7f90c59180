import type { SaleView } from '@zakpos/contracts';
import { newIdempotencyKey } from '../api/idempotency-key.ts';
import { isAnswerUnknown, isServerFault } from '../api/problem-text.ts';
import type { CheckoutInput, TillServer } from './till-server.ts';

/** `checking`: the answer was lost, and whether the sale was stored is being asked for. */
export type CheckoutState =
  | { step: 'idle' }
  | { step: 'storing' }
  | { step: 'checking' }
  | { step: 'stored'; sale: SaleView; afterChecking: boolean }
  | { step: 'refused'; error: unknown; afterChecking: boolean };

/** A payment whose answer is awaited; kept outside the page, so that a reload asks again with the same key. */
export interface SentCheckout {
  idempotencyKey: string;
  cartId: string;
  input: CheckoutInput;
}
export interface CheckoutStorage {
  read(): SentCheckout | null;
  write(sent: SentCheckout | null): void;
}

const pausesMs = [1_000, 2_000, 4_000, 8_000];
const realSleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Sends a payment until its answer is known, always with the same key: one payment, one sale. */
export class Payer {
  private readonly server: TillServer;
  private readonly storage: CheckoutStorage;
  private readonly sleep: (ms: number) => Promise<void>;
  private readonly onState: (state: CheckoutState) => void;

  constructor(
    server: TillServer,
    storage: CheckoutStorage,
    sleep: ((ms: number) => Promise<void>) | undefined,
    onState: (state: CheckoutState) => void,
  ) {
    this.server = server;
    this.storage = storage;
    this.sleep = sleep ?? realSleep;
    this.onState = onState;
  }

  async pay(cartId: string, input: CheckoutInput): Promise<void> {
    const sent = { idempotencyKey: newIdempotencyKey(), cartId, input };
    this.storage.write(sent);
    this.onState({ step: 'storing' });
    await this.send(sent, false);
  }

  /** After a reload: asks for the answer that the page before was waiting for. */
  async resume(): Promise<void> {
    const sent = this.storage.read();
    if (sent === null) return;
    this.onState({ step: 'checking' });
    await this.send(sent, true);
  }

  private async send(sent: SentCheckout, checking: boolean): Promise<void> {
    let afterChecking = checking;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const sale = await this.server.checkout(sent.cartId, sent.input, sent.idempotencyKey);
        this.storage.write(null);
        this.onState({ step: 'stored', sale, afterChecking });
        return;
      } catch (error) {
        // A server that fails again and again will not store it; without an answer nobody knows, so it is asked on.
        const askAgain = isAnswerUnknown(error) || (isServerFault(error) && attempt < pausesMs.length);
        if (!askAgain) {
          this.storage.write(null);
          this.onState({ step: 'refused', error, afterChecking });
          return;
        }
      }
      afterChecking = true;
      this.onState({ step: 'checking' });
      await this.sleep(pausesMs[Math.min(attempt, pausesMs.length - 1)] ?? 0);
    }
  }
}
