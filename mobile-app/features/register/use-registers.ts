import type { ApiClient } from '@zakpos/api-client';
import { routes, type Settings } from '@zakpos/contracts';
import { useCallback } from 'react';
import { anyRefusal, ask } from '../api/ask.ts';
import { type Asked, useAnswer } from '../api/use-answer.ts';

export interface RegisterView {
  id: string;
  name: string;
  shopId: string;
  shopName: string;
  openSessionId: string | null;
}
export interface Registers {
  registers: RegisterView[];
  settings: Settings;
}

/** The tenant's registers with their shops, and the settings that a till needs. */
export const useRegisters = (api: ApiClient): Asked<Registers> => {
  const question = useCallback(
    () =>
      ask(async (signal) => {
        const [shops, registers, settings] = await Promise.all([
          api.call(routes.listShops, { signal }),
          api.call(routes.listRegisters, { query: {}, signal }),
          api.call(routes.getSettings, { signal }),
        ]);
        const shopNames = new Map(shops.items.map((shop) => [shop.id, shop.name]));
        return {
          settings,
          registers: registers.items.map((register) => ({ ...register, shopName: shopNames.get(register.shopId) ?? '' })),
        };
      }, anyRefusal),
    [api],
  );
  return useAnswer(question);
};
