'use client';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { checkoutStorage } from '../device-memory.ts';
import { openLiveLink } from '../live-link.ts';
import { tillServer } from '../till-server.ts';
import type { TillState } from '../till-state.ts';
import { TillStore } from '../till-store.ts';
import { sound } from '../tones.ts';

export interface RunningTill {
  store: TillStore;
  state: TillState;
  /** When the server was last heard, in milliseconds of this device's clock. */
  lastHeardMs: () => number;
  /** Asks for the link now instead of waiting for the next beat. */
  tryNow: () => void;
}

/** One register's till with its live link, for as long as the page shows it. */
export const useTillStore = (shopId: string, registerId: string): RunningTill => {
  const [store] = useState(() => new TillStore(tillServer(shopId, registerId), { storage: checkoutStorage(registerId), sound }));
  const state = useSyncExternalStore(store.subscribe, store.getState, store.getState);
  const lastHeard = useRef(0);
  const started = useRef(false);

  useEffect(() => {
    lastHeard.current = Date.now();
    if (!started.current) void store.start();
    started.current = true;
    return openLiveLink(shopId, {
      onEvent: (event) => store.heard(event),
      onConnected: () => store.reread(),
      onHeard: (atMs) => {
        lastHeard.current = atMs;
        void store.linkHeard();
      },
      onSilence: () => store.linkFailed(),
    });
  }, [store, shopId]);

  return { store, state, lastHeardMs: () => lastHeard.current, tryNow: () => void store.linkHeard() };
};
