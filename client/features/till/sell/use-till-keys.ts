'use client';
import { useEffect, useEffectEvent } from 'react';

export interface TillKeys {
  entry: () => void;
  quantity: () => void;
  hold: () => void;
  pay: () => void;
  back: () => void;
  select: (difference: 1 | -1) => void;
  remove: () => void;
  /** Enter where it presses nothing else. */
  enter: () => void;
  /** Any key at all: the change of the sale before has been seen. */
  any: () => void;
}

const isEmptyField = (target: EventTarget | null): boolean => target instanceof HTMLInputElement && target.value === '';
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('button, a, dialog') !== null;

/**
 * The till's keys (F2, F4, F8, F9, Esc, arrows, Delete). No other function key is taken: they are the browser's or a Bangla
 * input method's. Signs such as + and * come from the scanner's ear, which knows whether they stand alone.
 */
export const useTillKeys = (keys: TillKeys): void => {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector('dialog[open]')) return;
    // Tab, Shift, Enter and Space lead to the receipt's link; every other key means the next customer.
    const leads = ['Tab', 'Shift'].includes(event.key) || (isControl(event.target) && ['Enter', ' '].includes(event.key));
    if (!leads) keys.any();
    const mayMove = !isTyping(event.target) || isEmptyField(event.target);
    const actions: Record<string, (() => void) | undefined> = {
      F2: keys.entry,
      F4: keys.quantity,
      F8: keys.hold,
      F9: keys.pay,
      Escape: keys.back,
      Enter: isControl(event.target) ? undefined : keys.enter,
      ArrowUp: mayMove ? () => keys.select(-1) : undefined,
      ArrowDown: mayMove ? () => keys.select(1) : undefined,
      Delete: mayMove ? keys.remove : undefined,
    };
    const action = actions[event.key];
    if (!action) return;
    // F4 opens the address list in Edge, F9 the reader in Firefox.
    if (event.key !== 'Enter') event.preventDefault();
    if (!event.repeat || event.key.startsWith('Arrow')) action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
};
