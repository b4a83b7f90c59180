import { expect, test } from 'vitest';
import { parseServerAddress } from './server-address.ts';

test.each([
  ['till.example.com', 'https://till.example.com'],
  [' https://till.example.com/v1/ ', 'https://till.example.com'],
  ['http://192.168.0.5:8080', 'http://192.168.0.5:8080'],
  ['', null],
  ['https://', null],
  ['not an address', null],
])('%j is read as %j', (typed, origin) => expect(parseServerAddress(typed)).toBe(origin));
