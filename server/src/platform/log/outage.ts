import { describeError } from './logger.ts';

/** What is tried again and again fails again and again for the same reason: each is worth one line, until it goes well. */
export class Outage {
  readonly #told = new Set<string>();
  #failures = 0;

  /** Notes a failure. @returns whether its reason is new in this outage, and how many failures that makes. */
  add(error: unknown): { readonly isNew: boolean; readonly failures: number } {
    this.#failures += 1;
    const reason = describeError(error);
    const isNew = !this.#told.has(reason);
    this.#told.add(reason);
    return { isNew, failures: this.#failures };
  }

  /** It went well. @returns how many failures lie behind it. */
  end(): number {
    const failures = this.#failures;
    this.#failures = 0;
    this.#told.clear();
    return failures;
  }
}
