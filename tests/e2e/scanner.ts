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
  await page.evaluate((typed) => {
    const target = document.activeElement ?? document.body;
    for (const key of [...typed.split(''), 'Enter']) {
      const init = { key, code: key === 'Enter' ? 'Enter' : '', bubbles: true, cancelable: true };
      target.dispatchEvent(new KeyboardEvent('keydown', init));
      target.dispatchEvent(new KeyboardEvent('keyup', init));
    }
  }, text);
};

/** Android's keyboards say only "Unidentified"; the text arrives as input. */
export const scanByAndroid = async (page: Page, code: string): Promise<void> => {
  await page.evaluate((typed) => {
    const field = document.activeElement;
    if (!(field instanceof HTMLInputElement)) throw new Error('Android needs a field in focus');
    for (const data of typed) {
      const key = { key: 'Unidentified', code: '', keyCode: 229, bubbles: true, cancelable: true };
      field.dispatchEvent(new KeyboardEvent('keydown', key));
      field.dispatchEvent(new InputEvent('beforeinput', { data, inputType: 'insertText', bubbles: true, cancelable: true }));
      // Past the watch that React keeps on the value, as the browser itself writes it.
      field.setRangeText(data, field.value.length, field.value.length, 'end');
      field.dispatchEvent(new InputEvent('input', { data, inputType: 'insertText', bubbles: true }));
      field.dispatchEvent(new KeyboardEvent('keyup', key));
    }
  }, code);
  await page.waitForTimeout(200);
};
