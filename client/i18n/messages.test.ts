import { expect, test } from 'vitest';
import bn from '../messages/bn.json' with { type: 'json' };
import en from '../messages/en.json' with { type: 'json' };

const flatten = (value: unknown, path = ''): Map<string, string> =>
  typeof value === 'string'
    ? new Map([[path, value]])
    : new Map(Object.entries(Object(value)).flatMap(([key, inner]) => [...flatten(inner, path === '' ? key : `${path}.${key}`)]));

const english = flatten(en);
const bangla = flatten(bn);
const argumentsOf = (text: string | undefined) => [...(text ?? '').matchAll(/\{(\w+)/g)].map(([, name = '']) => name).toSorted();

test('both languages have the same texts', () => expect([...bangla.keys()].toSorted()).toEqual([...english.keys()].toSorted()));

test('no text is empty', () => {
  expect([...english, ...bangla].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('both languages fill in the same values', () => {
  const differing = [...english].filter(([key, text]) => String(argumentsOf(text)) !== String(argumentsOf(bangla.get(key))));
  expect(differing).toEqual([]);
});

test('Bangla is written in Bangla', () => {
  const latinOnly = [...bangla].filter(
    ([key, text]) =>
      key !== 'app.name' && /[A-Za-z]{3}/.test(text.replaceAll(/\{[^}]*\}|<[^>]*>/g, '')) && !/[\u0980-\u09FF]/.test(text),
  );
  expect(latinOnly).toEqual([]);
});
