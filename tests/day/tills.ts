import type { Basket } from './grocery.ts';
import { clientOf } from './link.ts';
import type { Shop } from './shop.ts';
import { Till } from './till.ts';

/** A till for each register, each with a connection of its own. */
export const openTills = (apiUrl: string, shop: Shop, mayLoseAnswers = false): Promise<Till[]> =>
  Promise.all(
    shop.registerIds.map(async (registerId) => {
      const client = await clientOf(apiUrl, shop.session);
      return new Till({ client, registerId, variantIds: shop.variantIds, mayLoseAnswers });
    }),
  );

/** All tills at once: whoever is free takes the next basket. `firstTurn` is the number of the first basket in the whole day. */
export async function sellAll(tills: readonly Till[], baskets: readonly Basket[], firstTurn: number): Promise<void> {
  let next = 0;
  await Promise.all(
    tills.map(async (till) => {
      for (let turn = next++; turn < baskets.length; turn = next++) {
        const basket = baskets[turn];
        if (basket) await till.sell(basket, firstTurn + turn);
      }
    }),
  );
}
