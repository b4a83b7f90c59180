import { useCallback, useEffect, useState } from 'react';
import type { Answer } from '../till/answer.ts';

export interface Asked<T> {
  /** Null until the first answer. */
  answer: Answer<T> | null;
  again: () => void;
}

/** Asks when `question` changes or `again` is called, and holds the latest answer. `question` must be stable between renders. */
export const useAnswer = <T>(question: () => Promise<Answer<T>>): Asked<T> => {
  const [answer, setAnswer] = useState<Answer<T> | null>(null);
  const [times, setTimes] = useState(0);
  useEffect(() => {
    let current = true;
    const put = async () => {
      const given = await question();
      if (current) setAnswer(given);
    };
    void put();
    return () => {
      current = false;
    };
  }, [question, times]);
  const again = useCallback(() => setTimes((n) => n + 1), []);
  return { answer, again };
};
