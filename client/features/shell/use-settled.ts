'use client';
import { useEffect, useState } from 'react';

/** The value once it has not changed for `delayMs`: for a search that follows the typing. */
export const useSettled = <T>(value: T, delayMs = 200): T => {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return settled;
};
