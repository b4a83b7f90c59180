/**
 * Runs once when the server starts. Next.js believes whatever X-Forwarded-For a caller sends; the API slows down and locks
 * addresses, so the caller's real one is added at its end, as every proxy on the way does.
 */
export const register = async (): Promise<void> => {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { appendCallerAddress } = await import('./features/api-proxy/caller-address.ts');
  appendCallerAddress();
};
