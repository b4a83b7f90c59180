import type { CartLineView, CartView, SaleView } from '@zakpos/contracts';
import type { CheckoutState } from './payer.ts';
import type { Item } from './till-server.ts';

/** Something that was scanned or picked and is not in the cart yet: grey while it waits, red when it was refused. */
export interface PendingItem {
  key: string;
  /** For opening a cart, where there is none yet. */
  cartKey: string;
  item: Item;
  label: string;
  qtyThousandths: number | undefined;
  refusal: unknown;
}

export interface TillState {
  cart: CartView | null;
  loaded: boolean;
  pending: PendingItem[];
  selectedLineId: string | null;
  /** The line that the server confirmed last, and how often that happened: what a screen reader is told. */
  confirmed: { line: CartLineView; totalPaisa: number; times: number } | null;
  removed: CartLineView | null;
  failure: unknown;
  linkLost: boolean;
  /** What changed while the link was away: names of rows, empty for nothing, null when there is nothing to say. */
  linkBackChanges: string[] | null;
  checkout: CheckoutState;
  lastSale: SaleView | null;
}

export const emptyTill: TillState = {
  cart: null,
  loaded: false,
  pending: [],
  selectedLineId: null,
  confirmed: null,
  removed: null,
  failure: null,
  linkLost: false,
  linkBackChanges: null,
  checkout: { step: 'idle' },
  lastSale: null,
};

/** The line whose quantity the server's answer changed. */
export const changedLine = (before: CartView | null, after: CartView): CartLineView | undefined =>
  after.lines.find((line) => before?.lines.find(({ id }) => id === line.id)?.qtyThousandths !== line.qtyThousandths);

const lineKey = ({ id, qtyThousandths, totalPaisa }: CartLineView): string => `${id} ${qtyThousandths} ${totalPaisa}`;

/** Names of the rows that differ between two readings of a cart. */
export const changedNames = (before: CartView, after: CartView): string[] => {
  const [old, now] = [before.lines.map(lineKey), after.lines.map(lineKey)];
  const touched = [
    ...before.lines.filter((line) => !now.includes(lineKey(line))),
    ...after.lines.filter((line) => !old.includes(lineKey(line))),
  ];
  return [...new Set(touched.map(({ name }) => name))];
};
