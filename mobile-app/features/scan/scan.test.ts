import { describe, expect, test } from 'vitest';
import { createReadFilter } from './read-filter.ts';
import { createBurstReader, keyCharacter } from './scan-burst.ts';

const type = (characters: string, gapMs: number) => {
  const reader = createBurstReader();
  let timeMs = 1_000;
  for (const character of characters) {
    reader.character(character, timeMs);
    timeMs += gapMs;
  }
  return reader.end(timeMs);
};

describe('burst reader', () => {
  test('a fast run of keys that Enter ends is a scan', () => {
    expect(type('8941100500125', 12)).toBe('8941100500125');
  });
  test('a slow Bluetooth scanner still counts', () => {
    expect(type('8941100500125', 50)).toBe('8941100500125');
  });
  test('a person typing the same digits is not a scan', () => {
    expect(type('8941100500125', 120)).toBeNull();
  });
  test('five fast keys are too few', () => {
    expect(type('12345', 5)).toBeNull();
  });
  test('what was typed before a pause is not part of the code', () => {
    const reader = createBurstReader();
    expect(reader.character('9', 0)).toBe(true);
    expect(reader.character('4', 400)).toBe(true);
    for (let i = 1; i <= 6; i++) expect(reader.character(String(i), 400 + i * 10)).toBe(false);
    expect(reader.end(480)).toBe('4123456');
  });
  test('after its end a run does not come again', () => {
    const reader = createBurstReader();
    for (let i = 0; i < 8; i++) reader.character('7', i * 10);
    expect(reader.end(90)).toBe('77777777');
    expect(reader.end(95)).toBeNull();
  });
});

describe('key character', () => {
  test('positions are read as Latin letters and digits under a Bangla layout', () => {
    expect(keyCharacter('Digit4', '৪', false)).toBe('4');
    expect(keyCharacter('KeyK', 'ক', false)).toBe('k');
    expect(keyCharacter('KeyK', 'খ', true)).toBe('K');
    expect(keyCharacter('KeyK', 'K', false)).toBe('K');
  });
  test('a key without a position gives its character, and one that types nothing gives none', () => {
    expect(keyCharacter('', '৪', false)).toBe('৪');
    expect(keyCharacter('Minus', '-', false)).toBe('-');
    expect(keyCharacter('ShiftLeft', 'Shift', true)).toBeNull();
  });
});

describe('camera filter', () => {
  test('thirty reads a second of one code pass once', () => {
    const accept = createReadFilter();
    const passed = Array.from({ length: 90 }, (_, i) => accept('A', i * 33)).filter(Boolean);
    expect(passed).toHaveLength(1);
  });
  test('the same code passes again after it was out of sight, another one at once', () => {
    const accept = createReadFilter();
    expect(accept('A', 0)).toBe(true);
    expect(accept('B', 100)).toBe(true);
    expect(accept('B', 200)).toBe(false);
    expect(accept('B', 1_500)).toBe(true);
  });
});
