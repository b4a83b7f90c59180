import { type ProblemCode, problems, type Route } from '@zakpos/contracts';
import { problemType } from '../errors/problem.ts';

const always: ProblemCode[] = ['invalid_request', 'rate_limited', 'internal_error', 'unavailable'];
const withBody: ProblemCode[] = ['malformed_json', 'unsupported_media_type', 'body_too_large'];
const signedIn: ProblemCode[] = ['unauthenticated', 'token_expired', 'session_revoked', 'member_disabled'];
const idempotent: ProblemCode[] = ['idempotency_key_required', 'idempotency_key_reused'];

/** Every code that a route may answer with: its own, and those of the edge that all requests pass. */
export function problemCodesOf(route: Route): ProblemCode[] {
  const codes = [
    ...always,
    // Any request can carry a body that cannot be read.
    ...withBody,
    ...(route.access === 'public' ? [] : signedIn),
    ...(route.access === 'public' || route.access === 'signed_in' ? [] : (['permission_denied'] as const)),
    ...(route.idempotent ? idempotent : []),
    // An empty segment is no parameter, and so another address.
    ...(route.path.includes('{') ? (['route_not_found'] as const) : []),
    ...route.problems,
  ];
  return [...new Set(codes)];
}

const retryAfter = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } } };

/** One response a status, listing its codes with what they say. */
export function problemResponses(route: Route): Record<string, unknown> {
  const byStatus = Map.groupBy(problemCodesOf(route), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\`: ${problems[code].en.join(' ')}`).join('\n\n'),
        ...(status === 429 || status === 503 ? { headers: retryAfter } : {}),
        content: {
          'application/problem+json': {
            schema: {
              allOf: [
                { $ref: '#/components/schemas/ProblemDetails' },
                { type: 'object', properties: { code: { enum: codes }, type: { enum: codes.map(problemType) } } },
              ],
            },
          },
        },
      },
    ]),
  );
}
