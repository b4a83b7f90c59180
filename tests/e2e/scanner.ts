import type { CDPSession, Page } from '@playwright/test';

const sessions = new WeakMap<Page, Promise<CDPSession>>();
const sessionOf = (page: Page): Promise<CDPSession> => {
  const known = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, known);
  return known;
};

const keyOf = (character: string) => {
  const code = /\d/.test(character) ? `Digit${character}` : `Key${character.toUpperCase()}`;
  return { key: character, code, windowsVirtualKeyCode: character.toUpperCase().charCodeAt(0) };
};
const gapSeconds = 0.008;
const endKeys = {
  Enter: { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' },
  Tab: { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 },
};

/**
 * Types a code as a keyboard-wedge scanner does, ended by Enter, by Tab or by silence. The keys carry a scanner's time stamps:
 * a busy test machine would else pause longer between two of them than any scanner does.
 */
export const scan = async (page: Page, code: string, end: 'Enter' | 'Tab' | 'silence' = 'Enter'): Promise<void> => {
  const session = await sessionOf(page);
  const keys = [
    ...code.split('').map((character) => ({ ...keyOf(character), text: character })),
    ...(end === 'silence' ? [] : [endKeys[end]]),
  ];
  const startSeconds = Date.now() / 1000;
  const sent = keys.flatMap((key, index) => {
    const timestamp = startSeconds + index * gapSeconds;
    const { text: _, ...released } = { text: '', ...key };
    return [
      session.send('Input.dispatchKeyEvent', { type: 'keyDown', timestamp, ...key }),
      session.send('Input.dispatchKeyEvent', { type: 'keyUp', timestamp, ...released }),
    ];
  });
  await Promise.all(sent);
  if (end === 'silence') await page.waitForTimeout(300);
};

/** Keys as a Bangla input method gives them, which a test browser cannot press: the character, and no place of a key. */
export const scanByInputMethod = async (page: Page, text: string): Promise<void> => {
  await page.evaluate(
    ({ typed, gapMs }) => {
      const target = document.activeElement ?? document.body;
      const startMs = performance.now();
      for (const [index, key] of [...typed.split(''), 'Enter'].entries()) {
        const init = { key, code: key === 'Enter' ? 'Enter' : '', bubbles: true, cancelable: true };
        const pressed = new KeyboardEvent('keydown', init);
        Object.defineProperty(pressed, 'timeStamp', { value: startMs + index * gapMs });
        target.dispatchEvent(pressed);
        target.dispatchEvent(new KeyboardEvent('keyup', init));
      }
    },
    { typed: text, gapMs: gapSeconds * 1000 },
  );
};

/** Android's keyboards say only "Unidentified"; the text arrives as input. */
export const scanByAndroid = async (page: Page, code: string): Promise<void> => {
  await page.evaluate(
    ({ typed, gapMs }) => {
      const field = document.activeElement;
      if (!(field instanceof HTMLInputElement)) throw new Error('Android needs a field in focus');
      const startMs = performance.now();
      for (const [index, data] of typed.split('').entries()) {
        const key = { key: 'Unidentified', code: '', keyCode: 229, bubbles: true, cancelable: true };
        field.dispatchEvent(new KeyboardEvent('keydown', key));
        field.dispatchEvent(new InputEvent('beforeinput', { data, inputType: 'insertText', bubbles: true, cancelable: true }));
        // Past the watch that React keeps on the value, as the browser itself writes it.
        field.setRangeText(data, field.value.length, field.value.length, 'end');
        const arrived = new InputEvent('input', { data, inputType: 'insertText', bubbles: true });
        Object.defineProperty(arrived, 'timeStamp', { value: startMs + index * gapMs });
        field.dispatchEvent(arrived);
        field.dispatchEvent(new KeyboardEvent('keyup', key));
      }
    },
    { typed: code, gapMs: gapSeconds * 1000 },
  );
  await page.waitForTimeout(300);
};
