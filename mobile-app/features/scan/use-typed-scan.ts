import { useEffect, useRef } from 'react';
import { Platform } from 'react-native';
import { createBurstReader } from './scan-burst.ts';

const silenceMs = 150;

interface Options {
  text: string;
  setText: (text: string) => void;
  onCode: (code: string) => void;
}

export interface TypedScan {
  /** Takes the field's changes. */
  change: (next: string) => void;
  /** To be called at Enter: true when a scanner typed what the field held, which then has its former text back. */
  takeScan: () => boolean;
}

/**
 * Tells a scanner from a person in a text field of a device, where no key is heard outside of fields. In a browser `useWedge`
 * does so for all fields at once, and this changes nothing.
 */
export const useTypedScan = ({ text, setText, onCode }: Options): TypedScan => {
  const reader = useRef(createBurstReader());
  const current = useRef(text);
  const before = useRef(text);
  const silence = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    current.current = text;
  }, [text]);
  useEffect(() => () => clearTimeout(silence.current), []);

  const takeScan = (): boolean => {
    clearTimeout(silence.current);
    const code = reader.current.end(performance.now());
    if (code === null) return false;
    current.current = before.current;
    setText(before.current);
    onCode(code);
    return true;
  };
  const change = (next: string): void => {
    const added = next.startsWith(current.current) ? next.slice(current.current.length) : '';
    if (Platform.OS !== 'web') {
      for (const character of added) {
        if (reader.current.character(character, performance.now())) before.current = current.current;
      }
      clearTimeout(silence.current);
      silence.current = setTimeout(takeScan, silenceMs);
    }
    current.current = next;
    setText(next);
  };
  return { change, takeScan };
};
