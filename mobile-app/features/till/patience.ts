import type { Answer } from './answer.ts';

/** Pauses before a request whose answer did not come is sent again; the last one repeats. */
export const retryPausesMs = [1_000, 2_000, 4_000, 8_000] as const;

export interface Patience {
  /** Asks until the server answers. Null once `stop` was called, for then nobody waits for the answer any more. */
  insist<T>(ask: () => Promise<Answer<T>>): Promise<Exclude<Answer<T>, { kind: 'silent' }> | null>;
  /** Ends the pause that is running. */
  tryNow(): void;
  stop(): void;
}

interface Events {
  onAnswer: () => void;
  onSilence: () => void;
}

/** Repeats what was not answered, always as the very same request. */
export const createPatience = ({ onAnswer, onSilence }: Events, pausesMs: readonly number[] = retryPausesMs): Patience => {
  let stopped = false;
  const endPauses = new Set<() => void>();
  const pause = (timeMs: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        endPauses.delete(end);
        resolve();
      };
      const timer = setTimeout(end, timeMs);
      endPauses.add(end);
    });
  const tryNow = () => {
    for (const end of endPauses) end();
  };
  return {
    async insist(ask) {
      for (let attempt = 0; ; attempt++) {
        if (stopped) return null;
        const answer = await ask();
        if (stopped) return null;
        if (answer.kind !== 'silent') {
          onAnswer();
          return answer;
        }
        onSilence();
        await pause(pausesMs[Math.min(attempt, pausesMs.length - 1)] ?? 0);
      }
    },
    tryNow,
    stop() {
      stopped = true;
      tryNow();
    },
  };
};
