import { apiUrl } from '@/server-environment.ts';

export const dynamic = 'force-dynamic';

const timeoutMs = 2_000;

/** Says that this process serves, and in how many milliseconds the API answered; 503 when it did not. */
export const GET = async (): Promise<Response> => {
  const startedAt = performance.now();
  const reachable = await fetch(new URL('/health/live', apiUrl()), { cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) })
    .then((answer) => answer.ok)
    .catch(() => false);
  const api = reachable ? { status: 'ok', ms: Math.round(performance.now() - startedAt) } : { status: 'unreachable' };
  return Response.json(
    { status: reachable ? 'ok' : 'degraded', uptimeSeconds: Math.round(process.uptime()), api },
    { status: reachable ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
};
