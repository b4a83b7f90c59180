import { type ApiClient, createApiClient } from '@zakpos/api-client';
import { type ActorView, routes } from '@zakpos/contracts';
import { fetch as expoFetch } from 'expo/fetch';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { Platform } from 'react-native';
import { anyRefusal, ask } from '../api/ask.ts';
import { requestLocale } from '../language/language.tsx';
import { readPreference, writePreference } from '../preferences/preferences.ts';
import { type Answer, silent } from '../till/answer.ts';
import { refreshToken, tokenDelivery } from './refresh-token.ts';

export type SessionState =
  | { phase: 'restoring' }
  /** A session may well exist, but the server does not answer. */
  | { phase: 'unreachable' }
  | { phase: 'signed_out' }
  | { phase: 'signed_in'; actor: ActorView };

export interface Session {
  state: SessionState;
  /** Origin of the server; empty for the page's own, null while a device was not told one. */
  serverAddress: string | null;
  api: ApiClient | null;
  connectTo: (address: string) => Promise<void>;
  signIn: (email: string, password: string) => Promise<Answer<null>>;
  signOut: () => Promise<void>;
  retry: () => void;
}

const SessionContext = createContext<Session | null>(null);
const streamingFetch = Platform.OS === 'web' ? fetch : expoFetch;
const ownOrigin = Platform.OS === 'web' ? '' : null;

export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ phase: 'restoring' });
  // Undefined until the device's setting was read.
  const [serverAddress, setServerAddress] = useState<string | null | undefined>(undefined);
  const [tries, setTries] = useState(0);

  useEffect(() => {
    void readPreference('server-address').then((kept) => setServerAddress(kept ?? ownOrigin));
  }, []);

  const api = useMemo(() => {
    if (serverAddress === undefined || serverAddress === null) return null;
    return createApiClient({
      baseUrl: serverAddress,
      locale: requestLocale,
      refreshToken,
      // React Native's own fetch gives no stream, and live events need one.
      fetch: streamingFetch,
      onSession: (tokens) => setState(tokens === null ? { phase: 'signed_out' } : { phase: 'signed_in', actor: tokens.actor }),
    });
  }, [serverAddress]);

  useEffect(() => {
    if (serverAddress === null) setState({ phase: 'signed_out' });
    let current = true;
    const restore = async (client: ApiClient) => {
      setState({ phase: 'restoring' });
      try {
        const tokens = await client.restore();
        if (current && tokens === null) setState({ phase: 'signed_out' });
      } catch {
        if (current) setState({ phase: 'unreachable' });
      }
    };
    if (api !== null) void restore(api);
    return () => {
      current = false;
    };
  }, [api, serverAddress, tries]);

  const connectTo = useCallback(async (address: string) => {
    const own = address === ownOrigin;
    await writePreference('server-address', own ? null : address);
    setServerAddress(address);
  }, []);

  const session = useMemo<Session>(
    () => ({
      state,
      serverAddress: serverAddress ?? null,
      api,
      connectTo,
      signIn: async (email, password) => {
        if (api === null) return silent;
        return ask(async (signal) => {
          const tokens = await api.call(routes.signIn, { body: { email, password, tokenDelivery }, signal });
          await api.adopt(tokens);
          return null;
        }, anyRefusal);
      },
      signOut: async () => api?.signOut(),
      retry: () => setTries((n) => n + 1),
    }),
    [state, serverAddress, api, connectTo],
  );
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

export const useSession = (): Session => {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession needs a SessionProvider above it.');
  return session;
};
