import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { openApp } from '../../../test/app.ts';

test('an application that stops does not wait for connections that were opened ahead', async () => {
  const app = await openApp();
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  await once(socket, 'connect');
  await app.anonymous.fetch('/health/live');
  const startedAt = performance.now();
  await app.close();
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  if (!socket.closed) await once(socket, 'close');
});
