import { denominations, type routes, type RouteRequest } from '@zakpos/contracts';

type Counts = RouteRequest<typeof routes.countCash>['body']['counts'];

/** Notes and coins that make an amount, largest first; every denomination is named. What no coin makes is left out. */
export function countsOf(paisa: number): Counts {
  let left = paisa;
  const counts = denominations.map((denomination): [string, number] => {
    const pieces = Math.floor(left / denomination);
    left -= pieces * denomination;
    return [String(denomination), pieces];
  });
  return Object.fromEntries(counts);
}
