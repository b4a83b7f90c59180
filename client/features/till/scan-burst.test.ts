import { describe, expect, test } from 'vitest';
import { BurstDetector, characterOf, type KeyPress } from './scan-burst.ts';

const feed = (detector: BurstDetector, text: string, gapMs: number, fromMs = 0): number => {
  let atMs = fromMs;
  for (const character of text) {
    detector.add(character, atMs);
    atMs += gapMs;
  }
  return atMs - gapMs;
};

const press = (part: Partial<KeyPress>): KeyPress => ({
  key: '',
  code: '',
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...part,
});

describe('a burst', () => {
  test('of a fast scanner is a scan', () => {
    const detector = new BurstDetector();
    const last = feed(detector, '8941100500019', 8);
    expect(detector.end(last + 5)).toEqual({ kind: 'scan', code: '8941100500019' });
  });

  test('of a slow Bluetooth scanner at the limit is a scan', () => {
    const detector = new BurstDetector();
    feed(detector, '894110', 50);
    expect(detector.endBySilence()).toEqual({ kind: 'scan', code: '894110' });
  });

  test('with one long pause that the mean bears is still a scan', () => {
    const detector = new BurstDetector();
    const last = feed(detector, '89411', 10);
    feed(detector, '00500019', 10, last + 150);
    expect(detector.endBySilence().kind).toBe('scan');
  });

  test('slower than the mean is typing', () => {
    const detector = new BurstDetector();
    const last = feed(detector, '8941100', 51);
    expect(detector.end(last + 20)).toEqual({ kind: 'text', text: '8941100' });
  });

  test('of five characters is typing', () => {
    const detector = new BurstDetector();
    feed(detector, '12345', 5);
    expect(detector.endBySilence().kind).toBe('text');
  });

  test('starts anew after a pause over 150 ms', () => {
    const detector = new BurstDetector();
    const last = feed(detector, 'abc', 10);
    expect(detector.add('8', last + 151)).toBe(true);
    feed(detector, '94110', 10, last + 161);
    expect(detector.endBySilence()).toEqual({ kind: 'scan', code: '894110' });
  });

  test('is not one when Enter comes after more than 150 ms', () => {
    const detector = new BurstDetector();
    const last = feed(detector, '8941100500019', 8);
    expect(detector.end(last + 151).kind).toBe('text');
  });

  test('that arrives as one piece of text counts each character', () => {
    const detector = new BurstDetector();
    detector.add('8941100500019', 0);
    expect(detector.end(2)).toEqual({ kind: 'scan', code: '8941100500019' });
  });

  test('leaves nothing for the next one', () => {
    const detector = new BurstDetector();
    const last = feed(detector, '111111', 5);
    detector.end(last);
    feed(detector, '222222', 5, last + 3);
    expect(detector.endBySilence()).toEqual({ kind: 'scan', code: '222222' });
  });

  test('in Bangla digits gives Latin digits', () => {
    const detector = new BurstDetector();
    feed(detector, '১২৩৪৫৬৭৮', 5);
    expect(detector.endBySilence()).toEqual({ kind: 'scan', code: '12345678' });
  });

  test('in Bangla letters says that the keyboard is wrong', () => {
    const detector = new BurstDetector();
    feed(detector, 'কখগঘঙচ১২', 5);
    expect(detector.endBySilence()).toEqual({ kind: 'wrong_keyboard' });
  });
});

describe('the character of a key', () => {
  test.each([
    ['the place of a digit, whatever the layout makes of it', press({ key: '&', code: 'Digit1' }), '1'],
    ['a digit under a Bangla input method', press({ key: '১', code: 'Digit1' }), '1'],
    ['a Bangla digit without a place', press({ key: '৭' }), '7'],
    ['a letter in capitals', press({ key: 'A', code: 'KeyA', shiftKey: true }), 'A'],
    ['a letter by its place', press({ key: 'ক', code: 'KeyJ' }), 'j'],
    ['a Bangla letter without a place', press({ key: 'ক' }), 'ক'],
    ['a sign', press({ key: '*', code: 'Digit8', shiftKey: true }), '*'],
    ['the numeric pad', press({ key: '5', code: 'Numpad5' }), '5'],
    ['the numeric pad times', press({ key: '*', code: 'NumpadMultiply' }), '*'],
    ['a dash that an input method hid', press({ key: 'Unidentified', code: 'Minus' }), '-'],
  ])('is read from %s', (_name, event, character) => expect(characterOf(event)).toBe(character));

  test.each([
    ['with Control', press({ key: 'c', code: 'KeyC', ctrlKey: true })],
    ['that is a function key', press({ key: 'F9', code: 'F9' })],
    ['that is Enter', press({ key: 'Enter', code: 'Enter' })],
    ['that Android hides', press({ key: 'Unidentified' })],
  ])('is none %s', (_name, event) => expect(characterOf(event)).toBeUndefined());
});
