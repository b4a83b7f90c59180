import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { appendCallerAddress } from './caller-address.ts';

test('what a caller claims stands before the address that it really has', async () => {
  appendCallerAddress();
  const server = createServer((request, response) => response.end(request.headers['x-forwarded-for']));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const ask = async (headers: Record<string, string>) => (await fetch(`http://127.0.0.1:${port}`, { headers })).text();
  expect(await ask({})).toBe('127.0.0.1');
  expect(await ask({ 'x-forwarded-for': '203.0.113.9' })).toBe('203.0.113.9, 127.0.0.1');
  server.close();
});
