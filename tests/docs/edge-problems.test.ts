import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problems } from '@zakpos/contracts';
import { expect, test } from 'vitest';

/** nginx cannot read TypeScript: what it says in the place of the API is written a second time, and held equal here. */
const snippets = join(import.meta.dirname, '../../docker/nginx/snippets');
const read = (name: string): string => readFileSync(join(snippets, name), 'utf8');

const map = /^map \$language \$words_(\w+) \{\n {2}default '(.*)';\n {2}bn '(.*)';\n\}$/gm;
const words = [...read('problems.conf').matchAll(map)].map(([, code = '', en = '', bn = '']) => ({ code, en, bn }));
const answers = [...read('api-locations.conf').matchAll(/return (\d{3}) '(\{.*\})';/g)].map(([, status, text = '']) => ({
  status: Number(status),
  text,
}));

const problemOf = (code: string) => {
  const found = Object.entries(problems).find(([name]) => name === code);
  if (!found) throw new Error(`the contract has no problem ${code}`);
  return found[1];
};

test('the edge has words for every refusal that it makes, and each is used', () => {
  expect(words.map(({ code }) => code).toSorted()).toEqual(['body_too_large', 'rate_limited', 'route_not_found', 'unavailable']);
  const used = answers.map(({ text }) => /\$words_(\w+)/.exec(text)?.[1] ?? text);
  expect(used.toSorted()).toEqual(words.map(({ code }) => code).toSorted());
});

test.each(words)('$code is said in the words of the contract', ({ code, en, bn }) => {
  const problem = problemOf(code);
  for (const [said, wanted] of [
    [en, problem.en],
    [bn, problem.bn],
  ] as const) {
    expect(JSON.parse(`{${said}}`)).toEqual({ title: wanted[0], detail: wanted[1] });
  }
});

test.each(words)('$code has the status and the form of the contract', ({ code, en }) => {
  const answer = answers.find(({ text }) => text.includes(`$words_${code}`));
  const { status } = problemOf(code);
  expect(answer?.status).toBe(status);
  const body: unknown = JSON.parse((answer?.text ?? '').replace(`$words_${code}`, () => en));
  expect(body).toMatchObject({ type: `urn:zakpos:problem:${code}`, status, code, traceId: '$trace_id' });
});
