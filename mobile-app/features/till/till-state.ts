import type { CartView, ProblemDetails, SaleView } from '@zakpos/contracts';
import type { Item } from './till-server.ts';

export interface WaitingScan {
  key: string;
  item: Item;
  /** What the row says: the code, or the name of the item that was picked. */
  label: string;
}
export interface RefusedScan extends WaitingScan {
  problem: ProblemDetails;
}
export type SaleState =
  | { phase: 'none' }
  | { phase: 'storing' }
  /** Its answer was lost: nobody may take money again until it is known. */
  | { phase: 'checking' }
  | { phase: 'stored'; sale: SaleView }
  | { phase: 'refused'; problem: ProblemDetails };

export interface TillState {
  /** The last cart that the server confirmed. */
  cart: CartView | null;
  /** Sent or queued, without an answer: shown apart, in no total. */
  waiting: readonly WaitingScan[];
  refused: readonly RefusedScan[];
  /** Why the last change of a line was refused. */
  problem: ProblemDetails | null;
  /** True while a change of the cart is on its way. */
  changing: boolean;
  linked: boolean;
  /** Told when the link is lost: when the server was heard last. */
  lastAnswerAtMs: number;
  sale: SaleState;
  lastSale: SaleView | null;
}
