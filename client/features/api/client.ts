import { createApiClient } from '@zakpos/api-client';
import { sessionEnded, sessionBegan } from '../session/session-store.ts';

const pageLocale = () => (document.documentElement.lang === 'bn' ? 'bn' : 'en');

// Two tabs share the cookie: were both to send it at once, the second would look like a stolen token.
const fetchOneRefreshAtATime: typeof fetch = (input, init) => {
  const isRefresh = typeof input === 'string' && input.endsWith('/auth/refresh');
  // Locks exist only on https and localhost.
  if (!isRefresh || !('locks' in navigator)) return fetch(input, init);
  return navigator.locks.request('zakpos-refresh', () => fetch(input, init));
};

/** The one connection of this page to the API. The access token lives in its memory only, the refresh token in an HttpOnly cookie. */
export const api = createApiClient({
  baseUrl: '',
  locale: pageLocale,
  refreshToken: 'cookie',
  onSession: (session) => (session === null ? sessionEnded() : sessionBegan(session.actor)),
  fetch: fetchOneRefreshAtATime,
});
