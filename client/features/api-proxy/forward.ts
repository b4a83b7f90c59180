import { problems } from '@zakpos/contracts';
import { apiUrl } from '../../server-environment.ts';

// RFC 9110, 7.6.1: they speak of one connection only. fetch sets its own, and decodes the body itself.
const connectionHeaders = ['connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'host', 'expect'];

const withoutConnectionHeaders = (source: Headers): Headers => {
  const headers = new Headers(source);
  for (const name of connectionHeaders) headers.delete(name);
  return headers;
};

/**
 * Passes a request on to the API and its answer back, both as streams, so that the browser has one origin,
 * server-sent events arrive at once and an upload has no size limit here.
 * Answers 502 as problem+json when the API cannot be reached.
 */
export const forwardToApi = async (request: Request): Promise<Response> => {
  const { pathname, search } = new URL(request.url);
  const headers = withoutConnectionHeaders(request.headers);
  // Asked for plain, since fetch would decode a compressed body and leave a wrong length.
  headers.set('accept-encoding', 'identity');
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const init: RequestInit & { duplex?: 'half' } = {
    method: request.method,
    headers,
    cache: 'no-store',
    redirect: 'manual',
    signal: request.signal,
    ...(hasBody ? { body: request.body, duplex: 'half' } : {}),
  };
  try {
    const answer = await fetch(new URL(pathname + search, apiUrl()), init);
    return new Response(answer.body, { status: answer.status, headers: withoutConnectionHeaders(answer.headers) });
  } catch (error) {
    if (request.signal.aborted) return new Response(null, { status: 499 });
    console.error('the API did not answer', error);
    const [title, remedy] = problems.unavailable[request.headers.get('accept-language') === 'bn' ? 'bn' : 'en'];
    return Response.json(
      { type: 'urn:zakpos:problem:unavailable', title, status: 502, code: 'unavailable', detail: remedy },
      { status: 502, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' } },
    );
  }
};
