import { beforeAll, expect, test } from 'vitest';
import { eventsOverKafka } from './kafka-suite.ts';
import { openStack, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});

eventsOverKafka(() => stack, ['kafka', 'zookeeper', 'worker']);

test('ZooKeeper gives no session without a password, and answers no command but for health', async () => {
  const { output } = await stack.exec(
    'kafka',
    'bash',
    '-c',
    'exec 3<>/dev/tcp/zookeeper/2181; printf conf >&3; timeout 3 cat <&3',
  );
  expect(output).toContain('not in the whitelist');
});
