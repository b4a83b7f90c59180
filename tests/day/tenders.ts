import type { routes, RouteRequest } from '@zakpos/contracts';
import type { Basket } from './grocery.ts';

type Tenders = RouteRequest<typeof routes.createSale>['body']['tenders'];

export interface Payment {
  readonly tenders: Tenders;
  /** What stays in the drawer. */
  readonly cashPaisa: number;
  readonly roundingPaisa: number;
}

const taka = 100;
const note = 10_000;

const roundedToTaka = (paisa: number): number => Math.floor((paisa + taka / 2) / taka) * taka;

/** Cash for what other tenders leave: handed over in whole notes, so that there is change. */
function withCash(others: Tenders, duePaisa: number): Payment {
  const cashPaisa = roundedToTaka(duePaisa);
  const handedPaisa = Math.ceil(cashPaisa / note) * note;
  return {
    tenders: [...others, { kind: 'cash', amountPaisa: handedPaisa }],
    cashPaisa,
    roundingPaisa: cashPaisa - duePaisa,
  };
}

/** Customers pay in turn with cash, a wallet, card and cash together, cash, and a card alone. */
export function payFor({ id, totalPaisa }: Basket, turn: number): Payment {
  switch (turn % 5) {
    case 1:
      return {
        tenders: [{ kind: 'bkash', amountPaisa: totalPaisa, reference: `BK${id}` }],
        cashPaisa: 0,
        roundingPaisa: 0,
      };
    case 2: {
      const cardPaisa = Math.floor(totalPaisa / 2);
      const card: Tenders = cardPaisa === 0 ? [] : [{ kind: 'card', amountPaisa: cardPaisa, reference: `SLIP${turn}` }];
      return withCash(card, totalPaisa - cardPaisa);
    }
    case 4:
      return { tenders: [{ kind: 'card', amountPaisa: totalPaisa }], cashPaisa: 0, roundingPaisa: 0 };
    default:
      return withCash([], totalPaisa);
  }
}
