'use client';
import { useSyncExternalStore } from 'react';
import type { ActorView, Permission } from '@zakpos/contracts';
import { currentSession, watchSession, type SessionState } from './session-store.ts';

const restoring: SessionState = { status: 'restoring' };

export const useSession = (): SessionState => useSyncExternalStore(watchSession, currentSession, () => restoring);

/** Who is signed in; only below `SignedIn`. */
export const useActor = (): ActorView => {
  const session = useSession();
  if (session.status !== 'signed_in') throw new Error('useActor outside SignedIn');
  return session.actor;
};

export const useMay = (permission: Permission): boolean => useActor().permissions.includes(permission);
