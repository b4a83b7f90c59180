import { expect, test } from 'vitest';
import { nextPage } from './next-page.ts';

test('a path of this site is kept', () => expect(nextPage('/till/close')).toBe('/till/close'));
test.each([null, '', '//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/sign-in'])(
  '%s leads to the first page',
  (wanted) => expect(nextPage(wanted)).toBe('/'),
);
