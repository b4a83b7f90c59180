import { ApiProblem, LinkLost } from '@zakpos/api-client';
import { problems, type ProblemCode } from '@zakpos/contracts';
import type { Language } from '@/i18n/languages.ts';
import type en from '@/messages/en.json';

/** Codes whose remedy in the contract speaks to a program; these speak to the person at the screen instead. */
type OwnRemedy = keyof (typeof en)['remedies'];
type ForPerson = Extract<ProblemCode, OwnRemedy>;

export type ProblemText =
  | { kind: 'link_lost' }
  | { kind: 'bug'; message: string }
  | {
      kind: 'refused';
      code: ProblemCode;
      title: string;
      remedy: string;
      own: ForPerson | undefined;
      traceId: string | undefined;
    };

const ownRemedies: Record<ForPerson, true> = {
  body_too_large: true,
  not_found: true,
  rate_limited: true,
  sign_in_locked: true,
  token_expired: true,
  cart_version_stale: true,
  total_mismatch: true,
  csv_rows_invalid: true,
  payment_reference_used: true,
  idempotency_key_required: true,
  idempotency_key_reused: true,
  malformed_json: true,
  route_not_found: true,
  method_not_allowed: true,
  unsupported_media_type: true,
  invalid_request: true,
  refund_mismatch: true,
};
const isOwn = (code: ProblemCode): code is ForPerson => code in ownRemedies;

/** What to tell a person about a failed call, in the reader's language: what happened, and what to do. */
export const problemText = (error: unknown, language: Language): ProblemText => {
  if (error instanceof LinkLost) return { kind: 'link_lost' };
  if (!(error instanceof ApiProblem)) return { kind: 'bug', message: error instanceof Error ? error.message : String(error) };
  const { code, traceId } = error.problem;
  const [title, remedy] = problems[code][language];
  return { kind: 'refused', code, title, remedy, own: isOwn(code) ? code : undefined, traceId };
};

/** The server itself failed; whether it stored anything, only a repetition with the same key tells. */
export const isServerFault = (error: unknown): boolean => error instanceof ApiProblem && error.problem.status >= 500;

/** No answer came, or only that of something between: the link is away, and a write may have been stored all the same. */
export const isAnswerUnknown = (error: unknown): boolean =>
  error instanceof LinkLost || (error instanceof ApiProblem && error.problem.code === 'unavailable');
