import { afterAll, beforeAll, expect, test } from 'vitest';
import { containersOf, isRunning, serviceOf } from './containers.ts';
import { eventsOverKafka } from './kafka-suite.ts';
import { openStack, type Stack } from './stack.ts';

let stack: Stack | undefined;
const opened = (): Stack => {
  if (!stack) throw new Error('the platform did not start');
  return stack;
};
beforeAll(async () => {
  // Only what events pass through.
  stack = await openStack({ kraft: true, services: ['worker'] });
});
afterAll(() => stack?.down());

test('with Kafka 4 there is no ZooKeeper, and nothing of it is left out of use', async () => {
  const containers = await containersOf(opened().project);
  expect(containers.map(serviceOf)).not.toContain('zookeeper');
  const kafka = containers.find((container) => serviceOf(container) === 'kafka');
  expect(kafka && isRunning(kafka)).toBe(true);
  expect(kafka?.Config.Image).toContain('/kafka-kraft:');
  expect(Object.keys(kafka?.NetworkSettings.Networks ?? {})).toEqual([`${opened().project}_data`]);
  expect(kafka?.Mounts.filter(({ Type }) => Type === 'volume').map(({ Name }) => Name)).toEqual([
    `${opened().project}_kafka_kraft_data`,
  ]);
});

eventsOverKafka(opened, ['kafka', 'worker']);
