'use client';
import { useEffect, useEffectEvent } from 'react';
import { BurstDetector, characterOf, defaultScanLimits, type BurstEnd, type ScanLimits } from './scan-burst.ts';

/** A lone character outside a burst may be a shortcut; this long nothing may follow it. Shorter than a cashier notices. */
const loneKeyMs = 60;
/** How much later than it was pressed a key may be delivered. */
const latenessMs = 50;

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** What a field held before a burst leaked into it. */
interface FieldState {
  field: TextField;
  value: string;
  selection: [number, number] | undefined;
}

const isTextField = (target: EventTarget | null): target is TextField =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'submit', 'file'].includes(target.type));

const stateOf = (field: TextField): FieldState => {
  const { value, selectionStart, selectionEnd } = field;
  return {
    field,
    value,
    selection: selectionStart === null || selectionEnd === null ? undefined : [selectionStart, selectionEnd],
  };
};

// React watches the value property of its own inputs, so the prototype's setter and an event are needed for it to notice.
const giveBack = ({ field, value, selection }: FieldState) => {
  if (!field.isConnected || field.value === value) return;
  const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
  if (selection) field.setSelectionRange(...selection);
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'historyUndo' }));
};

interface ScannerOptions {
  onScan: (code: string) => void;
  onWrongKeyboard: () => void;
  /**
   * What a character key means when it stands alone, given where it was pressed and what the field there held; undefined if it is
   * plain text. It is kept out of the field at once, and done as soon as no burst follows.
   */
  shortcut?: (character: string, target: HTMLElement | null, valueBefore: string) => (() => void) | undefined;
  limits?: ScanLimits;
}

/**
 * Hears a keyboard-wedge scanner in any focus. A burst's keys, its Enter too, act on nothing else, and a field that they
 * leaked into gets its text back.
 */
export const useScanner = ({ onScan, onWrongKeyboard, shortcut, limits = defaultScanLimits }: ScannerOptions): void => {
  const finish = useEffectEvent((end: BurstEnd) => {
    if (end.kind === 'scan') onScan(end.code);
    if (end.kind === 'wrong_keyboard') onWrongKeyboard();
  });
  const shortcutOf = useEffectEvent((character: string, target: HTMLElement | null, valueBefore: string) =>
    shortcut?.(character, target, valueBefore),
  );

  useEffect(() => {
    const detector = new BurstDetector(limits);
    let before: FieldState | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    // Shortcuts that wait whether a burst follows. Several may: a sign is pressed again faster than a burst ends.
    const waiting = new Set<ReturnType<typeof setTimeout>>();
    let onlyShortcuts = false;
    // Set while a key goes its own way, so that the input event it causes is not counted a second time.
    let keyCounted = false;
    const values = new WeakMap<TextField, string>();

    const dropWaiting = () => {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    };

    const end = (result: BurstEnd) => {
      clearTimeout(silence);
      dropWaiting();
      if (result.kind !== 'text' && before) giveBack(before);
      before = undefined;
      finish(result);
    };

    // What is no scan yet stays: a busy device may deliver the next key late, and its time stamp tells that it belongs here.
    const endBySilence = () => {
      if (detector.isScanSoFar()) end(detector.endBySilence());
    };

    const take = (text: string, atMs: number, fieldBefore: FieldState | undefined): boolean => {
      const begins = detector.add(text, atMs);
      if (begins) before = fieldBefore;
      clearTimeout(silence);
      silence = setTimeout(endBySilence, limits.maxGapMs + latenessMs);
      return begins;
    };

    const onKeyDown = (event: KeyboardEvent) => {
      keyCounted = false;
      // A key held down repeats as fast as a scanner types.
      if (event.repeat) return;
      if (event.key === 'Enter' || event.key === 'Tab') {
        if (!detector.looksLikeScan(event.timeStamp)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        end(detector.end(event.timeStamp));
        return;
      }
      const character = characterOf(event);
      if (character === undefined) return;
      const field = isTextField(event.target) ? event.target : undefined;
      keyCounted = field !== undefined;
      const begins = take(character, event.timeStamp, field && stateOf(field));
      const target = event.target instanceof HTMLElement ? event.target : null;
      const valueBefore = field?.value ?? '';
      onlyShortcuts = (begins || onlyShortcuts) && shortcutOf(character, target, valueBefore) !== undefined;
      if (onlyShortcuts) {
        event.preventDefault();
        const timer = setTimeout(() => {
          waiting.delete(timer);
          // Asked again now, since what it acts on may have changed meanwhile.
          shortcutOf(character, target, valueBefore)?.();
        }, loneKeyMs);
        waiting.add(timer);
      } else dropWaiting();
      // Outside a field a burst's space would press the button in focus, and a letter would choose in a list.
      if (!field && !begins) event.preventDefault();
    };

    // Android's keyboards hide which key it was: there only the text that arrived tells.
    const onBeforeInput = (event: Event) => {
      if (isTextField(event.target)) values.set(event.target, event.target.value);
    };
    const onInput = (event: Event) => {
      if (!isTextField(event.target) || !(event instanceof InputEvent) || event.inputType === 'historyUndo') return;
      const counted = keyCounted;
      keyCounted = false;
      if (counted || !event.inputType.startsWith('insert') || event.inputType === 'insertFromPaste') return;
      const field = event.target;
      const old = values.get(field) ?? '';
      const added = field.value.startsWith(old) ? field.value.slice(old.length) : (event.data ?? '');
      // Several letters at once are a word that the keyboard suggested, not a scan.
      if (added === '' || (added.length > 1 && !/^[\d০-৯]+$/.test(added))) return;
      take(added, event.timeStamp, { field, value: old, selection: undefined });
    };

    window.addEventListener('keydown', onKeyDown, true);
    window.addEventListener('beforeinput', onBeforeInput, true);
    window.addEventListener('input', onInput, true);
    return () => {
      clearTimeout(silence);
      dropWaiting();
      window.removeEventListener('keydown', onKeyDown, true);
      window.removeEventListener('beforeinput', onBeforeInput, true);
      window.removeEventListener('input', onInput, true);
    };
  }, [limits]);
};
