import { ApiProblem } from '@zakpos/api-client';
import type { ProblemDetails } from '@zakpos/contracts';
import { type Answer, ok, silent } from '../till/answer.ts';

/** From pressing to the last byte of the answer. */
const answerTimeoutMs = 20_000;

/**
 * Makes one call and tells a refusal from a silence. `isFinal` says which refusals end the matter; any other failure, a bug
 * included, leaves unknown whether the server acted.
 */
export const ask = async <T>(
  call: (signal: AbortSignal) => Promise<T>,
  isFinal: (problem: ProblemDetails) => boolean = saysNo,
): Promise<Answer<T>> => {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), answerTimeoutMs);
  try {
    return ok(await call(late.signal));
  } catch (cause) {
    return cause instanceof ApiProblem && isFinal(cause.problem) ? { kind: 'refused', problem: cause.problem } : silent;
  } finally {
    clearTimeout(timer);
  }
};

/**
 * A refusal is the server's word about the request itself. That the session ended, the member was disabled, or the server has
 * too much to do or failed, says nothing of whether an earlier try of the same request took place.
 */
export const saysNo = ({ status, code }: ProblemDetails): boolean =>
  status < 500 && status !== 401 && status !== 429 && code !== 'member_disabled';

/** Of a read or of a sign-in, each refusal may be shown as it is. */
export const anyRefusal = (): boolean => true;
