import { useEffect, useRef } from 'react';
import { Platform } from 'react-native';
import { createBurstReader, keyCharacter } from './scan-burst.ts';

const silenceMs = 150;
const lateMs = 30;

interface Leak {
  field: HTMLInputElement;
  text: string;
}

const focusedField = (): Leak | null => {
  const field = document.activeElement;
  return field instanceof HTMLInputElement ? { field, text: field.value } : null;
};

/** Gives a field its text back through the setter that React watches, so that the field's own state follows. */
const giveBack = ({ field, text }: Leak): void => {
  if (field.value === text) return;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
};

const listenForScanner = (onCode: (code: string) => void): (() => void) => {
  const reader = createBurstReader();
  let leak: Leak | null = null;
  let lastMs = 0;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const finish = (timeMs: number): boolean => {
    clearTimeout(silence);
    const code = reader.end(timeMs);
    if (code === null) return false;
    if (leak !== null) giveBack(leak);
    leak = null;
    onCode(code);
    return true;
  };
  const awaitSilence = () => {
    const dueMs = performance.now() + silenceMs;
    silence = setTimeout(() => {
      const nowMs = performance.now();
      // A timer that comes late waited behind something long, and keys of the same run may wait behind it.
      if (nowMs > dueMs + lateMs) awaitSilence();
      else finish(nowMs);
    }, silenceMs);
  };
  // Times are when a key was pressed, not when the page came to it: it may be busy drawing the row before.
  const feed = (character: string, timeMs: number) => {
    // The silence may be over while its timer still waits for its turn.
    if (timeMs - lastMs > silenceMs) finish(lastMs + silenceMs);
    lastMs = timeMs;
    const field = focusedField();
    if (reader.character(character, timeMs)) leak = field;
    clearTimeout(silence);
    awaitSilence();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === 'Tab') {
      if (!finish(event.timeStamp)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const character = keyCharacter(event.code, event.key, event.shiftKey);
    if (character !== null) feed(character, event.timeStamp);
  };
  // Android's keyboards name no key; what they type is seen only here, before it reaches the field.
  const onBeforeInput = (event: InputEvent) => {
    if (lastKeyWasNamed || event.data === null) return;
    for (const character of event.data) feed(character, event.timeStamp);
  };
  let lastKeyWasNamed = false;
  const onAnyKey = (event: KeyboardEvent) => {
    lastKeyWasNamed = event.key !== 'Unidentified';
    if (lastKeyWasNamed) onKeyDown(event);
  };
  window.addEventListener('keydown', onAnyKey, true);
  window.addEventListener('beforeinput', onBeforeInput, true);
  return () => {
    clearTimeout(silence);
    window.removeEventListener('keydown', onAnyKey, true);
    window.removeEventListener('beforeinput', onBeforeInput, true);
  };
};

/**
 * Hears a scanner that types like a keyboard, wherever the focus is, in a browser; its keys press nothing, and a field that
 * they leaked into gets its text back. On a device the scan field itself is where a scanner types.
 */
export const useWedge = (onCode: (code: string) => void): void => {
  const latest = useRef(onCode);
  useEffect(() => {
    latest.current = onCode;
  }, [onCode]);
  useEffect(() => (Platform.OS === 'web' ? listenForScanner((code) => latest.current(code)) : undefined), []);
};
