import type { ActorView } from '@zakpos/contracts';

/** `restoring` until the cookie's refresh token was tried; `unreachable` when that got no answer. */
export type SessionState =
  | { status: 'restoring' }
  | { status: 'unreachable' }
  | { status: 'signed_out' }
  | { status: 'signed_in'; actor: ActorView };

let state: SessionState = { status: 'restoring' };
const listeners = new Set<() => void>();

const set = (next: SessionState) => {
  state = next;
  for (const listener of listeners) listener();
};

export const sessionBegan = (actor: ActorView): void => set({ status: 'signed_in', actor });
export const sessionEnded = (): void => set({ status: 'signed_out' });
export const sessionUnreachable = (): void => set({ status: 'unreachable' });
export const sessionRestoring = (): void => set({ status: 'restoring' });

export const currentSession = (): SessionState => state;
export const watchSession = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
