import { NextResponse, type NextRequest } from 'next/server';
import { contentSecurityPolicy, fixedSecurityHeaders, strictTransportSecurity } from './security-headers.ts';

/** Gives every page its own nonce and the security headers; Next.js reads the nonce from the request's policy header. */
export const proxy = (request: NextRequest): NextResponse => {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === 'development');

  const headers = new Headers(request.headers);
  headers.set('Content-Security-Policy', policy);
  const response = NextResponse.next({ request: { headers } });

  response.headers.set('Content-Security-Policy', policy);
  for (const { key, value } of fixedSecurityHeaders) response.headers.set(key, value);
  const scheme = request.headers.get('x-forwarded-proto') ?? request.nextUrl.protocol.replace(':', '');
  if (scheme === 'https') response.headers.set('Strict-Transport-Security', strictTransportSecurity);
  return response;
};

export const config = {
  // Calls to the API pass by: this function's body copy is cut at 10 MB, and a catalogue may be larger.
  matcher: ['/((?!_next/static/|v1/|docs|openapi.json).*)'],
};
