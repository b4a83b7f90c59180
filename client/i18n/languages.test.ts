import { expect, test } from 'vitest';
import { pickLanguage } from './languages.ts';

test('a chosen language wins over the browser', () => expect(pickLanguage('bn', 'en-GB,en;q=0.9')).toBe('bn'));
test('a regional tag counts for its language', () => expect(pickLanguage(undefined, 'bn-BD,en;q=0.5')).toBe('bn'));
test('weights decide, not the order', () => expect(pickLanguage(undefined, 'en;q=0.3, bn;q=0.8')).toBe('bn'));
test('a weight of zero means never', () => expect(pickLanguage(undefined, 'bn;q=0, fr')).toBe('en'));
test('an unknown cookie and no header give English', () => expect(pickLanguage('xx', null)).toBe('en'));
