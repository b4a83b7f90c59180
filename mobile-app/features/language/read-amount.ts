import { DomainError, parseTaka } from '@zakpos/domain';

/** Paisa of what was typed in either script, or null where it is no amount; empty is not zero. */
export const readAmount = (typed: string): number | null => {
  try {
    return parseTaka(typed);
  } catch (cause) {
    if (cause instanceof DomainError) return null;
    throw cause;
  }
};
