import { expect, test } from 'vitest';
import { describeError, loggedError } from './logger.ts';
import { Outage } from './outage.ts';

const refused = (reason: string) =>
  new AggregateError(
    [new Error('no answer', { cause: new Error(reason) }), new Error('no answer', { cause: new Error(reason) })],
    'Sending failed',
  );

test('of an error that stands for several, each reason is told, in a line and in the log', () => {
  expect(describeError(refused('checksum'))).toBe('Sending failed (no answer (checksum))');
  expect(loggedError(refused('checksum'))).toMatchObject({
    message: 'Sending failed',
    errors: [{ message: 'no answer', cause: { message: 'checksum' } }, {}],
  });
});

test('an outage is told of once for each of its reasons, and anew after it went well', () => {
  const outage = new Outage();
  expect(outage.end()).toBe(0);
  expect(outage.add(refused('checksum'))).toEqual({ isNew: true, failures: 1 });
  expect(outage.add(refused('checksum'))).toEqual({ isNew: false, failures: 2 });
  expect(outage.add(refused('sequence'))).toEqual({ isNew: true, failures: 3 });
  expect(outage.add(refused('checksum'))).toEqual({ isNew: false, failures: 4 });
  expect(outage.end()).toBe(4);
  expect(outage.add(refused('checksum'))).toEqual({ isNew: true, failures: 1 });
});
