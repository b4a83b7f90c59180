import { ApiProblem, LinkLost } from '@zakpos/api-client';
import { expect, test } from 'vitest';
import { newIdempotencyKey } from './idempotency-key.ts';
import { RepeatableWrite } from './repeatable-write.ts';

const refused = new ApiProblem({ type: '', title: '', status: 409, code: 'duplicate', detail: '' });
const broken = new ApiProblem({ type: '', title: '', status: 502, code: 'unavailable', detail: '' });

const keysOf = async (failures: (Error | null)[]): Promise<string[]> => {
  const write = new RepeatableWrite();
  const keys: string[] = [];
  for (const failure of failures) {
    const send = (key: string) => {
      keys.push(key);
      return failure ? Promise.reject(failure) : Promise.resolve();
    };
    await write.run(send).catch(() => undefined);
  }
  return keys;
};

test.each([new LinkLost(null), broken])('after an answer that was lost the key stays (%s)', async (failure) => {
  const [first, second, third] = await keysOf([failure, null, null]);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('after a refusal the key is new', async () => {
  const [first, second] = await keysOf([refused, null]);
  expect(second).not.toBe(first);
});

test('a key is a random UUID', () =>
  expect(newIdempotencyKey()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
