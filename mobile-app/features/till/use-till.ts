import type { ApiClient } from '@zakpos/api-client';
import { routes } from '@zakpos/contracts';
import { randomUUID } from 'expo-crypto';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { ask } from '../api/ask.ts';
import { readPreference, writePreference } from '../preferences/preferences.ts';
import type { RegisterView } from '../register/use-registers.ts';
import { followLive } from './follow-live.ts';
import { parsePendingSale, type PendingSaleStore } from './pending-sale.ts';
import { Till } from './till.ts';
import type { TillState } from './till-state.ts';
import type { TillServer } from './till-server.ts';

const tillServer = (api: ApiClient, { id: registerId, shopId }: RegisterView): TillServer => ({
  openCart: () =>
    ask(async (signal) => {
      const carts = await api.call(routes.listCarts, { query: { shopId, status: 'open' }, signal });
      return carts.items.find((cart) => cart.registerId === registerId) ?? null;
    }),
  createCart: (idempotencyKey) => ask((signal) => api.call(routes.createCart, { body: { registerId }, idempotencyKey, signal })),
  getCart: (cartId) => ask((signal) => api.call(routes.getCart, { params: { cartId }, signal })),
  addLine: (idempotencyKey, cartId, item) =>
    ask((signal) => api.call(routes.addLine, { params: { cartId }, body: item, idempotencyKey, signal })),
  setQty: (cartId, lineId, version, qtyThousandths) =>
    ask((signal) => api.call(routes.updateLine, { params: { cartId, lineId }, body: { version, qtyThousandths }, signal })),
  removeLine: (cartId, lineId) => ask((signal) => api.call(routes.removeLine, { params: { cartId, lineId }, signal })),
  acceptPrices: (cartId, version) =>
    ask((signal) => api.call(routes.updateCart, { params: { cartId }, body: { version, acceptPrices: true }, signal })),
  checkout: (idempotencyKey, cartId, request) =>
    ask((signal) => api.call(routes.checkoutCart, { params: { cartId }, body: request, idempotencyKey, signal })),
});

/** One place a tenant, for another tenant's sale can be neither asked for nor forgotten by this one. */
const pendingStore = (tenantId: string): PendingSaleStore => ({
  read: async () => parsePendingSale(await readPreference(`pending-sale.${tenantId}`)),
  write: (sale) => writePreference(`pending-sale.${tenantId}`, sale === null ? null : JSON.stringify(sale)),
});

/** The till of a register, started while the screen that uses it is shown. */
export const useTill = (api: ApiClient, tenantId: string, register: RegisterView): { till: Till; state: TillState } => {
  const till = useMemo(
    () =>
      new Till({
        server: tillServer(api, register),
        pending: pendingStore(tenantId),
        newKey: randomUUID,
        nowMs: () => Date.now(),
      }),
    [api, tenantId, register],
  );
  useEffect(() => {
    const shown = new AbortController();
    void till.start();
    void followLive(api, register.shopId, till, shown.signal);
    return () => {
      shown.abort();
      till.stop();
    };
  }, [till, api, register]);
  const state = useSyncExternalStore(till.subscribe, till.state, till.state);
  return { till, state };
};
