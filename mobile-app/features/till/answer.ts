import type { ProblemDetails } from '@zakpos/contracts';

/**
 * What came of asking the server. `refused` is its final word; `silent` means that nobody knows whether it acted: no answer came,
 * or one that says to ask again (a proxy's error, overload). Only the same request with the same key may follow a silence.
 */
export type Answer<T> = { kind: 'ok'; value: T } | { kind: 'refused'; problem: ProblemDetails } | { kind: 'silent' };

export const ok = <T>(value: T): Answer<T> => ({ kind: 'ok', value });
export const silent = { kind: 'silent' } as const satisfies Answer<never>;

/** An answer that is not what was asked for. */
export type Failed = Exclude<Answer<never>, { kind: 'ok' }>;
