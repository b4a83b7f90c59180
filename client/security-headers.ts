/** Headers that are the same for every answer of the web app. */
export const fixedSecurityHeaders: { key: string; value: string }[] = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
];

/** Two years, as browsers' preload lists ask; sent only over https, where alone it means anything. */
export const strictTransportSecurity = 'max-age=63072000; includeSubDomains';

/**
 * The policy for one page: only scripts that carry this request's nonce, and what they load, may run.
 * @param development React's development build evaluates strings and injects styles; the production build does neither.
 */
export const contentSecurityPolicy = (nonce: string, development = false): string =>
  [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    development ? `style-src 'self' 'unsafe-inline'` : `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self'`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
